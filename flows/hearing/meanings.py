"""What an answer without a value does: yes, no, none, later, «ya te lo di» … (conversation §8.1)."""

from __future__ import annotations

import re

from flows.asides import answered, noted
from flows.changing import replace
from flows.conversation import EMPTY, Conversation, OddEmail, ProposedName, ProposedPhone, State
from flows.facts import take_facts
from flows.hearing.approvals import approval_of, approve, sends
from flows.meant import agrees_partly, closed_answer, points_at_own_phone, wants_other_phone
from flows.person import put_off
from flows.rounds import decline
from flows.sending import cancel
from flows.states import question_of, row_of
from flows.states.row import Row
from flows.turn import Scene, Turn, ask, ask_about, say_first, turned_to
from flows.understanding.closed import Closed, Meaning
from flows.understanding.detour import read_detour
from flows.understanding.message import read
from flows.understanding.text import bare

ADDRESS = re.compile(r"\S@|@\s|@\S+\.\w")  # «@anagil» is somebody's name on a network
BEFORE_SENDING = (State.CONSENT, State.CONSENT_MORE, State.REVIEW, State.EDIT, State.CUSTOM)
_ELSE = {
    Meaning.FINE: Meaning.YES,
    Meaning.WHEN: Meaning.LATER,
}  # what a row that does not tell them apart takes it for
WHETHER_TO_GO_ON = (State.CONSENT, State.CONSENT_MORE, State.HALFWAY, State.RETURN)


def take_meaning(scene: Scene, conversation: Conversation, text: str) -> Turn | None:
    """What an answer without a value does (conversation §8.1); words beside it are for the agency. With an address
    among them, which is somebody else's since it was not taken, it is about that person."""
    row = row_of(conversation)
    closed = closed_answer(scene, conversation, text, row.question)
    if sends(conversation):
        if approval := approval_of(scene, conversation, text):
            return approve(scene, conversation, row, approval, text)
        agrees = closed is not None and closed.meaning in (Meaning.YES, Meaning.FINE, Meaning.THIS)
        if agrees or agrees_partly(scene, conversation, text):
            return None
    stated = conversation.number_stated and question_of(conversation) is not None and row.plain is None
    if stated and (turn := take_stated(scene, conversation, closed, text)):
        return with_words_beside(scene, turn, closed, text)
    if closed is None or (closed.words_beside and (row.alone or ADDRESS.search(text))):
        return None
    may_change = row.alone or (row.question and row.hears_last and closed.words_beside)
    changes = may_change and take_facts(scene, conversation, text, row.question).changed
    if changes and closed.meaning is not Meaning.ANY:
        return None  # what names a value is one: «los dos» is no «me da igual»
    if row.question and closed.meaning is Meaning.MUST and read_detour(read(text), scene.flow.words) == "why":
        return None  # «¿para qué lo quieres?» is not whether one must
    if closed.meaning in (Meaning.NO, Meaning.NONE) and (turn := row.denied(scene, conversation, text)):
        return turn
    beside = closed.words_beside and not row.alone
    known = noted(conversation, text) if beside and conversation.consent else conversation
    turn = mean(scene, known, row, closed, text)  # an answer that sends takes the words beside it along
    return with_words_beside(scene, turn, closed, text) if turn and beside else turn


def take_reminded(scene: Scene, conversation: Conversation, text: str) -> Turn | None:
    """To «¿seguimos?» of the reminder a no cancels, and a yes asks what was pending; what gives something is no answer
    to it, and at the summary a yes is to that."""
    question = row_of(conversation).question
    closed = closed_answer(scene, conversation, text, question)
    if closed is None or (closed.words_beside and take_facts(scene, conversation, text, None).found):
        return None
    if closed.meaning is Meaning.NO:
        return cancel(scene, conversation)
    return with_words_beside(scene, ask(conversation), closed, text) if agrees(closed) and question else None


def agrees(closed: Closed) -> bool:
    """Whether it is a yes to going on: «claro, continúa» leaves nothing as it is."""
    return closed.meaning in (Meaning.YES, Meaning.FINE) or (closed.agreed and closed.meaning is Meaning.LEAVE)


def with_words_beside(scene: Scene, turn: Turn, closed: Closed | None, text: str) -> Turn:
    """What stands beside an answer goes to the agency, and a question there is answered."""
    if closed is None or not closed.words_beside or turn.conversation.consent is None:
        return turn
    if detour := read_detour(read(text), scene.flow.words):
        known, says = answered(scene, turn.conversation, detour, text)
        return say_first(replace(turn, conversation=known), *says)
    return replace(turn, conversation=noted(turn.conversation, text))


def take_stated(scene: Scene, conversation: Conversation, closed: Closed | None, text: str) -> Turn | None:
    """After the message that stated their number a yes is to that, and «otro» or «a ese no» asks for another one."""
    known = replace(conversation, number_stated=False)
    if wants_other_phone(scene, conversation, closed, text, row_of(conversation).question):
        return ask(turned_to(known, State.PHONE))
    if closed:
        return ask(known) if closed.meaning in (Meaning.YES, Meaning.FINE, Meaning.THIS) else None
    return ask(known) if points_at_own_phone(scene, conversation, text) else None


def mean(scene: Scene, conversation: Conversation, row: Row, closed: Closed, text: str) -> Turn | None:
    """What the row does for a meaning. Everywhere «later» leaves the question pending, what was said before is looked
    for, and who refuses as a whole is asked nothing more."""
    meaning = Meaning.YES if agrees(closed) and row.state in WHETHER_TO_GO_ON else closed.meaning
    if is_refusal(scene, closed, text) and (row.question or row.state in BEFORE_SENDING):
        return decline(scene, conversation)
    meaning = meaning if meaning in row.means else _ELSE.get(meaning, meaning)
    if deed := row.means.get(meaning):
        return deed(scene, conversation)
    if meaning is Meaning.LATER and (row.question or row.state in (State.HALFWAY, State.RETURN, State.CUSTOM)):
        return put_off(scene, conversation)
    return propose_said(scene, conversation, row.question) if meaning is Meaning.SAID else None


def is_refusal(scene: Scene, closed: Closed, text: str) -> bool:
    """«No quiero dar mis datos»: a refusal as a whole (conversation §4), not of one answer, nor of more than was given
    («no quiero dar más datos»). What was given is erased then, so nothing else may be said."""
    if closed.meaning is not Meaning.WONT or closed.words_beside:
        return False
    words, said = scene.flow.words, set(bare(text).split())
    data = words.of("change.data")
    more = {word for phrase in words.labels["more"] for word in phrase.split()} - data
    return not data.isdisjoint(said) and more.isdisjoint(said)


def propose_said(scene: Scene, conversation: Conversation, question: str) -> Turn | None:
    """«Ya te lo di»: what an earlier message of theirs holds of that kind is proposed."""
    for earlier in reversed(conversation.draft.asides):
        taken = take_facts(scene, replace(conversation, draft=EMPTY), earlier.words, question).conversation.draft
        if question == "name" and taken.name:
            return ask_about(conversation, ProposedName(taken.name))
        if question == "phone" and taken.phone:
            return ask_about(conversation, ProposedPhone(taken.phone.e164))
        if question == "email" and taken.email:
            return ask_about(conversation, OddEmail(taken.email.address))
    return None
