"""What people are shown of a conversation: the values of the copy, the summary, an ending about a lead."""

from __future__ import annotations

from collections.abc import Mapping

from flows.conversation import ChangeOf, Conversation, Draft, Field
from flows.events import Sign
from flows.flow import Flow, Question, is_given
from flows.lead import Email, Intent, Sent
from flows.replies import Option, Say
from flows.understanding.custom import show_custom, still_fits
from flows.understanding.name import first_word
from flows.understanding.phone import show_phone
from flows.wording import Catalogue, fill

IN_ORDER: tuple[Field, ...] = ("name", "phone", "email", "intent", "note")  # as the review shows them


def named(conversation: Conversation) -> dict[str, str]:
    """The first name, for the copy that uses it."""
    return {"nombre": first_word(conversation.draft.name)} if conversation.draft.name else {}


def shown_email(email: Email) -> str:
    """The e-mail as a summary shows it; the catalogue turns «none» into «sin correo»."""
    return email.address if email.given else "none"


def active_sign(conversation: Conversation) -> Sign | None:
    """The sign somebody came by, if it still offers a property."""
    sign = conversation.source.sign
    return sign if sign and sign.state == "active" and sign.title else None


def greeting(flow: Flow, conversation: Conversation, key: str, key_with_sign: str) -> tuple[Say, ...]:
    """The first words, with the property of a sign and how many questions come."""
    count = open_questions(flow, conversation)
    asked = any(aside.kind == "question" for aside in conversation.draft.asides)
    values = ({"n": str(count)} if count > 1 else {}) | ({"anotado": "noted"} if asked else {})
    sign = active_sign(conversation)
    return (Say(key_with_sign, {**values, **shown_sign(sign)}) if sign else Say(key, values),)


def language_hint(conversation: Conversation) -> tuple[Say, ...]:
    """The last line of the first message: how to switch a language that was guessed."""
    return (Say("LANG_HINT"),) if conversation.language_guessed else ()


def open_questions(flow: Flow, conversation: Conversation) -> int:
    """How many questions are still to come; a number that is vouched for is stated, not asked."""
    stated = {"phone"} if conversation.own_phone else set()
    return sum(not is_given(conversation, question.id) for question in flow.questions if question.id not in stated)


def shown_sign(sign: Sign) -> dict[str, str]:
    """Title and offer; «general» has no words of its own."""
    return {"propiedad": sign.title} | ({"tipo": sign.type} if sign.type != "general" else {})


def lettered(*labels: str) -> tuple[Option, ...]:
    """Two values to choose from, as options «a» and «b»."""
    return tuple(Option(letter, label) for letter, label in zip("ab", labels, strict=True))


def summary(flow: Flow, conversation: Conversation) -> Mapping[str, str]:
    """The values of the review; what is empty is left out, and its line with it."""
    draft, sign = conversation.draft, active_sign(conversation)
    values = {
        "nombre": draft.name or "",
        "tel": show_phone(draft.phone.e164) if draft.phone else "",
        "correo": shown_email(draft.email) if draft.email else "",
        "busca": draft.intent or (flow.intent if flow.find("intent") or flow.intent != Intent.UNDECIDED else ""),
        "propiedad": sign.title if sign else "",
        "nota": draft.note or "",
        "escribiste": ("beside" if draft.note else "alone") if draft.asides else "",
        **custom_answers(flow, conversation, between="\n"),
    }
    return {key: value for key, value in values.items() if value}


def ending_says(flow: Flow, sent: Sent, key: str) -> tuple[Say, ...]:
    """An ending about a lead, with the safety line behind it."""
    values = {
        "nombre": first_word(sent.name),
        "tel": show_phone(sent.phone.e164),
        "ref": sent.reference,
        "fecha": sent.at.astimezone(flow.timezone).strftime("%d/%m/%Y %H:%M"),
    }
    return Say(key, values), Say("SAFE")


def changes(before: Draft, after: Draft, *again: str) -> tuple[Say, ...]:
    """Which fields became something else, each with its new value; those of `again` were asked for anew."""
    return tuple(
        Say("CHANGED", {"cambiado": field, **new_value(after, field)})
        for field in IN_ORDER
        if field in again or (is_something(before, field) and getattr(before, field) != getattr(after, field))
    )


def is_something(draft: Draft, field: Field) -> bool:
    """Whether the field was given; «sin correo» and «por definir» are nothing (conversation §8.2)."""
    match field:
        case "email":
            return draft.email is not None and draft.email.given
        case "intent":
            return draft.intent not in (None, Intent.UNDECIDED)
        case _:
            return getattr(draft, field) is not None


def gained(before: Draft, after: Draft) -> bool:
    """Whether something was given that was not there before, or became something else."""
    given = [field for field in IN_ORDER if field != "note" and is_something(after, field)]
    told = any(getattr(before, field) != getattr(after, field) for field in given)
    return told or (bool(after.note) and after.note != before.note) or after.answers != before.answers


def new_value(draft: Draft, field: Field) -> dict[str, str]:
    """The value of a changed field; neither the note, which may be long, nor an internal address is said."""
    match field:
        case "name":
            return {"valor": draft.name or ""}
        case "phone":
            return {"valor": show_phone(draft.phone.e164) if draft.phone else ""}
        case "email":
            return {"valor": draft.email.address if draft.email and draft.email.given else ""}
        case "intent":
            return {"busca": draft.intent or ""}
        case "note":
            return {}


def change_values(rival: ChangeOf, whose: str) -> dict[str, str]:
    """The values of CHANGE_Q and CHANGED: `whose` placeholder names the field."""
    match rival.field:
        case "intent":
            return {whose: rival.field, "busca": rival.value}
        case "phone":
            return {whose: rival.field, "valor": show_phone(rival.value)}
        case _:
            return {whose: rival.field, "valor": rival.value}


def custom_answers(flow: Flow, conversation: Conversation, *, between: str) -> Mapping[str, str]:
    """The value of the copy that holds the answers to the custom questions, each behind its label."""
    catalogue = flow.catalogue(conversation)
    return {"respuestas": between.join(answer_lines(flow, conversation.draft, catalogue))}


def answer_lines(flow: Flow, draft: Draft, catalogue: Catalogue) -> list[str]:
    """«Huéspedes: 4», for every custom question that was answered."""
    line = catalogue.staff["answer"]
    return [
        fill(line, {"pregunta": catalogue.options[f"edit_{one.id}"], "respuesta": show_custom(one, value, catalogue)})
        for one, value in given_answers(flow, draft)
    ]


def given_answers(flow: Flow, draft: Draft) -> list[tuple[Question, str]]:
    """The custom questions that were answered, in the flow's order, each with its answer as it is kept."""
    given = dict(draft.answers)
    return [(question, value) for question in flow.questions if (value := given.get(question.id))]


def still_good(flow: Flow, draft: Draft) -> tuple[tuple[str, str], ...]:
    """Those of the answers, given under another version of the flow, whose question is still asked and takes them."""
    questions = {question.id: question for question in flow.questions}
    return tuple((id, value) for id, value in draft.answers if id in questions and still_fits(questions[id], value))
