"""What an answer without a value means where it was given (conversation §8.1)."""

from __future__ import annotations

from operator import itemgetter

from flows.conversation import Conversation
from flows.facts import ASKABLE
from flows.turn import Scene
from flows.understanding import phone as phones
from flows.understanding.clause import DENIAL, Kind, cut_clauses
from flows.understanding.closed import Closed, read_closed, wants_other
from flows.understanding.detour import read_detour
from flows.understanding.message import read
from flows.understanding.phrases import PhraseBook
from flows.understanding.scope import names
from flows.understanding.text import bare
from flows.understanding.words import closed_lexicon, mentions_of


def lexicon_of(scene: Scene, conversation: Conversation) -> PhraseBook[Kind]:
    """What answers without a value are made of, in the chat's language and the agency's."""
    return closed_lexicon(scene.flow.words, conversation.language, scene.flow.language)


def closed_answer(scene: Scene, conversation: Conversation, text: str, question: str = "") -> Closed | None:
    """What an answer means that is no value, in the chat's language and the agency's."""
    words = scene.flow.words
    beside = words.of("change.data") | proposed_words(conversation)
    return read_closed(read(text), lexicon_of(scene, conversation), mentions_of(words, question) | beside)


def agrees_partly(scene: Scene, conversation: Conversation, text: str) -> bool:
    """«Oui, mais pas le matin»: a yes with a condition, which does not put off as «sí, pero mañana» does."""
    clauses = list(cut_clauses(read(text), lexicon_of(scene, conversation)))
    limited = any(clause.follows(("but",), DENIAL) and clause.has("when") for clause in clauses)
    puts_off = any(clause.has("later", "now", "busy", "wait") for clause in clauses)
    return limited and not puts_off and clauses[0].begins("assent")


def points_at_own_phone(scene: Scene, conversation: Conversation, text: str) -> bool:
    """«Mi número», «el de aquí»: nothing but the number that the platform vouches for."""
    words, message = scene.flow.words, read(text)
    own = phones.read_phone(message, words, region=scene.flow.region, own=conversation.own_phone)
    if isinstance(own, phones.OwnNumber):
        return True
    pointing = max(words.find(message).all("answer.this"), key=itemgetter(1), default=None)
    if pointing is None or read_detour(message, words):
        return False
    beside = message.without([message.span_of(pointing[0], sum(pointing))])
    clauses = cut_clauses(beside, lexicon_of(scene, conversation))
    return all("filler" in piece for clause in clauses for piece in clause.pieces)


def wants_other_phone(
    scene: Scene, conversation: Conversation, closed: Closed | None, text: str, question: str
) -> bool:
    """«Otro», «prefiero otro número», and not another of what the pending question asks for."""
    words, message = scene.flow.words, read(text)
    if question in ASKABLE and names(message, ASKABLE[question], words):
        return False
    if closed:
        return closed.other and not message.asks
    return wants_other(message, lexicon_of(scene, conversation), mentions_of(words, "phone"))


def proposed_words(conversation: Conversation) -> frozenset[str]:
    """The words of what is proposed, which add nothing to a yes: «sí, gmail»."""
    pending = conversation.pending
    shown = [getattr(pending, part) for part in pending.__slots__ if part != "state"]
    return frozenset(word for value in shown for word in bare(str(value)).split())
