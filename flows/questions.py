"""What each state asks: the words, the options and their order. How an answer is read stands in `reading.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from flows.answers.code import show_code
from flows.answers.email import mask_email
from flows.answers.name import first_word, reads_as_full_name
from flows.answers.phone import mask_phone, show_phone
from flows.conversation import Conversation, State
from flows.events import Sign
from flows.flow import Flow, is_given, next_question
from flows.lead import Email, Intent, Sent
from flows.own import ask_own, own_answers, shown_answer
from flows.replies import Option, Prompt, Say, options


def pending(flow: Flow, conversation: Conversation) -> Prompt:
    """The question of the state a conversation is in, with the given value beside it when it is asked again."""
    prompt = ASKED[conversation.state](flow, conversation)
    before = said_before(flow, conversation) if conversation.editing else None
    return replace(prompt, says=(*prompt.says, before)) if before else prompt


def at_next_question(flow: Flow, conversation: Conversation) -> Conversation:
    """The conversation at its first unanswered question, or at the review when there is none."""
    onward = replace(conversation, misses=0, editing="", back=None, candidates=())
    question = next_question(flow, onward)
    return replace(onward, state=State.REVIEW) if question is None else opened(flow, onward, question)


def at_question(flow: Flow, conversation: Conversation, question: str) -> Conversation:
    """The conversation with one question pending, in its plain form when it is asked again."""
    asked = replace(conversation, misses=0, back=None, candidates=())
    again = is_given(conversation, question) or (question == "name" and conversation.draft.name is not None)
    return placed(asked, question) if again else opened(flow, asked, question)


def opened(flow: Flow, conversation: Conversation, question: str) -> Conversation:
    """The question in the form in which it is asked first: with a proposal where the platform gives one, and only for
    what is missing."""
    if question == "name" and conversation.draft.name:
        return replace(conversation, state=State.SURNAME)
    profile = reads_as_full_name(conversation.profile_name, flow.words) if question == "name" else None
    if profile:
        return replace(conversation, state=State.NAME_SUGGEST, candidates=(profile,))
    if question == "phone" and conversation.own_phone:
        return replace(conversation, state=State.PHONE_OWN)
    return placed(conversation, question)


def placed(conversation: Conversation, question: str) -> Conversation:
    """The conversation with this question pending in its plain form."""
    state = PLAIN.get(question, State.OWN)
    return replace(conversation, state=state, asking=question if state is State.OWN else "")


def open_questions(flow: Flow, conversation: Conversation) -> int:
    """How many questions are still to come."""
    return sum(not is_given(conversation, question.id) for question in flow.questions)


def said_before(flow: Flow, conversation: Conversation) -> Say | None:
    """«Antes pusiste: …», for a question that is asked again; None where nothing was given."""
    draft = conversation.draft
    match conversation.state:
        case State.INTENT if draft.intent:
            return Say("BEFORE_INTENT", {"busca": draft.intent})
        case State.NAME if draft.name:
            return Say("BEFORE", {"valor": draft.name})
        case State.PHONE if draft.phone:
            return Say("BEFORE", {"valor": show_phone(draft.phone.e164)})
        case State.EMAIL if draft.email:
            return Say("BEFORE_EMAIL", {"correo": shown_email(draft.email)})
        case State.NOTES if draft.note:
            return Say("BEFORE", {"valor": draft.note})
        case State.OWN:
            return Say("BEFORE", {"valor": given}) if (given := shown_answer(flow, conversation)) else None
        case _:
            return None


def shown_email(email: Email) -> str:
    """The e-mail as a summary shows it; the catalogue turns «none» into «sin correo»."""
    return email.address if email.given else "none"


def nothing(flow: Flow, conversation: Conversation) -> Prompt:
    return Prompt()


def ask_sign_maybe(flow: Flow, conversation: Conversation) -> Prompt:
    sign = conversation.source.sign
    values = {"codigo": show_code(sign.code), "propiedad": sign.title} if sign else {}
    return Prompt(says=(Say("SIGN_MAYBE", values),), options=options("sign_yes", "sign_no"))


def ask_consent(flow: Flow, conversation: Conversation) -> Prompt:
    return Prompt(says=greeting(flow, conversation, "WELCOME"), options=options("accept", "more", "human"))


def greeting(flow: Flow, conversation: Conversation, key: str) -> tuple[Say, ...]:
    """The first words, with the property of a sign; the last line says how to switch a language that was guessed."""
    count = {"n": str(open_questions(flow, conversation))}
    sign = active_sign(conversation)
    greeted = Say(f"{key}_SIGN", {**count, **shown_sign(sign)}) if sign else Say(key, count)
    return (greeted, Say("LANG_HINT")) if conversation.language_guessed else (greeted,)


def active_sign(conversation: Conversation) -> Sign | None:
    """The sign somebody came by, if it still offers a property."""
    sign = conversation.source.sign
    return sign if sign and sign.state == "active" and sign.title else None


def shown_sign(sign: Sign) -> dict[str, str]:
    """Title and offer; «general» has no words of its own."""
    return {"propiedad": sign.title} | ({"tipo": sign.type} if sign.type != "general" else {})


def ask_name_suggest(flow: Flow, conversation: Conversation) -> Prompt:
    proposal = {"perfil": conversation.candidates[0]}
    return Prompt(says=(Say("NAME_SUGGEST", proposal),), options=options("yes", "other_name"))


def ask_surname(flow: Flow, conversation: Conversation) -> Prompt:
    return Prompt(says=(Say("NAME2", named(conversation)),), options=options("skip"))


def ask_phone(flow: Flow, conversation: Conversation) -> Prompt:
    hidden = flow.channel == "whatsapp" and not conversation.own_phone
    return Prompt(says=(Say("PHONE_HIDDEN" if hidden else "PHONE_ASK"),), share_phone=True)


def ask_phone_own(flow: Flow, conversation: Conversation) -> Prompt:
    values = {**named(conversation), "tel": show_phone(shown_phone(conversation))}
    return Prompt(says=(Say("PHONE_OWN", values),), options=options("own", "other_phone"))


def shown_phone(conversation: Conversation) -> str:
    """The number that is proposed: the one the channel vouches for unless another was, «» where there is none."""
    return conversation.candidates[0] if conversation.candidates else conversation.own_phone


def ask_phone_area(flow: Flow, conversation: Conversation) -> Prompt:
    return Prompt(says=(Say("PHONE_AREA"),), options=tuple(Option(code, code) for code in ("809", "829", "849")))


def ask_which_phone(flow: Flow, conversation: Conversation) -> Prompt:
    labels = [show_phone(phone) for phone in conversation.candidates]
    return Prompt(says=(Say("PHONE_WHICH"),), options=lettered(labels))


def ask_which_email(flow: Flow, conversation: Conversation) -> Prompt:
    return Prompt(says=(Say("EMAIL_WHICH"),), options=lettered(conversation.candidates))


def lettered(labels: list[str] | tuple[str, ...]) -> tuple[Option, ...]:
    return tuple(Option(letter, label) for letter, label in zip("ab", labels, strict=False))


def ask_email_typo(flow: Flow, conversation: Conversation) -> Prompt:
    """What they typed can be kept only where it is an address at all."""
    typed, suggestion = conversation.candidates
    says = (Say("EMAIL_TYPO", {"sugerido": suggestion}),)
    return Prompt(says=says, options=options("suggested", "keep" if typed else "retype"))


def ask_edit(flow: Flow, conversation: Conversation) -> Prompt:
    """Everything that the flow asks, in the order of the review."""
    asked = [question.id for question in flow.questions]
    first = [field for field in ("name", "phone", "email", "intent") if field in asked]
    own = [question for question in asked if question not in PLAIN]
    last = [field for field in asked if field == "note"]
    return Prompt(says=(Say("EDIT_ASK"),), options=options(*(f"edit_{id}" for id in (*first, *own, *last))))


def ask_review(flow: Flow, conversation: Conversation) -> Prompt:
    return Prompt(says=(Say("REVIEW", summary(flow, conversation)),), options=options("send", "change", "cancel"))


def summary(flow: Flow, conversation: Conversation) -> Mapping[str, str]:
    """The values of the review; what is empty is left out, and its line with it."""
    draft, sign = conversation.draft, active_sign(conversation)
    values = {
        "nombre": draft.name or "",
        "tel": show_phone(draft.phone.e164) if draft.phone else "",
        "correo": shown_email(draft.email) if draft.email else "",
        "busca": draft.intent or (flow.intent if flow.find("intent") or flow.intent != Intent.UNDECIDED else ""),
        "propiedad": sign.title if sign else "",
        "nota": " / ".join(filter(None, (draft.note, *(aside.words for aside in draft.asides)))),
        **own_answers(flow, conversation, between="\n"),
    }
    return {key: value for key, value in values.items() if value}


def ask_return(flow: Flow, conversation: Conversation) -> Prompt:
    """Somebody who sent us a lead before: what we would tell the agency about this sign, or how to help."""
    draft, sign = conversation.draft, active_sign(conversation)
    if sign is None or draft.phone is None:
        return Prompt(says=(Say("RETURN", named(conversation)),), options=options("find", "return_change", "human"))
    values = {**named(conversation), "propiedad": sign.title, "tel_oculto": mask_phone(draft.phone.e164)}
    if draft.email and draft.email.given:
        says = Say("RETURN_SIGN", {**values, "correo_oculto": mask_email(draft.email.address)})
    else:
        says = Say("RETURN_SIGN_PHONE", values)
    return Prompt(says=(says,), options=options("return_yes", "return_change", "return_no"))


def ask_language(flow: Flow, conversation: Conversation) -> Prompt:
    choices = tuple(Option(f"lang_{code}", catalogue.name) for code, catalogue in flow.catalogues.items())
    return Prompt(says=(Say("LANG"),), options=choices)


def say_outcome(flow: Flow, conversation: Conversation) -> Prompt:
    """After the end: the last thing said about the last lead."""
    last = conversation.sent[-1] if conversation.sent else None
    return Prompt(says=outcome_says(flow, last, last.told)) if last and last.told else Prompt()


def outcome_says(flow: Flow, sent: Sent, key: str) -> tuple[Say, ...]:
    """An ending about a lead, with the safety line behind it."""
    values = {
        "nombre": first_word(sent.name),
        "tel": show_phone(sent.phone.e164),
        "ref": sent.reference,
        "fecha": sent.at.astimezone(flow.timezone).strftime("%d/%m/%Y %H:%M"),
    }
    return Say(key, values), Say("SAFE")


def named(conversation: Conversation) -> dict[str, str]:
    """The first name, for the copy that uses it."""
    return {"nombre": first_word(conversation.draft.name)} if conversation.draft.name else {}


def asks(key: str, *ids: str) -> Callable[[Flow, Conversation], Prompt]:
    """A state that always asks the same."""
    prompt = Prompt(says=(Say(key),), options=options(*ids))
    return lambda flow, conversation: prompt


PLAIN: Mapping[str, State] = {
    "intent": State.INTENT,
    "name": State.NAME,
    "phone": State.PHONE,
    "email": State.EMAIL,
    "note": State.NOTES,
}

ASKED: Mapping[State, Callable[[Flow, Conversation], Prompt]] = {
    State.START: nothing,
    State.SIGN_MAYBE: ask_sign_maybe,
    State.CONSENT: ask_consent,
    State.CONSENT_MORE: asks("CONSENT_MORE", "accept", "decline"),
    State.INTENT: asks("INTENT_ASK", "buy", "rent", "other"),
    State.INTENT_OTHER: asks("INTENT_OTHER", "offer", "undecided", "human"),
    State.OWNER: asks("OWNER_CHECK", "looking", "offering"),
    State.NAME: asks("NAME_ASK"),
    State.NAME_SUGGEST: ask_name_suggest,
    State.SURNAME: ask_surname,
    State.PHONE: ask_phone,
    State.PHONE_OWN: ask_phone_own,
    State.PHONE_AREA: ask_phone_area,
    State.PHONE_COUNTRY: asks("PHONE_COUNTRY", "nanp", "other_country"),
    State.PHONE_WHICH: ask_which_phone,
    State.PHONE_CARD: asks("PHONE_CARD", "card_yes", "no"),
    State.EMAIL: asks("EMAIL_ASK", "no_email"),
    State.EMAIL_TYPO: ask_email_typo,
    State.EMAIL_WHICH: ask_which_email,
    State.NOTES: asks("NOTES_ASK", "skip"),
    State.OWN: ask_own,
    State.REVIEW: ask_review,
    State.EDIT: ask_edit,
    State.LANGUAGE: ask_language,
    State.RESTART: asks("RESTART", "restart_yes", "restart_no"),
    State.HUMAN: nothing,
    State.PAUSED: nothing,
    State.HALFWAY: asks("HALFWAY", "go_on", "start_over", "return_no"),
    State.RETURN: ask_return,
    State.ERASE: asks("ERASE_ASK", "erase_yes", "erase_no"),
    State.SENDING: nothing,
    State.DONE: say_outcome,
    State.CANCELLED: nothing,
    State.DECLINED: nothing,
}
