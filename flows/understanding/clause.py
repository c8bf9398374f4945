"""A clause of a message as the kinds of its phrases, which `closed.py` and `place.py` read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from flows.understanding.message import Message, Word, fold_word
from flows.understanding.phrases import PhraseBook

Kind = Literal[
    "nay",  # what answers no by itself
    "negation",  # what denies the words beside it; in Spanish the same «no»
    "without",
    "yes",  # what agrees, at the beginning
    "fine",  # the same of what is well as it is: to an offer to say more it is no yes
    "assent",  # of both those that can say nothing else: «sí», but not «claro», "right"
    "know",
    "unknown",  # not knowing in one: «ni idea», «olvidé»
    "have",  # having or using, in the first person: «la puerta no tiene número» is not about them
    "exists",  # «no hay» answers by itself, «no hay luz» does not
    "nothing",
    "want",
    "give",  # giving, telling, sending us something
    "say",
    "can",  # «no puedo decir»: not known; «no puedo dar»: not wanted
    "prefer",
    "private",  # keeping it to oneself
    "obliged",
    "must",  # the same as a verb, which tells it only in a question: «¿hay que…?»
    "already",
    "told",  # having told it, or your having it
    "later",
    "of",  # after `later` it makes that a preposition: «después de las seis»
    "when",  # a time of one's own: «mañana» means later, and so does «mañana te lo doy»
    "now",  # denied it means later
    "busy",
    "wait",  # later, unless something else is said
    "leave",
    "change",  # denied it means to leave it
    "any",
    "this",
    "other",
    "trouble",  # what is denied to agree: «no hay problema»
    "but",
    "reserve",  # faults what was given, or announces more: «viejo», «dudas», «una cosa más»
    "if",  # at the beginning it makes a condition, and no answer
    "thing",  # what is for sale and around it: who speaks of it does not answer
    "deal",  # buying, renting, selling: «no sé si comprar o alquilar» still is not knowing
    "wrong",
    "call",
    "send",
    "just",  # «no más», which in much of America denies nothing: «mándalo no más»
    "data",  # what is asked for: names, numbers, addresses
    "first",
    "second",
    "third",
    "last",
    "place",  # before a position: «la opción 2»
    "ends",  # «el que termina en 66»
    "filler",  # says nothing by itself
    "elsewhere_yes",  # what agrees, or denies, in the languages that are not spoken here
    "elsewhere_no",
]
# Read whatever language the chat is in, but only where nothing else is said: «ja» is a yes, and «já» begins a lot.
ELSEWHERE: Mapping[Kind, tuple[Kind, ...]] = {"elsewhere_yes": ("yes", "fine"), "elsewhere_no": ("nay",)}
KINDS: tuple[Kind, ...] = tuple(kind for kind in get_args(Kind) if kind not in ELSEWHERE)

Piece = frozenset[Kind]  # a phrase by its kinds; none: a word that the vocabulary lacks
_DATA: Piece = frozenset({"data"})
_FILLER: Piece = frozenset({"filler"})

DENIAL: tuple[Kind, ...] = ("nay", "negation")
TOPICS: frozenset[Kind] = frozenset({"thing", "deal", "call", "reserve"})  # what is spoken of instead of answering
NEAR = 3  # phrases between a denial and what it denies
OPENING = 3  # phrases at the beginning of a clause, among which its «sí» stands
_LONG_ENOUGH = 4  # letters of a word that may be typed in another way: «Paz» is not «pas»
_SHORT = {"q": "que", "ke": "que"}
# How the same word is also typed, by ear or in haste, or with its pronouns: «siii», «klaro», «kiero», «nesesario»,
# «bamos», «olvidao», «mándaselo».
_ALSO_TYPED = tuple(
    (re.compile(typed), meant)
    for typed, meant in (
        (r"(.)\1{2,}", r"\1"),
        (r"(.)\1$", r"\1"),
        ("k", "c"),
        ("k", "qu"),
        ("s(?=[ei])", "c"),
        ("z", "s"),
        ("b", "v"),
        ("v", "b"),
        ("y", "ll"),
        ("ao$", "ado"),
        ("$", "s"),
        (r"(?<=\w{4})(?:me|te|se|nos)?(?:l[aeo]s?)?$", ""),
    )
)
_CERTAIN = frozenset({"sí", "sì"})


@dataclass(frozen=True, slots=True)
class Clause:
    """The phrases of one clause, where among them each kind stands, and how many say something else (`loose`).

    `certain`: its «sí» has its accent, and is no «si». `figure`: it holds one. `asks`: there is a question mark.
    """

    pieces: Sequence[Piece]
    places: Mapping[Kind, Sequence[int]]
    loose: int
    certain: bool
    figure: bool
    asks: bool

    def has(self, *kinds: Kind) -> bool:
        return not self.places.keys().isdisjoint(kinds)

    def at(self, kinds: Sequence[Kind]) -> Iterator[int]:
        return (place for kind in kinds for place in self.places.get(kind, ()))

    def near(self, some: Sequence[Kind], others: Sequence[Kind], most: int = NEAR) -> bool:
        """Whether one of either stand close together, in any order."""
        if not (self.has(*some) and self.has(*others)):
            return False
        return any(0 < abs(one - other) <= most for one in self.at(some) for other in self.at(others))

    def follows(self, some: Sequence[Kind], others: Sequence[Kind], most: int = NEAR) -> bool:
        """Whether one of the others stands soon after one of the first."""
        if not (self.has(*some) and self.has(*others)):
            return False
        return any(0 < other - one <= most for one in self.at(some) for other in self.at(others))

    def begins(self, *kinds: Kind) -> bool:
        """Whether it is the first thing said, but for what says nothing."""
        for piece in self.pieces[:OPENING]:
            if not piece.isdisjoint(kinds):
                return True
            if "filler" not in piece:
                return False
        return False


def cut_clauses(
    message: Message, lexicon: PhraseBook[Kind], mentions: frozenset[str] = frozenset()
) -> Iterator[Clause]:
    for first, after in message.clauses:
        words = message.words[first:after]
        said = [_as_known(word, lexicon, mentions) for word in words]
        pieces: list[Piece] = []
        places: dict[Kind, list[int]] = {}
        reached = 0
        for size, known in lexicon.cut(said):
            kinds = known or _kinds_of(words[reached], said[reached], mentions)
            for kind in kinds:
                places.setdefault(kind, []).append(len(pieces))
            pieces.append(kinds)
            reached += size
        yield Clause(
            pieces,
            places,
            loose=sum(kinds <= TOPICS and "deal" not in kinds for kinds in pieces),
            certain=any(word.text.lower() in _CERTAIN for word in words),
            figure=any(word.said[:1].isdecimal() for word in words),
            asks=message.asks,
        )


def _as_known(word: Word, lexicon: PhraseBook[Kind], mentions: frozenset[str]) -> str:
    """The word as the vocabulary has it: «q» is «que», «siii» «si», «klaro» «claro», «l'ancien» «ancien»."""
    if word.said in _SHORT:
        return _SHORT[word.said]
    if word.said in lexicon.words or word.said in mentions:
        return word.said
    typed = _ALSO_TYPED if len(word.said) >= _LONG_ENOUGH else ()
    forms = (fold_word(word.text.rpartition("'")[2]), *(form.sub(meant, word.said) for form, meant in typed))
    return next((form for form in forms if form in lexicon.words or form in mentions), word.said)


def _kinds_of(word: Word, said: str, mentions: frozenset[str]) -> Piece:
    """What a word is that the vocabulary lacks: emoji say nothing."""
    if said in mentions:
        return _DATA
    return frozenset() if word.text[0].isalnum() else _FILLER
