"""One clause of a message about a wish: which phrases stand in it, what it denies, and what the person owns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flows.understanding.message import Message, Word
from flows.understanding.phrases import Phrases
from flows.understanding.words import Words

_NEGATION_REACH = 4  # words: «no estoy buscando para comprar»
_OWNING_REACH = 2  # words: «mis dos apartamentos»
_SEEKING_REACH = 3  # words: "looking for a good tenant"
_MOST_READ = 120  # words: who writes more says it first


@dataclass(frozen=True, slots=True)
class WishClause:
    """The words between two marks, and where the phrases among them stand. `asks`: a question mark ends it."""

    words: tuple[Word, ...]
    said: tuple[str, ...]
    first: int
    phrases: Phrases
    asks: bool

    def at(self, place: int, *kinds: str) -> int:
        """How many words the phrase of these kinds has that begins at `place`, 0 when there is none."""
        size = self.phrases.at(self.first + place, *kinds) if 0 <= place < len(self.said) else 0
        return size if place + size <= len(self.said) else 0

    def holds(self, kind: str, start: int = 0, end: int | None = None) -> bool:
        """Whether such a phrase stands there, whole."""
        last = len(self.said) if end is None else min(end, len(self.said))
        return any((size := self.at(place, kind)) and place + size <= last for place in range(max(0, start), last))


def cut_wishes(message: Message, words: Words) -> Iterator[WishClause]:
    """The clauses in their order, as far as is read."""
    phrases = words.find(message)
    for first, end in message.clauses:
        if first < _MOST_READ:
            after = min(end, _MOST_READ)
            said, asks = message.said[first:after], "?" in message.gaps[after - 1]
            yield WishClause(message.words[first:after], said, first, phrases, asks)


def is_negated(clause: WishClause, place: int, since: int, words: Words) -> bool:
    """Whether a «no» reaches the word at `place`: not past a wish of its own, nor as «no solo», «si no»."""
    negations = words.of("intent.negations")
    for at in range(place - 1, max(since, place - _NEGATION_REACH) - 1, -1):
        word = clause.said[at]
        before = clause.said[at - 1] if at else ""
        if word in words.of("intent.ends") or (word in words.of("intent.wishes") and before not in negations):
            return False
        if word in negations:
            softened = 0 < clause.at(at + 1, "intent.softeners") < place - at
            return not softened and before not in words.of("intent.conditions")
    return False


def is_of_own_place(clause: WishClause, words: Words) -> bool:
    """«alquilar mi casa», but not «alquilar mi primer apartamento»."""
    for place, word in enumerate(clause.said):
        owned = clause.said[place + 1 : place + 1 + _OWNING_REACH]
        if word in words.of("intent.possessives") and _is_owned(owned, words):
            return True
    return False


def _is_owned(named: tuple[str, ...], words: Words) -> bool:
    return not words.of("intent.properties").isdisjoint(named) and words.of("intent.own").isdisjoint(named)


def has_a_place(clauses: list[WishClause], words: Words) -> bool:
    """«tengo un local y lo quiero rentar»."""
    for clause in clauses:
        for place in range(len(clause.said)):
            size = clause.at(place, "intent.have")
            owned = clause.said[place + size : place + size + _OWNING_REACH]
            if size and not words.of("intent.properties").isdisjoint(owned):
                return True
    return False


def offers(clauses: Sequence[WishClause], kind: str, words: Words) -> bool:
    """Whether they offer; of «à vendre» it is offered to them."""
    return any(
        clause.at(place, kind)
        and not clause.holds("intent.buy_signs", place - 1, place + 1)
        and not is_negated(clause, place, 0, words)
        for clause in clauses
        for place in range(len(clause.said))
    )


def stands(clause: WishClause, words: Words, *kinds: str) -> list[int]:
    """Where phrases of these kinds begin that no «no» reaches."""
    found = (place for place in range(len(clause.said)) if clause.at(place, *kinds))
    return [place for place in found if not is_negated(clause, place, 0, words)]


def seeks_taker(clause: WishClause, words: Words) -> bool:
    """«Busco inquilino», "I need a buyer"."""
    seeking = words.of("owner.seeks") | words.wanting
    return any(
        not seeking.isdisjoint(clause.said[max(0, place - _SEEKING_REACH) : place])
        for place in stands(clause, words, "owner.takers")
    )


def values_own(clause: WishClause, words: Words) -> bool:
    """«Tasar mi casa», "manage my condo", «la venta de mi casa»."""
    return bool(stands(clause, words, "owner.values", "intent.sale")) and is_of_own_place(clause, words)
