"""Corrections in words: which answer a message changes or takes back, and where its new value stands.

What is said of an answer is a verb («cambia mi correo», «Telefon ändern», "take my note out") or that it is wrong («mi
nombre es otro», «meine Nummer ist falsch»), and the new value comes behind. Every word before it must belong to that:
«el vecino cambió su correo» and «quiten el letrero» are about something else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flows.understanding.kinds import PhraseKind
from flows.understanding.message import Message, Span
from flows.understanding.phrases import Phrases
from flows.understanding.words import Words

_LONGEST_FIELD = 6  # words of «numéro de téléphone»
_OWN_FORM = frozenset("@0123456789")  # a number or an address is known by itself, a name only behind «a» or «:»

Kinds = frozenset[PhraseKind]
_WISHES: Kinds = frozenset({"intent.buy", "intent.rent"})  # «cambia comprar por alquilar»
_CHANGES: Kinds = frozenset({"change.verbs", "change.puts"})
_REMOVES: Kinds = frozenset({"change.removes"})
_TAKES: Kinds = frozenset({"change.takes"})
_AWAY: Kinds = frozenset({"change.away"})  # together: "take it out"
_WITHOUT: Kinds = frozenset({"change.without"})  # said of an address: «sí, pero sin correo»
_WRONG: Kinds = frozenset({"change.mistakes", "change.wrong", "change.denials"})
_DEEDS = _CHANGES | _REMOVES | _AWAY | _WITHOUT | _WRONG
_TO: Kinds = frozenset({"change.to"})
_IS: Kinds = frozenset({"change.right", "correct.copulas"})
_NOT: Kinds = frozenset({"answer.no", "intent.negations"})
_COURTESIES: Kinds = frozenset({"change.wishes", "answer.polite"})
_CHANGE_ALONE: Kinds = frozenset({"change.verbs", "change.mistakes"})
_PLAIN: Kinds = frozenset({"change.anything", "change.articles", *_CHANGE_ALONE, *_COURTESIES})
_AROUND: Kinds = frozenset({"change.beside", "answer.yes", "answer.greeting", "correct.marks"})
_KINDS = _WISHES | _DEEDS | _TAKES | _TO | _IS | _NOT | _PLAIN | _AROUND
_CLOSING: tuple[PhraseKind, ...] = ("change.verbs", "change.puts", "change.removes", "change.away", "answer.polite")


@dataclass(frozen=True, slots=True)
class Change:
    """What is to change: a question, by its id, or «budget»; None when they did not say which. `removes`: its answer is
    to be taken out. `value`: where the new one stands in the message, or what else they say; None where nothing does.
    """

    question: str | None = None
    value: Span | None = None
    removes: bool = False


@dataclass(frozen=True, slots=True)
class _Piece:
    """A phrase by its kinds, the question it names, and the place after its last word. `cut`: a mark stands there."""

    kinds: Kinds
    field: str | None
    after: int
    cut: bool


def read_change(message: Message, words: Words) -> Change | None:
    """The correction that a message is and nothing else, None for any other."""
    phrases = words.find(message)
    if not phrases.has(*_DEEDS):
        return None
    end = _before_closing(phrases, len(message.words))
    walked, closing = _pieces(message, words, 0, end), _pieces(message, words, end, len(message.words))
    lead = walked[: _value_at(walked, closing)]
    said = [*lead, *closing]
    if any(_is_no(said, place) and not said[place].cut for place in range(len(said) - 1)):
        return None  # «no cambiar …», unlike «no, cambia …»
    introduced = len(lead) < len(walked) or bool(lead and lead[-1].cut)
    start = [0, *(piece.after for piece in walked[: len(lead) + 1])][-1]
    value = message.span_of(start, end) if start < end else None
    field = next((lead[at].field for at in reversed(range(len(lead))) if lead[at].field and not _is_no(lead, at)), None)
    if field is None and introduced and _any(walked[: len(lead) + 2], _WISHES):
        field = "intent"
    if field is None:
        return Change() if value is None and _says_only_change(said) else None
    own_form = value is not None and not _OWN_FORM.isdisjoint(message.text[slice(*value)])
    return _change(field, said, value, known=introduced or own_form, own_form=own_form)


def read_field(said: Sequence[str], words: Words) -> str | None:
    """The question that «el correo» or «mi apellido» belongs to, by its id; «non» is a name in Creole, and a no."""
    start = next((place for place, word in enumerate(said) if word not in words.of("change.articles")), len(said))
    named = " ".join(said[start:])
    return words.fields.get(named) if named not in words.of("answer.no") else None


def fields_in(message: Message, words: Words) -> Iterator[tuple[int, str]]:
    """Where a question is named, and its id."""
    for place in range(len(message.words)):
        if size := _field_at(message, place, len(message.words), words):
            yield place, words.fields[message.phrase(place, place + size)]


def _field_at(message: Message, place: int, end: int, words: Words) -> int:
    """How many words the longest name of a question has that begins there."""
    reach = range(min(_LONGEST_FIELD, end - place), 0, -1)
    return next((size for size in reach if message.phrase(place, place + size) in words.fields), 0)


def _change(field: str, said: Sequence[_Piece], value: Span | None, *, known: bool, own_form: bool) -> Change | None:
    """What is said of a field. `known`: what follows is its new value, since it is introduced or has its own form."""
    without = field == "email" and _any(said, _WITHOUT)
    removes = without or _any(said, _REMOVES) or (_any(said, _TAKES) and _any(said, _AWAY))
    if not (removes or _any(said, _CHANGES | _WRONG)):
        return None
    if value is None or known:
        return Change(field, value, removes=removes and not own_form)
    return Change(field) if _any(said, frozenset({"change.denials"})) else None  # «mi nombre no es Ana»


def _before_closing(phrases: Phrases, end: int) -> int:
    """Where what closes the message begins: its verb, where the language puts it there, and courtesies."""
    starts = {first + size: first for first, size in phrases.all(*_CLOSING)}
    while end in starts:
        end = starts[end]
    return end


def _pieces(message: Message, words: Words, place: int, end: int) -> list[_Piece]:
    """The phrases of the grammar from `place` on, the longest at each, up to the first word that is none."""
    phrases, pieces = words.find(message), list[_Piece]()
    while place < end:
        named = _field_at(message, place, end, words)
        sizes = {kind: size for kind in _KINDS if (size := phrases.at(place, kind)) <= end - place}
        longest = max(named, *sizes.values())
        if not longest:
            break
        field = words.fields[message.phrase(place, place + named)] if named == longest else None
        place += longest
        kinds = frozenset(kind for kind, size in sizes.items() if size == longest)
        pieces.append(_Piece(kinds, field, place, not message.gaps[place - 1].isspace()))
    return pieces


def _value_at(walked: Sequence[_Piece], closing: Sequence[_Piece]) -> int:
    """The place of what introduces the new value («a», «por», «el correcto es»), or a reason; the end where nothing
    does."""
    for place, piece in enumerate(walked):
        before = walked[:place]
        told = any(one.field for one in before) or _any([*before, *walked[place + 1 : place + 2]], _WISHES)
        verb, wrong = _any([*before, *closing], _CHANGES | _REMOVES), _any(before, _WRONG)
        apart = bool(before) and before[-1].cut
        to = _any([piece], _TO) and (verb or wrong)
        right = _any([piece], _IS) and (wrong or (verb and apart))
        reason = _any([piece], _NOT) and apart and _any(before, _REMOVES)  # «quita el correo, no lo uso»
        if told and (to or right or reason):
            return place
    return len(walked)


def _is_no(said: Sequence[_Piece], place: int) -> bool:
    """«Non» is a name too, in one language and behind its verb; «stimmt nicht» calls the answer wrong."""
    piece = said[place]
    named = piece.field and _any(said[:place], _CHANGES | _REMOVES)
    return _any([piece], _NOT) and not _any([piece], _WRONG | _WITHOUT) and not named


def _says_only_change(said: Sequence[_Piece]) -> bool:
    """«Cambiar algo», «me equivoqué», but not a mere "correct", which agrees."""
    telling = [piece for piece in said if "answer.yes" not in piece.kinds]
    return _any(telling, _CHANGE_ALONE) and all(_any([piece], _PLAIN) for piece in said)


def _any(pieces: Sequence[_Piece], kinds: Kinds) -> bool:
    return any(not piece.kinds.isdisjoint(kinds) for piece in pieces)
