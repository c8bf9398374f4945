"""What sends a summary (conversation §8.1): a clear yes, alone or with mere words beside it.

It is stricter than `closed.py`, since what was sent cannot be taken back: «claro que tengo dudas», "right, one more
thing" and «ese es mi nombre de soltera» begin like a yes, and «ok, déjame ver» is one that waits.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from flows.understanding.clause import Clause, Kind, cut_clauses
from flows.understanding.closed import Meaning, read_closed
from flows.understanding.message import Message
from flows.understanding.phrases import PhraseBook
from flows.understanding.words import Words, closed_lexicon, lexicon_of_all

_AGREEMENTS = (Meaning.YES, Meaning.FINE, Meaning.THIS)
_AGREEING: tuple[Kind, ...] = ("yes", "fine", "send", "elsewhere_yes", "trouble")
_POINTING = frozenset({"this", "filler"})
_MOST_FILLERS = 1  # beside «ese», «eso»: «ese es», "that's it", but not «eso es todo lo que …»
_MOST_BESIDE = 2  # fillers to each word of a yes like «bueno»
_RESERVES: tuple[Kind, ...] = ("reserve", "but", "without", "unknown", "wrong", "other", "change", "wait")
_REFUSES: tuple[Kind, ...] = ("nay", "negation", "later", *_RESERVES)


class Approval(StrEnum):
    """`WAIT`: a yes behind which they look first. `WITH_WORDS`: more is said, which is for the agency."""

    WHOLE = "whole"
    WITH_WORDS = "with_words"
    WAIT = "wait"


def read_approval(message: Message, words: Words, chat: str, agency: str) -> Approval | None:
    """Whether a message sends; None where it does not."""
    if message.asks or not message.words:
        return None
    lexicon = closed_lexicon(words, chat, agency)
    approval = _read(message, words, lexicon)
    refuses = any(clause.has(*_REFUSES) for clause in cut_clauses(message, lexicon))
    if approval or refuses or len(message.words) == 1:
        return approval
    mixed = _read(message, words, lexicon_of_all(words))  # «oui send», in whatever language the chat is
    return mixed if mixed is Approval.WHOLE else None


def opens_with_yes(message: Message, words: Words, chat: str, agency: str) -> bool:
    """Whether it begins with a clear yes, whatever comes behind, and asks nothing."""
    first = next(cut_clauses(message, closed_lexicon(words, chat, agency)), None)
    return first is not None and not message.asks and first.begins("assent")


def _read(message: Message, words: Words, lexicon: PhraseBook[Kind]) -> Approval | None:
    closed = read_closed(message, lexicon)
    if closed is None or closed.meaning not in _AGREEMENTS:
        return None
    if len(message.words) == 1:
        return Approval.WHOLE
    clauses = list(cut_clauses(message, lexicon))
    if any(clause.has("wait") for clause in clauses) and closed.meaning is not Meaning.THIS:
        return Approval.WAIT
    if closed.doubted or any(clause.has(*_RESERVES) for clause in clauses):
        return None
    clearly = _opens_clearly(clauses)
    if not closed.words_beside:
        return Approval.WHOLE if all(map(_only_agrees, clauses)) and (clearly or _is_brief(clauses)) else None
    asks = words.find(message).has("detour.asking", "detour.why")
    return Approval.WITH_WORDS if clearly and not asks else None


def _only_agrees(clause: Clause) -> bool:
    """«Ese mismo», «mis datos están correctos, sí», but not «ese es mi correo»."""
    agreeing = sum(not piece.isdisjoint(_AGREEING) for piece in clause.pieces)
    if clause.has("data") and not clause.has("send"):
        return agreeing > 1
    if not clause.has("this") or agreeing:
        return True
    fillers = sum("this" not in piece for piece in clause.pieces)
    return fillers <= _MOST_FILLERS and all(not piece.isdisjoint(_POINTING) for piece in clause.pieces)


def _is_brief(clauses: Sequence[Clause]) -> bool:
    """«Bueno pues», «ok, gracias», but not «ok entonces qué hago», which says nothing that we know."""
    pieces = [piece for clause in clauses for piece in clause.pieces]
    agreeing = sum(not piece.isdisjoint((*_AGREEING, "this")) for piece in pieces)
    return len(pieces) - agreeing <= _MOST_BESIDE * agreeing


def _opens_clearly(clauses: Sequence[Clause]) -> bool:
    """Whether it opens with what can only agree («sí», «confirmo»), or with sending: «ok, envíalo y que me llamen»."""
    first = clauses[0]
    return first.begins("assent", "send") or (first.has("send") and not first.loose)
