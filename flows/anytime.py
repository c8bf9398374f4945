"""The words that work in every state (CONVERSATION §6)."""

from __future__ import annotations

from dataclasses import replace

from flows.conversation import EMPTY, Conversation, State
from flows.flow import is_given, question_of
from flows.lead import Sent
from flows.own import is_optional, own_answers
from flows.person import aside_from, come_back, step_aside
from flows.questions import at_next_question, at_question, placed, summary
from flows.reading import explained, filled, kept, leave_empty, symbols, without_email
from flows.replies import Say
from flows.turn import Scene, Turn, ask, tell

AT_END = (State.SENDING, State.DONE)


def aside(scene: Scene, conversation: Conversation, *says: Say) -> Turn:
    """Say something beside the point and repeat the pending question; at the end, and with a person, say only that."""
    if says and conversation.state in (*AT_END, State.HUMAN):
        return tell(conversation, *says)
    return ask(scene, conversation, *says)


def follow_up(conversation: Conversation, text: str) -> Turn:
    """Words after «Sí, enviar» are kept with the lead; nothing is posted again."""
    sent = conversation.sent[-1]
    turn = tell(conversation, Say("DONE_MORE", {"ref": sent.reference}), Say("SAFE"))
    return replace(turn, follow_up=(sent.lead, text))


def switch_language(scene: Scene, conversation: Conversation, language: str | None) -> Turn:
    """Another language keeps everything; without one that is offered, ask which."""
    if language is None or language not in scene.flow.catalogues:
        return ask(scene, aside_from(conversation, State.LANGUAGE))
    switched = replace(conversation, language=language, language_guessed=False)
    if conversation.state is State.HUMAN:
        return step_aside(scene, switched)
    return come_back(scene, switched) if conversation.state is State.LANGUAGE else ask(scene, switched)


def restart(scene: Scene, conversation: Conversation) -> Turn:
    """Ask before erasing answers."""
    return ask(scene, aside_from(conversation, State.RESTART))


def has_answers(conversation: Conversation) -> bool:
    """Whether the person has given anything yet; what a sign answered does not count."""
    return replace(conversation.draft, intent=None) != EMPTY


def step_back(scene: Scene, conversation: Conversation) -> Turn:
    """The question before the pending one, with its value shown."""
    question = question_of(conversation)
    if conversation.state is State.EDIT:
        return ask(scene, at_next_question(scene.flow, conversation))
    if conversation.state is State.CONSENT_MORE:
        return ask(scene, replace(conversation, state=State.CONSENT))
    if question is None and conversation.state is not State.REVIEW:
        return come_back(scene, conversation)
    asked = [one.id for one in scene.flow.questions]
    place = asked.index(question) if question in asked else len(asked)
    earlier = [given for given in asked[:place] if is_given(conversation, given)]
    if not earlier:
        return ask(scene, conversation)
    return ask(scene, at_question(scene.flow, replace(conversation, editing="stepped_back"), earlier[-1]))


def change(scene: Scene, conversation: Conversation, question: str | None) -> Turn:
    """Ask one question again, or ask which."""
    if conversation.consent is None:
        return ask(scene, conversation)
    if question is None or scene.flow.find(question) is None:
        return ask(scene, replace(conversation, state=State.EDIT, back=None, candidates=(), misses=0, editing=""))
    editing = replace(conversation, editing="changing" if is_given(conversation, question) else "")
    return ask(scene, at_question(scene.flow, editing, question))


def skip(scene: Scene, conversation: Conversation) -> Turn:
    """Leave out what may be left out; a revisited answer stays; else explain why it is asked."""
    if conversation.state is State.SURNAME:
        return filled(scene, conversation, one_name=True)
    question = question_of(conversation)
    if question and conversation.editing:
        return kept(scene, conversation)
    if conversation.state is State.OWN and is_optional(scene.flow, conversation):
        return leave_empty(scene, conversation)
    match question:
        case "email":
            return without_email(scene, conversation, "EMAIL_FORGOT")
        case "note":
            return filled(scene, conversation, note="")
        case None if conversation.state is State.EDIT:
            return ask(scene, at_next_question(scene.flow, conversation))
        case _:
            return explained(scene, conversation)


def show_data(scene: Scene, conversation: Conversation) -> Turn:
    """«Mis datos»: what this chat keeps, what waits for consent too, and whom to ask for the rest."""
    waiting = {"nota": " / ".join(conversation.waiting)} if conversation.waiting else {}
    given = {**summary(scene.flow, conversation), **own_answers(scene.flow, conversation, between=", ")}
    kept = given if has_answers(conversation) else waiting
    return aside(scene, conversation, Say("MY_DATA", kept) if kept else Say("MY_DATA_NONE"))


def erase(scene: Scene, conversation: Conversation) -> Turn:
    """«Borrar mis datos», confirmed: the same words whether or not anything was there (FAILURES §4)."""
    after = Conversation(
        version=conversation.version,
        step=conversation.step,
        language=conversation.language,
        keyboard_shown=conversation.keyboard_shown,
    )
    done = Say("ERASE_DONE", {"ref": f"R-{symbols(scene.fresh, 5).upper()}"})
    return replace(tell(after, done), erase=True)


def last_sent(conversation: Conversation) -> Sent | None:
    return conversation.sent[-1] if conversation.sent else None


def plainly(conversation: Conversation, question: str) -> Conversation:
    """The conversation with a question in its plain form, for when the proposal beside it was turned down."""
    return replace(placed(conversation, question), candidates=(), misses=0)
