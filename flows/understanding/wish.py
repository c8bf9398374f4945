"""One clause of a message about a wish: which phrases stand in it, what it denies, and what the person owns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flows.understanding.kinds import PhraseKind
from flows.understanding.message import Message, Word
from flows.understanding.phrases import Phrases
from flows.understanding.words import Words

_NEGATION_REACH = 4  # words: «no estoy buscando para comprar»
_OWNING_REACH = 2  # words: «mis dos apartamentos»
_SEEKING_REACH = 3  # words: "looking for a good tenant"
_MOST_READ = 120  # words: who writes more says it first


@dataclass(frozen=True, slots=True)
class WishClause:
    """The words between two marks, and the phrases among them. `asks`: a question mark ends it."""

    words: tuple[Word, ...]
    phrases: Phrases
    asks: bool

    def __len__(self) -> int:
        return len(self.words)

    def at(self, place: int, *kinds: PhraseKind) -> int:
        """How many words the phrase of these kinds has that begins at `place`, 0 when there is none."""
        return self.phrases.at(place, *kinds)

    def holds(self, kind: PhraseKind, start: int = 0, end: int = _MOST_READ) -> bool:
        """Whether such a phrase stands there, whole."""
        return any(start <= place and place + size <= end for place, size in self.phrases.all(kind))


def cut_wishes(message: Message, words: Words) -> Iterator[WishClause]:
    """The clauses in their order, as far as is read."""
    phrases = words.find(message)
    for first, end in message.clauses:
        if first < _MOST_READ:
            after = min(end, _MOST_READ)
            asks = "?" in message.gaps[after - 1]
            yield WishClause(message.words[first:after], phrases.within(first, after), asks)


def is_negated(clause: WishClause, place: int, since: int = 0) -> bool:
    """Whether a «no» reaches the word at `place`: not past a wish of its own, nor as «no solo», «si no»."""
    for at in range(place - 1, max(since, place - _NEGATION_REACH) - 1, -1):
        if clause.at(at, "intent.ends") or (
            clause.at(at, "intent.wishes") and not clause.at(at - 1, "intent.negations")
        ):
            return False
        if clause.at(at, "intent.negations"):
            softened = 0 < clause.at(at + 1, "intent.softeners") < place - at
            return not (softened or clause.at(at - 1, "intent.conditions"))
    return False


def stands(clause: WishClause, *kinds: PhraseKind) -> list[int]:
    """Where phrases of these kinds begin that no «no» reaches."""
    return sorted(place for place, _ in clause.phrases.all(*kinds) if not is_negated(clause, place))


def is_of_own_place(clause: WishClause) -> bool:
    """«alquilar mi casa», but not «alquilar mi primer apartamento»."""
    owned = ((place + 1, place + 1 + _OWNING_REACH) for place, _ in clause.phrases.all("intent.possessives"))
    return any(clause.holds("intent.properties", *named) and not clause.holds("intent.own", *named) for named in owned)


def has_a_place(clause: WishClause) -> bool:
    """«tengo un local y lo quiero rentar»."""
    had = (place + size for place, size in clause.phrases.all("intent.have"))
    return any(clause.holds("intent.properties", after, after + _OWNING_REACH) for after in had)


def offers(clauses: Sequence[WishClause], *kinds: PhraseKind) -> bool:
    """Whether they offer; of «à vendre» it is offered to them."""
    return any(
        not clause.holds("intent.buy_signs", place - 1, place + 1)
        for clause in clauses
        for place in stands(clause, *kinds)
    )


def seeks_taker(clause: WishClause) -> bool:
    """«Busco inquilino», "I need a buyer"."""
    return any(
        clause.holds(seeking, place - _SEEKING_REACH, place)
        for place in stands(clause, "owner.takers")
        for seeking in ("owner.seeks", "intent.wanting")
    )


def values_own(clause: WishClause) -> bool:
    """«Tasar mi casa», "manage my condo", «la venta de mi casa»."""
    return bool(stands(clause, "owner.values", "intent.sale")) and is_of_own_place(clause)
