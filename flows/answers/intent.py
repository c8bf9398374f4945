"""Whether somebody wants to buy, to rent, or to offer their own property (CONVERSATION §8)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from flows.answers.text import bare, fold, holds
from flows.answers.words import Words
from flows.lead import Intent

_FORGIVING_LENGTH = 7  # letters from which one wrong letter is forgiven; «venta» must not become «renta»
_NEGATION_REACH = 2  # words: «no quiero comprar»
_OWNING_REACH = 2  # words: «mis dos apartamentos»
_READ = 1000  # characters: who writes more says it first
_CLAUSE_END = re.compile(r"[,.;:!?¡¿\n]+")


@dataclass(frozen=True, slots=True)
class OwnerMaybe:
    """It reads as if they offer a property of their own: ask (OWNER_CHECK)."""


def read_intent(text: str, words: Words) -> Intent | OwnerMaybe | None:
    """What the words say, None when they say nothing. A digit means an option's position, so none is read here."""
    clauses = [said.split() for clause in _CLAUSE_END.split(fold(text[:_READ])[:_READ]) if (said := bare(clause))]
    buys, rents, sells, offers = (_says(clauses, words, kind) for kind in ("buy", "rent", "sell", "offer"))
    if sells or (rents and any(_names_own_place(clause, words) for clause in clauses)):
        return OwnerMaybe()
    if offers:
        return Intent.OFFER
    if (buys and rents) or _says_both(clauses, words):
        return Intent.BOTH
    if buys or rents:
        return Intent.BUY if buys else Intent.RENT
    return None


def _says(clauses: list[list[str]], words: Words, kind: str) -> bool:
    """Whether a word or phrase of this kind is there, a word not counting with a «no» right before it."""
    meant = words.of(f"intent.{kind}")
    for clause in clauses:
        for place, word in enumerate(clause):
            if (word in meant or _is_slip(word, meant, words)) and not _negated(clause, place, words):
                return True
    return _holds_any(clauses, (phrase for phrase in meant if " " in phrase))


def _says_both(clauses: list[list[str]], words: Words) -> bool:
    alone = " ".join(clauses[0]) if len(clauses) == 1 else ""
    return alone in words.of("intent.both_alone") or _holds_any(clauses, words.of("intent.both"))


def _is_slip(word: str, meant: frozenset[str], words: Words) -> bool:
    if len(word) < _FORGIVING_LENGTH or word in words.of("intent.unlike"):
        return False
    return any(
        OSA.distance(word, m, score_cutoff=1) <= 1 for m in meant if len(m) >= _FORGIVING_LENGTH and " " not in m
    )


def _negated(clause: list[str], place: int, words: Words) -> bool:
    return not words.of("intent.negations").isdisjoint(clause[max(0, place - _NEGATION_REACH) : place])


def _names_own_place(clause: list[str], words: Words) -> bool:
    return any(
        word in words.of("intent.possessives")
        and not words.of("intent.properties").isdisjoint(clause[place + 1 : place + 1 + _OWNING_REACH])
        for place, word in enumerate(clause)
    )


def _holds_any(clauses: list[list[str]], phrases: Iterable[str]) -> bool:
    line = " . ".join(" ".join(clause) for clause in clauses)
    return any(holds(line, phrase) for phrase in phrases)
