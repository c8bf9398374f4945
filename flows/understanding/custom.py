"""Answers to an agency's own questions: read into the form in which they are kept, and shown in any language."""

from __future__ import annotations

from dataclasses import dataclass

from flows.flow import Question
from flows.lead import Budget
from flows.understanding.budget import is_other_currency, read_amount, read_budget
from flows.understanding.message import Message
from flows.understanding.text import clean_line
from flows.understanding.words import Words
from flows.wording import Catalogue

TEXT_LIMIT = 500  # characters of an answer in words


@dataclass(frozen=True, slots=True)
class OffLimits:
    """A number, and not one that the question takes."""


def read_custom(question: Question, message: Message, words: Words) -> str | OffLimits | None:
    """The answer as it is kept, None when the text is none: a line of text, digits, «150000 USD», or a choice's id.

    A choice is taken when the text names just one; its number, its label and a plain yes or no were understood before.
    """
    match question.kind:
        case "text":
            return clean_line(message.source, TEXT_LIMIT) or None
        case "number":
            return _read_number(question, message, words)
        case "choice":
            named = [choice for choice in question.choices if _names(message, option_of(question, choice), words)]
            return named[0] if len(named) == 1 else None
        case _:
            return None


def _read_number(question: Question, message: Message, words: Words) -> str | OffLimits | None:
    budget = read_budget(message, words) if question.goes_to == "budget" else None
    if question.goes_to == "budget" and budget is None and is_other_currency(message, words):
        return None
    amount = budget.amount if budget else read_amount(message, words)
    if amount is None:
        return None
    if not fits(question, amount):
        return OffLimits()
    return (
        f"{amount} {budget.currency if budget else question.currency}" if question.goes_to == "budget" else f"{amount}"
    )


def _names(message: Message, option: str, words: Words) -> bool:
    return any(f" {label} " in message.line for label in words.labels.get(option, ()))


def fits(question: Question, amount: int) -> bool:
    """Whether a number is one that the question takes."""
    return not (
        (question.lowest is not None and amount < question.lowest)
        or (question.highest is not None and amount > question.highest)
    )


def option_of(question: Question, choice: str) -> str:
    """The id of the option that stands for a choice."""
    return f"answer_{choice}" if question.kind == "yesno" else f"own.{question.id}.{choice}"


def choice_of(option: str) -> str:
    """The choice that such an option stands for."""
    return option.removeprefix("answer_").rpartition(".")[2]


def show_custom(question: Question, value: str, catalogue: Catalogue) -> str:
    """A kept answer as people read it."""
    if question.kind in ("choice", "yesno"):
        return catalogue.options.get(option_of(question, value), value)
    budget = budget_in(question, value)
    return f"{budget.currency} {budget.amount:,}" if budget else value


def budget_in(question: Question, value: str) -> Budget | None:
    """The budget that a kept answer is, None where it is something else."""
    amount, _, currency = value.partition(" ")
    if question.goes_to != "budget" or not amount.isdecimal() or currency not in ("USD", "DOP"):
        return None
    return Budget(amount=int(amount), currency="USD" if currency == "USD" else "DOP")


def still_fits(question: Question, value: str) -> bool:
    """Whether an answer kept under another version of the flow is one that this question could have got."""
    match question.kind:
        case _ if not value:
            return not question.required
        case "text":
            return True
        case "number":
            amount, _, currency = value.partition(" ")
            return (
                amount.isdecimal() and fits(question, int(amount)) and bool(currency) == (question.goes_to == "budget")
            )
        case "choice" | "yesno":
            return value in question.choices
        case _:
            return False
