"""The words that work wherever they are said, and what they do (conversation §6)."""

from __future__ import annotations

from typing import assert_never

from flows.changing import replace
from flows.conversation import EMPTY, Asked, Conversation, State
from flows.corrections import correct
from flows.events import Said, Started, TextReceived
from flows.flow import is_given
from flows.lead import Sent
from flows.person import aside_from, ask_person, come_back, returned, standing, wait_for_person
from flows.replies import Say
from flows.rounds import begin, open_round
from flows.sending import cancel
from flows.shown import custom_answers, summary
from flows.states import question_of, row_of
from flows.states.aside import switch_language
from flows.turn import AT_END, Scene, Turn, aside, ask, explain, go_on, go_to, silence, tell
from flows.understanding.closed import Meaning
from flows.understanding.commands import Command, Language, Plain, read_command
from flows.understanding.corrections import Change
from flows.understanding.message import read

MOST_MORE = 2  # times that we say what becomes of words after the end
FIRST_OF_ALL = (Plain.OUT, Plain.ERASE)  # nothing a question offers goes before these
ALWAYS_HEARD = (  # also while we pause, and after a long silence
    Plain.RESUME,
    Plain.PERSON,
    Plain.OUT,
    Plain.ERASE,
    Plain.CANCEL,
    Plain.HELP,
    Plain.PRIVACY,
    Plain.MY_DATA,
)


def obey(scene: Scene, conversation: Conversation, command: Command, text: str) -> Turn:
    """One of the words that always work."""
    at_end = standing(conversation) in AT_END
    match command:
        case Plain.HELP:
            return aside(conversation, Say("HELP"))
        case Plain.PERSON:
            return call_person(scene, conversation)
        case Language():
            return switch_language(scene, conversation, command.code)
        case Plain.RESUME:
            return come_back(scene, conversation)
        case Plain.RESTART | Plain.ANOTHER if at_end:
            return open_round(scene, conversation, TextReceived(text=text), greeting=command is Plain.RESTART)
        case Plain.RESTART:
            return restart(scene, conversation) if has_answers(conversation) else begin_anew(scene, conversation)
        case Change() | Plain.CANCEL if at_end:
            return follow_up(returned(conversation), text)
        case Plain.BACK | Plain.SKIP if conversation.state in AT_END:
            return follow_up(conversation, text)
        case Plain.REPEAT | Plain.SKIP | Plain.ANOTHER if conversation.state is State.HUMAN:
            return wait_for_person(scene, conversation)
        case Plain.REPEAT:
            return ask(conversation)
        case Plain.BACK:
            return step_back(scene, conversation)
        case Change():
            return correct(scene, conversation, command, text)
        case Plain.SKIP:
            return skip(scene, conversation)
        case Plain.OUT:
            return leave_alone(conversation)
        case Plain.PRIVACY:
            return aside(conversation, Say("PRIVACY"))
        case Plain.MY_DATA:
            return show_data(scene, conversation)
        case Plain.ERASE:
            return ask(aside_from(conversation, State.ERASE))
        case Plain.CANCEL:
            return cancel(scene, conversation)
        case Plain.ANOTHER:
            return ask(conversation)
        case _:
            assert_never(command)


def call_person(scene: Scene, conversation: Conversation) -> Turn:
    """Somebody who has given enough to be called can send that first (conversation §6)."""
    if not can_be_passed_on(conversation):
        return ask_person(scene, conversation)
    asked = replace(conversation, asked_for_person=True, nudge="done", human_since=scene.now)
    return ask(aside_from(asked, State.PASS_ON))


def can_be_passed_on(conversation: Conversation) -> bool:
    """Whether what they gave can be sent: a name, a phone, and nothing of it was sent or is being asked about."""
    draft = conversation.draft
    given = conversation.consent is not None and bool(draft.name and draft.phone)
    return given and standing(conversation) not in (*AT_END, State.RETURN) and conversation.state is not State.PASS_ON


def leave_alone(conversation: Conversation) -> Turn:
    """«Salir»: not another word, not even about a lead under way, until they write again."""
    return tell(replace(conversation, blocked=True), Say("OUT"))


def begin_anew(scene: Scene, conversation: Conversation) -> Turn:
    return begin(scene, conversation, Started())


def command_in(scene: Scene, event: Said) -> Command | None:
    return read_command(read(event.text), scene.flow.words) if isinstance(event, TextReceived) else None


def follow_up(conversation: Conversation, text: str) -> Turn:
    """Words after «Sí, enviar» are kept with the lead; nothing is posted again. It is said twice at most, and never
    word for word: what is safe was said the first time."""
    sent = conversation.sent[-1]
    more = replace(conversation, follow_ups=conversation.follow_ups + 1)
    safe = () if conversation.follow_ups else (Say("SAFE"),)
    turn = tell(more, Say("DONE_MORE", {"ref": sent.reference}), *safe)
    return replace(turn if conversation.follow_ups < MOST_MORE else silence(more), follow_up=(sent.lead, text))


def restart(scene: Scene, conversation: Conversation) -> Turn:
    """Ask before erasing answers."""
    return ask(aside_from(conversation, State.RESTART))


def has_answers(conversation: Conversation) -> bool:
    """Whether the person has given anything yet; what a sign answered does not count."""
    return replace(conversation.draft, intent=None) != EMPTY


def step_back(scene: Scene, conversation: Conversation) -> Turn:
    """The question before the pending one, with its value shown."""
    question = question_of(conversation)
    if conversation.state is State.EDIT:
        return go_on(conversation)
    if conversation.state is State.CONSENT_MORE:
        return ask(replace(conversation, pending=Asked(State.CONSENT)))
    if question is None and conversation.state is not State.REVIEW:
        return come_back(scene, conversation)
    asked = [one.id for one in scene.flow.questions]
    place = asked.index(question) if question in asked else len(asked)
    earlier = [given for given in asked[:place] if is_given(conversation, given)]
    return go_to(replace(conversation, editing="stepped_back"), earlier[-1]) if earlier else ask(conversation)


def skip(scene: Scene, conversation: Conversation) -> Turn:
    """Leave out what may be left out; a revisited answer stays; else explain why it is asked."""
    row = row_of(conversation)
    if conversation.editing and question_of(conversation):
        return go_on(conversation)
    deed = row.means.get(Meaning.LEAVE)
    skipped = deed(scene, conversation) if deed else None
    return skipped or explain_at_length(conversation)


def explain_at_length(conversation: Conversation) -> Turn:
    """The second, longer explanation of a question that cannot be left out."""
    if question_of(conversation) is None:
        return ask(conversation)
    plain = row_of(conversation).plain
    return explain(replace(conversation, pending=Asked(plain) if plain else conversation.pending, misses=2))


def show_data(scene: Scene, conversation: Conversation) -> Turn:
    """«Mis datos»: what this chat keeps, what waits for consent too, and whom to ask for the rest."""
    waiting = {"nota": " / ".join(conversation.waiting)} if conversation.waiting else {}
    given = {**summary(scene.flow, conversation), **custom_answers(scene.flow, conversation, between=", ")}
    kept = given if has_answers(conversation) else waiting
    return aside(conversation, Say("MY_DATA", kept) if kept else Say("MY_DATA_NONE"))


def last_sent(conversation: Conversation) -> Sent | None:
    return conversation.sent[-1] if conversation.sent else None
