"""A custom question: one that an agency adds to ours in its flow file."""

from __future__ import annotations

from collections.abc import Mapping

from flows.changing import replace
from flows.conversation import Conversation, CustomAsked, State
from flows.facts import take_message
from flows.flow import Flow, Question
from flows.person import ask_person
from flows.replies import Prompt, Say, options
from flows.shown import given_answers
from flows.states.row import Row, meaning
from flows.turn import Scene, Turn, ask, write_down
from flows.understanding.closed import Meaning
from flows.understanding.custom import OffLimits, choice_of, option_of, read_custom, show_custom
from flows.understanding.message import read

EXPLAINED: Mapping[str, tuple[str, str]] = {
    "text": ("ASK_WHY", "ASK_WHY"),
    "number": ("NUMBER_R1", "NUMBER_R2"),
    "choice": ("CHOICE_R1", "CHOICE_R2"),
    "yesno": ("CHOICE_R1", "CHOICE_R2"),
}


def question_in(flow: Flow, conversation: Conversation) -> Question | None:
    """The question that is pending; None where the flow does not ask it any more."""
    return flow.find(conversation.pending.question) if isinstance(conversation.pending, CustomAsked) else None


def ask_custom(flow: Flow, conversation: Conversation) -> Prompt:
    """One that takes a number offers no options: «1» is the answer there."""
    question = question_in(flow, conversation)
    if question is None:
        return Prompt()
    asked = Say(f"own.{question.id}")
    if question.kind == "number":
        return Prompt(says=(asked,) if question.required else (asked, Say("OPTIONAL")))
    choices = [option_of(question, choice) for choice in question.choices]
    return Prompt(says=(asked,), options=options(*choices, *(() if question.required else ("skip",))))


def explain_custom(flow: Flow, conversation: Conversation, about: str) -> Prompt:
    """The question again with a word before it; from the third miss on, where something is to be chosen, a way out."""
    prompt = ask_custom(flow, conversation)
    question = question_in(flow, conversation)
    if question is None:
        return prompt
    key = EXPLAINED[question.kind][min(max(conversation.misses, 1), 2) - 1]
    way_out = options("human") if conversation.misses > 2 and prompt.options else ()
    return replace(prompt, says=(Say(key), *prompt.says), options=(*prompt.options, *way_out))


def given_before(flow: Flow, conversation: Conversation) -> Say | None:
    question = question_in(flow, conversation)
    given = [value for one, value in given_answers(flow, conversation.draft) if one == question]
    return (
        Say("BEFORE", {"valor": show_custom(question, given[0], flow.catalogue(conversation))})
        if question and given
        else None
    )


def take_custom(scene: Scene, conversation: Conversation, text: str) -> Turn | None:
    question = question_in(scene.flow, conversation)
    if question is None:
        return ask(conversation)
    match read_custom(question, read(text), scene.flow.words):
        case OffLimits() if conversation.misses < 2:
            return ask(replace(conversation, misses=conversation.misses + 1), limits(question))
        case OffLimits():
            return None
        case None:
            return take_message(scene, conversation, text, question.id)
        case value:
            return write_answer(scene, conversation, value)


def limits(question: Question) -> Say:
    """Which numbers a question takes."""
    ends = {"desde": question.lowest, "hasta": question.highest}
    return Say("NUMBER_LIMITS", {name: f"{end:,}" for name, end in ends.items() if end is not None})


def take_choice(scene: Scene, conversation: Conversation, option: str) -> Turn:
    return write_answer(scene, conversation, choice_of(option))


def answer_yes(scene: Scene, conversation: Conversation) -> Turn | None:
    return answer_plainly(scene, conversation, "yes")


def answer_no(scene: Scene, conversation: Conversation) -> Turn | None:
    """«No» to a question that is no yes-or-no leaves it empty."""
    return answer_plainly(scene, conversation, "no") or leave_empty(scene, conversation)


def answer_plainly(scene: Scene, conversation: Conversation, choice: str) -> Turn | None:
    question = question_in(scene.flow, conversation)
    return write_answer(scene, conversation, choice) if question and question.kind == "yesno" else None


def leave_empty(scene: Scene, conversation: Conversation) -> Turn | None:
    """Only where the agency made it optional."""
    question = question_in(scene.flow, conversation)
    return write_answer(scene, conversation, "") if question and not question.required else None


def write_answer(scene: Scene, conversation: Conversation, value: str) -> Turn:
    """Write the answer to the pending question into the draft, and go on."""
    question = question_in(scene.flow, conversation)
    if question is None:
        return ask(conversation)
    answers = {**dict(conversation.draft.answers), question.id: value}
    changed = (say_changed(scene.flow, conversation, question, value),) if conversation.editing == "changing" else ()
    return write_down(conversation, *changed, answers=tuple(answers.items()))


def say_changed(flow: Flow, conversation: Conversation, question: Question, value: str) -> Say:
    """That a custom question has another answer, under the label that the agency gave it."""
    catalogue = flow.catalogue(conversation)
    shown = show_custom(question, value, catalogue) if value else ""
    return Say("CHANGED", {"cambiado": catalogue.options[f"edit_{question.id}"], "valor": shown})


ROWS = (
    Row(
        state=State.CUSTOM,
        asks=ask_custom,
        options={"human": ask_person},
        any_option=take_choice,
        hears=take_custom,
        means={
            **meaning(answer_yes, Meaning.YES),
            **meaning(answer_no, Meaning.NO),
            **meaning(leave_empty, Meaning.NONE, Meaning.UNKNOWN, Meaning.LEAVE, Meaning.WONT, Meaning.MUST),
        },
        explains=explain_custom,
        gives_up=leave_empty,
        before=given_before,
    ),
)
