"""A text as the answer to what is pending: its value, or what it means without one, or not understood."""

from __future__ import annotations

from flows.asides import WORTH_NOTING, answered, noted
from flows.changing import replace
from flows.conversation import ChangeOf, Conversation, OddEmail, Pending, ProposedName
from flows.hearing.echoes import is_echo
from flows.hearing.meanings import take_meaning, take_reminded
from flows.meant import closed_answer
from flows.person import returned
from flows.shown import gained
from flows.states import row_of
from flows.turn import Scene, Turn, ask, ask_about, explain, go_on, say_first
from flows.understanding.closed import Meaning
from flows.understanding.detour import read_detour
from flows.understanding.message import read
from flows.understanding.name import insisted_name
from flows.understanding.text import bare, clean_line, has_no_words
from flows.understanding.yesno import is_courtesy

MOST_EXPLAINED = 2  # times a question is explained before we go on without an answer, where we can
ODD_EMAIL = 254  # characters


def read_answer(scene: Scene, conversation: Conversation, text: str) -> Turn:
    """Take the text as the answer to what is pending; words of our own, said back, tell nothing."""
    turn = read_theirs(scene, conversation, text)
    moved = turn.then == "go_on" or turn.conversation.pending != conversation.pending
    told = moved or gained(conversation.draft, turn.conversation.draft)
    return missed(scene, conversation, text) if told and is_echo(scene, conversation, text) else turn


def read_theirs(scene: Scene, conversation: Conversation, text: str) -> Turn:
    """Take the text as the answer to what is pending; a greeting or a thank-you is neither an answer nor a mistake.

    The value that was asked for comes first, then what the answer means that is no value, then a bare name.
    """
    if is_courtesy(read(text), scene.flow.words):
        return ask(conversation)
    if has_no_words(text):
        return take_meaning(scene, conversation, text) or ask(conversation)
    if conversation.nudge == "asked" and (turn := take_reminded(scene, conversation, text)):
        return turn
    row = row_of(conversation)
    if row.hears_last and (turn := take_meaning(scene, conversation, text)):
        return turn
    if turn := row.hears(scene, conversation, text):
        return agreed(scene, conversation, turn, text)
    if not row.hears_last and (turn := take_meaning(scene, conversation, text)):
        return turn
    behind = returned(conversation)
    if isinstance(conversation.pending, ChangeOf) and not isinstance(behind.pending, ChangeOf):
        return read_answer(scene, behind, text)
    return missed(scene, conversation, text)


def agreed(scene: Scene, conversation: Conversation, turn: Turn, text: str) -> Turn:
    """A yes to what is proposed counts where something else was found beside it: «sí, mi correo es …»."""
    row = row_of(conversation)
    if not row.plain or turn.then != "ask" or turn.conversation.pending != conversation.pending:
        return turn
    closed = closed_answer(scene, conversation, text, row.question)
    yes = row.means.get(Meaning.YES) if closed and closed.meaning in (Meaning.YES, Meaning.FINE) else None
    taken = yes(scene, turn.conversation) if yes else None
    return say_first(taken, *turn.says) if taken else turn


def missed(scene: Scene, conversation: Conversation, text: str = "") -> Turn:
    """The text was no answer: a detour, or explain more each time and then offer the way out (conversation §2.6). What
    is not understood goes to the agency from four words on."""
    if detour := read_detour(read(text), scene.flow.words):
        known, says = answered(scene, conversation, detour, text)
        return ask(known, *says)
    if proposed := insisted(scene, conversation, text):
        return ask_about(conversation, proposed)
    if row_of(conversation).question and len(bare(text).split()) >= WORTH_NOTING:
        conversation = noted(conversation, text)
    return miss(scene, conversation, text)


def insisted(scene: Scene, conversation: Conversation, text: str) -> Pending | None:
    """What comes again after it was refused is proposed: insisting wins (conversation §8.2)."""
    question = row_of(conversation).question
    if not conversation.misses or question not in ("name", "email"):
        return None
    if question == "name":
        name = insisted_name(read(text), scene.flow.words)
        return ProposedName(name) if name else None
    odd = clean_line(text, ODD_EMAIL).lower()
    again = odd == conversation.refused and "@" in odd and " " not in odd
    return OddEmail(odd) if again else None


def miss(scene: Scene, conversation: Conversation, text: str = "") -> Turn:
    """Explain the pending question more than before, or go on without an answer where that is possible."""
    row = row_of(conversation)
    conversation = replace(conversation, lost=conversation.lost + 1)
    way_on = row.gives_up(scene, conversation) if row.gives_up and conversation.misses >= MOST_EXPLAINED else None
    if way_on:
        return go_on(conversation) if conversation.editing else way_on
    refused = clean_line(text, ODD_EMAIL).lower()
    return explain(replace(conversation, misses=conversation.misses + 1, refused=refused), text)
