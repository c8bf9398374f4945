"""An agency's own questions: how each is asked, and how its answers are shown and handed on.

How an answer is read stands in `answers/own.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flows.answers.own import option_of, show_own, still_fits
from flows.conversation import Conversation, Draft
from flows.flow import Flow, Question
from flows.replies import Prompt, Say, options
from flows.wording import Catalogue, fill

COMPLAINTS: Mapping[str, tuple[str, str]] = {
    "text": ("ASK_WHY", "ASK_WHY"),
    "number": ("NUMBER_R1", "NUMBER_R2"),
    "choice": ("CHOICE_R1", "CHOICE_R2"),
    "yesno": ("CHOICE_R1", "CHOICE_R2"),
}


def ask_own(flow: Flow, conversation: Conversation) -> Prompt:
    """A question of the agency's own. One that takes a number offers no options: «1» is the answer there."""
    question = flow.find(conversation.asking)
    if question is None:
        return Prompt()
    asked = Say(f"own.{question.id}")
    if question.kind == "number":
        return Prompt(says=(asked,) if question.required else (asked, Say("OPTIONAL")))
    choices = [option_of(question, choice) for choice in question.choices]
    return Prompt(says=(asked,), options=options(*choices, *(() if question.required else ("skip",))))


def complain_of_own(flow: Flow, conversation: Conversation, prompt: Prompt) -> Prompt:
    """The question again with a word before it; from the third miss on, where something is to be chosen, a way out."""
    question = flow.find(conversation.asking)
    if question is None:
        return prompt
    key = COMPLAINTS[question.kind][min(conversation.misses, 2) - 1]
    way_out = options("human") if conversation.misses > 2 and prompt.options else ()
    return replace(prompt, says=(Say(key), *prompt.says), options=(*prompt.options, *way_out))


def limits(question: Question) -> Say:
    """Which numbers a question takes."""
    ends = {"desde": question.lowest, "hasta": question.highest}
    return Say("NUMBER_LIMITS", {name: f"{end:,}" for name, end in ends.items() if end is not None})


def is_optional(flow: Flow, conversation: Conversation) -> bool:
    """Whether the pending question may be left empty."""
    question = flow.find(conversation.asking)
    return question is not None and not question.required


def shown_answer(flow: Flow, conversation: Conversation) -> str:
    """What was answered to the pending question, as people read it; empty where nothing was."""
    given = [answer for answer in given_answers(flow, conversation.draft) if answer[0].id == conversation.asking]
    return show_own(*given[0], flow.catalogue(conversation)) if given else ""


def own_answers(flow: Flow, conversation: Conversation, *, between: str) -> Mapping[str, str]:
    """The value of the copy that holds the answers to the agency's own questions, each behind its label."""
    catalogue = flow.catalogue(conversation)
    return {"respuestas": between.join(answer_lines(flow, conversation.draft, catalogue))}


def answer_lines(flow: Flow, draft: Draft, catalogue: Catalogue) -> list[str]:
    """«Huéspedes: 4», for every own question that was answered."""
    line = catalogue.staff["answer"]
    return [
        fill(line, {"pregunta": catalogue.options[f"edit_{one.id}"], "respuesta": show_own(one, value, catalogue)})
        for one, value in given_answers(flow, draft)
    ]


def given_answers(flow: Flow, draft: Draft) -> list[tuple[Question, str]]:
    """The agency's own questions that were answered, in the flow's order, each with its answer as it is kept."""
    given = dict(draft.answers)
    return [(question, value) for question in flow.questions if (value := given.get(question.id))]


def still_good(flow: Flow, draft: Draft) -> tuple[tuple[str, str], ...]:
    """Those of the answers, given under another version of the flow, whose question is still asked and takes them."""
    questions = {question.id: question for question in flow.questions}
    return tuple((id, value) for id, value in draft.answers if id in questions and still_fits(questions[id], value))
