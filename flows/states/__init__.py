"""The states, a row each: one file for a question with everything that it may need, or for an ending.

To know what a state asks, what its options do and how an answer is read, open the file that names it. The machine, the
proof and the picture read `ROWS`. A file of one more question of ours also names it (`QUESTION`, a custom question that
any flow may ask); it may bring a row of its own for it, and its words are a line of each catalogue.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from importlib import import_module

from flows.changing import replace
from flows.conversation import PLAIN, Asked, Conversation, CustomAsked, Pending, State
from flows.flow import Flow, Question, is_given, next_question
from flows.lead import Phone
from flows.replies import Prompt, Say
from flows.shown import named
from flows.states.row import Deed, Row
from flows.turn import Turn
from flows.understanding.phone import show_phone

FILES = [import_module(f"{__name__}.{file.name}") for file in pkgutil.iter_modules(__path__)]
QUESTIONS: Mapping[str, Question] = {file.QUESTION.id: file.QUESTION for file in FILES if hasattr(file, "QUESTION")}
EVERY_ROW: tuple[Row, ...] = tuple(row for file in FILES for row in getattr(file, "ROWS", ()))
ROWS: Mapping[State, Row] = {row.state: row for row in EVERY_ROW if row.question not in QUESTIONS}
ROWS_BY_QUESTION: Mapping[str, Row] = {row.question: row for row in EVERY_ROW if row.question in QUESTIONS}


def row_of(conversation: Conversation) -> Row:
    pending = conversation.pending
    plain = ROWS[pending.state]
    return ROWS_BY_QUESTION.get(pending.question, plain) if isinstance(pending, CustomAsked) else plain


def deed_of(row: Row, option: str) -> Deed | None:
    """What an option does: its own, or that of the question behind a proposal, whose explanations may show it."""
    return row.options.get(option) or (ROWS[row.plain].options.get(option) if row.plain else None)


def question_of(conversation: Conversation) -> str | None:
    """The question that the pending state belongs to, None where it asks for something else."""
    pending = conversation.pending
    return pending.question if isinstance(pending, CustomAsked) else ROWS[pending.state].question or None


def asked(flow: Flow, conversation: Conversation) -> Prompt:
    """The pending question, with the given value beside it when it is asked again."""
    row = row_of(conversation)
    prompt = row.asks(flow, conversation)
    before = row.before(flow, conversation) if conversation.editing and row.before else None
    return replace(prompt, says=(*prompt.says, before)) if before else prompt


def explained(flow: Flow, conversation: Conversation, about: str = "") -> Prompt:
    """What stands in for the pending question after a miss; `about` is what was not understood. A proposal is explained
    as the question behind it; what has no words of its own says that we did not understand."""
    row = row_of(conversation)
    explains = row.explains or (ROWS[row.plain].explains if row.plain else None)
    if explains:
        return explains(flow, conversation, about)
    prompt = asked(flow, conversation)
    if not prompt.options or not conversation.misses:
        return prompt
    return replace(prompt, says=(Say("CHOICE_R1" if conversation.misses == 1 else "CHOICE_R2"), *prompt.says))


def offered(flow: Flow, conversation: Conversation) -> Prompt:
    """The prompt whose options the person may be looking at."""
    prompt = asked(flow, conversation)
    more = explained(flow, conversation).options if conversation.misses else ()
    known = {option.id for option in prompt.options}
    return replace(prompt, options=(*prompt.options, *(option for option in more if option.id not in known)))


def move_on(flow: Flow, turn: Turn) -> Turn:
    """The same turn, at the question that it goes on to."""
    if turn.then != "go_on":
        return turn
    before = turn.conversation
    after = at_question(flow, before, turn.question) if turn.question else at_next_question(flow, before)
    stated = (state_number(after),) if after.number_stated and after.state is not State.REVIEW else ()
    return replace(turn, conversation=after, says=(*turn.says, *stated), then="ask", question="")


def at_next_question(flow: Flow, conversation: Conversation) -> Conversation:
    """The conversation at its first unanswered question, or at the review when there is none."""
    onward = replace(conversation, misses=0, editing="", back=None, number_stated=False)
    if next_question(flow, onward) == "phone" and onward.own_phone:
        vouched = Phone(e164=onward.own_phone, proven=True)
        onward = replace(onward, draft=replace(onward.draft, phone=vouched), number_stated=True)
    question = next_question(flow, onward)
    return replace(onward, pending=opened(flow, onward, question) if question else Asked(State.REVIEW))


def at_question(flow: Flow, conversation: Conversation, question: str) -> Conversation:
    """The conversation with one question pending, in its plain form when it is asked again."""
    again = is_given(conversation, question) or (question == "name" and conversation.draft.name is not None)
    pending = placed(question) if again else opened(flow, conversation, question)
    return replace(conversation, pending=pending, misses=0, back=None, number_stated=False)


def state_number(conversation: Conversation) -> Say:
    """At which number we call somebody whose platform vouches for it: said with the next question, not asked."""
    return Say("PHONE_OWN", {**named(conversation), "tel": show_phone(conversation.own_phone)})


def opened(flow: Flow, conversation: Conversation, question: str) -> Pending:
    """The question in the form in which it is asked first."""
    plain = placed(question)
    opens = ROWS[plain.state].opens
    return opens(flow, conversation) if opens else plain


def placed(question: str) -> Pending:
    """The question in its plain form."""
    return Asked(PLAIN[question]) if question in PLAIN else CustomAsked(question)
