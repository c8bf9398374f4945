"""Whether somebody wants to buy, to rent, or to offer their own property (CONVERSATION §8).

A word counts where the person wants it now and for themselves: not behind a «no», not as what they pay today, not as
what a brother did, not as what they would do with the house that they buy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import OSA

from flows.lead import Intent
from flows.understanding.text import bare
from flows.understanding.words import Words

_FORGIVING_LENGTH = 7  # letters from which one wrong letter is forgiven; «venta» must not become «renta»
_NEGATION_REACH = 4  # words: «no estoy buscando para comprar»
_DENIAL_REACH = 3  # words: «vivo en alquiler», «comprar está imposible»
_OTHERS_REACH = 2  # words: «mi hermano ya compro»
_OWNING_REACH = 2  # words: «mis dos apartamentos»
_LONGEST_PHRASE = 4  # words
_READ = 1000  # characters: who writes more says it first
_CLAUSE_END = re.compile(r"[,.;:!?¡¿()\n]+")
_PAST = re.compile(r"[^\W\d_]ó\W*$")  # «compró», which without its accent is «compro»

Want = Literal["buy", "rent"]


@dataclass(frozen=True, slots=True)
class OwnerMaybe:
    """It reads as if they offer a property of their own: ask (OWNER_CHECK)."""


@dataclass(frozen=True, slots=True)
class _Clause:
    """The words between two punctuation marks, as `bare` gives them and as written. `asks`: a question mark ends it."""

    said: tuple[str, ...]
    written: tuple[str, ...]
    asks: bool

    def phrase(self, start: int, end: int) -> str:
        """The words from `start` to before `end` with blanks around each, as phrases are looked for."""
        return f" {' '.join(self.said[max(0, start) : end])} "


@dataclass(frozen=True, slots=True)
class _Mention:
    """A word or phrase of buying or renting. `clear` is False for what only goes with it: a loan, a deposit."""

    want: Want
    clear: bool
    clause: int
    start: int
    end: int


def read_intent(
    text: str, words: Words, *, only_clear: bool = False, beside: int | None = None
) -> Intent | OwnerMaybe | None:
    """What the words say, None when they say nothing. A digit means an option's position, so none is read here.

    `only_clear`: what merely goes with a wish, a loan or a deposit, says nothing: the wish is known.
    `beside`: so many words may stand beside it where nobody says that they want something; None, any number: where the
    wish is neither asked for nor known, it opens many a talk.
    """
    clauses = list(_clauses(text))
    mentions = [
        mention
        for number, clause in enumerate(clauses)
        for mention in _meant(clause, list(_wanted(clause, _mentions(clause, number, words), words)), words, beside)
    ]
    wants = {mention.want for mention in mentions if mention.clear}
    if not (wants or only_clear):
        wants = {mention.want for mention in mentions}
    if _offers(clauses, "sell", words) or ("buy" not in wants and _offers(clauses, "let", words)):
        return OwnerMaybe()
    if "rent" in wants and (_rents_own_place(clauses, mentions, words) or _has_a_place(clauses, words)):
        return OwnerMaybe()
    if _offers(clauses, "offer", words):
        return Intent.OFFER
    if len(wants) == 2 or _says_both(clauses, words):
        return Intent.BOTH
    return Intent(wants.pop()) if wants else None


def _clauses(text: str) -> Iterator[_Clause]:
    read = text[:_READ]
    ends = [*(end[0] for end in _CLAUSE_END.finditer(read)), ""]
    for part, end in zip(_CLAUSE_END.split(read), ends, strict=True):
        pairs = [(said, written) for written in part.split() for said in bare(written).split()]
        if pairs:
            said, written = zip(*pairs, strict=True)
            yield _Clause(said, written, asks="?" in end)


def _mentions(clause: _Clause, number: int, words: Words) -> list[_Mention]:
    found, place = [], 0
    while place < len(clause.said):
        if size := _state(clause, place, words):
            place += size
            continue
        mention = _mention_at(clause, number, place, words)
        if mention and not _is_of_others(clause, mention, words):
            found.append(mention)
        place = mention.end if mention else place + 1
    return found


def _mention_at(clause: _Clause, number: int, place: int, words: Words) -> _Mention | None:
    kinds: tuple[tuple[str, Want, bool], ...] = (
        ("buy", "buy", True),
        ("rent", "rent", True),
        ("buy_signs", "buy", False),
        ("rent_signs", "rent", False),
    )
    for count in range(min(_LONGEST_PHRASE, len(clause.said) - place), 0, -1):
        said = " ".join(clause.said[place : place + count])
        for kind, want, clear in kinds:
            meant = words.of(f"intent.{kind}")
            if said in meant or (count == 1 and clear and _is_slip(said, meant, words)):
                return _Mention(want, clear, number, place, place + count)
    return None


def _state(clause: _Clause, place: int, words: Words) -> int:
    """How many words at `place` say what the property is («está alquilado»), 0 when none do."""
    counts = range(_LONGEST_PHRASE, 0, -1)
    return next((n for n in counts if " ".join(clause.said[place : place + n]) in words.of("intent.states")), 0)


def _is_slip(word: str, meant: frozenset[str], words: Words) -> bool:
    if len(word) < _FORGIVING_LENGTH or word in words.of("intent.unlike"):
        return False
    return any(
        OSA.distance(word, m, score_cutoff=1) <= 1 for m in meant if len(m) >= _FORGIVING_LENGTH and " " not in m
    )


def _is_of_others(clause: _Clause, mention: _Mention, words: Words) -> bool:
    """«mi hermano compró», «él compro»: done by somebody else."""
    if _PAST.search(clause.written[mention.start]):
        return True
    first_person = clause.said[mention.start].endswith("o")  # the form that only an accent tells from «compró»
    before = clause.said[max(0, mention.start - _OTHERS_REACH) : mention.start]
    return first_person and not words.of("intent.others").isdisjoint(before)


def _wanted(clause: _Clause, mentions: list[_Mention], words: Words) -> Iterator[_Mention]:
    """The mentions that are neither denied nor only what the property is for."""
    for place, mention in enumerate(mentions):
        earlier = mentions[place - 1] if place else None
        later = mentions[place + 1].start if place + 1 < len(mentions) else len(clause.said)
        since = earlier.end if earlier else 0
        if _is_denied(clause, mention, since, later, words):
            continue
        if not (earlier and earlier.want != mention.want and _is_aim(clause, since, mention.start, words)):
            yield mention


def _meant(clause: _Clause, mentions: list[_Mention], words: Words, most: int | None) -> list[_Mention]:
    """Those that are no remarks; who weighs both («we would rent first and maybe buy later») makes none."""
    if most is None or len({mention.want for mention in mentions}) > 1:
        return mentions
    return [mention for mention in mentions if not _is_remark(clause, mention, most, words)]


def _is_remark(clause: _Clause, mention: _Mention, most: int, words: Words) -> bool:
    """«la renta está por las nubes en ese sector»: a sentence about it, in which nobody wants anything and no property
    is named."""
    beside = (*clause.said[: mention.start], *clause.said[mention.end :])
    aim = clause.said[mention.start - 1] if mention.start else ""
    if len(beside) <= most + (not mention.start) - clause.asks or (len(aim) > 1 and aim in words.of("intent.aims")):
        return False
    return words.wanting.isdisjoint(beside) and words.of("intent.properties").isdisjoint(beside)


def _is_denied(clause: _Clause, mention: _Mention, since: int, later: int, words: Words) -> bool:
    before = clause.phrase(max(since, mention.start - _DENIAL_REACH - 1), mention.start)
    after = clause.phrase(mention.end, min(later, mention.end + _DENIAL_REACH))
    if any(f" {denial} " in before for denial in words.of("intent.denials")):
        return True
    if any(f" {refusal} " in after for refusal in words.of("intent.refusals")):
        return True
    ends_in_no = clause.said[mention.end :] and clause.said[mention.end] in words.of("intent.negations")
    if ends_in_no and mention.end + 1 in (len(clause.said), later):
        return True  # «alquilar no, comprar»
    return _is_negated(clause, mention.start, since, words)


def _is_negated(clause: _Clause, place: int, since: int, words: Words) -> bool:
    """Whether a «no» reaches the word at `place`: not past a wish of its own, nor as «no solo», «si no»."""
    for at in range(place - 1, max(since, place - _NEGATION_REACH) - 1, -1):
        word = clause.said[at]
        before = clause.said[at - 1] if at else ""
        if word in words.of("intent.ends"):
            return False
        if word in words.of("intent.wishes") and before not in words.of("intent.negations"):
            return False
        if word in words.of("intent.negations"):
            after = clause.phrase(at + 1, place)
            softened = any(after.startswith(f" {soft} ") for soft in words.of("intent.softeners"))
            return not softened and before not in words.of("intent.conditions")
    return False


def _is_aim(clause: _Clause, start: int, end: int, words: Words) -> bool:
    """«comprar para alquilar»: what they would do with it, unless an «o» makes it another wish."""
    between = clause.said[start:end]
    if " ".join(between) in words.of("intent.then"):
        return True
    return not words.of("intent.aims").isdisjoint(between[-2:]) and words.of("intent.choices").isdisjoint(between)


def _offers(clauses: list[_Clause], kind: str, words: Words) -> bool:
    meant = words.of(f"intent.{kind}")
    for clause in clauses:
        for place in range(len(clause.said)):
            if " ".join(clause.said[max(0, place - 1) : place + 1]) in words.of("intent.buy_signs"):
                continue  # «à vendre»: it is offered to them
            phrases = (" ".join(clause.said[place : place + count]) for count in range(1, _LONGEST_PHRASE + 1))
            if any(phrase in meant for phrase in phrases) and not _is_negated(clause, place, 0, words):
                return True
    return False


def _rents_own_place(clauses: list[_Clause], mentions: list[_Mention], words: Words) -> bool:
    """«alquilar mi casa», but not «alquilar mi primer apartamento»."""
    for number in {mention.clause for mention in mentions if mention.want == "rent"}:
        said = clauses[number].said
        for place, word in enumerate(said):
            owned = said[place + 1 : place + 1 + _OWNING_REACH]
            if (
                word in words.of("intent.possessives")
                and not words.of("intent.properties").isdisjoint(owned)
                and words.of("intent.own").isdisjoint(owned)
            ):
                return True
    return False


def _has_a_place(clauses: list[_Clause], words: Words) -> bool:
    """«tengo un local y lo quiero rentar»."""
    for clause in clauses:
        for place in range(len(clause.said)):
            size = next(
                (n for n in (3, 2, 1) if " ".join(clause.said[place : place + n]) in words.of("intent.have")), 0
            )
            owned = clause.said[place + size : place + size + _OWNING_REACH]
            if size and not words.of("intent.properties").isdisjoint(owned):
                return True
    return False


def _says_both(clauses: list[_Clause], words: Words) -> bool:
    line = " . ".join(" ".join(clause.said) for clause in clauses)
    if any(f" {phrase} " in f" {line} " for phrase in words.of("intent.both")):
        return True
    alone = [" ".join(clause.said) for clause in clauses]
    return len([said for said in alone if said not in words.of("answer.polite")]) == 1 and any(
        said in words.of("intent.both_alone") for said in alone
    )


def says_also(text: str, words: Words) -> bool:
    """Whether it adds to what was said before: «también alquilar»."""
    said = f" {bare(text[:_READ])} "
    return any(f" {also} " in said for also in words.of("intent.also"))
