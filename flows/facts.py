"""Taking what a message says: every fact in it, whatever was asked (conversation §8.2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import assert_never

from flows.asides import noted, says_more, with_rest
from flows.changing import replace
from flows.conversation import (
    AreaOf,
    Asked,
    ChangeOf,
    Conversation,
    CountryOf,
    Draft,
    Field,
    Pending,
    ProposedPhone,
    State,
    TypoOf,
    WhichEmail,
    WhichPhone,
)
from flows.lead import Email, Intent, Phone
from flows.person import aside_from
from flows.replies import Say
from flows.shown import changes
from flows.turn import Scene, Turn, ask, ask_about, go_on
from flows.understanding import email as emails
from flows.understanding import phone as phones
from flows.understanding.detour import read_detour
from flows.understanding.intent import OwnerMaybe
from flows.understanding.message import Message, read
from flows.understanding.name import with_capitals
from flows.understanding.owner import settle_owner
from flows.understanding.scope import says_nothing_else
from flows.understanding.several import Facts, Known, read_facts
from flows.understanding.text import bare, holds
from flows.understanding.words import Words
from flows.understanding.yesno import is_courtesy

LONGEST_WISH = 6  # words of «I want to buy a house»
BRIEF = 8  # words of a message that may be about another value and nothing else
FIELDS: tuple[Field, ...] = ("intent", "name", "phone", "email")
ASKABLE: Mapping[str, Field] = {field: field for field in (*FIELDS, "note")}  # a custom question is none of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a message changed. `doubt`: one fact that needs a question of its own, which may be whether it shall change.
    `found`: the fields it spoke of; `changed`: that something given became something else. `beside`: what is said about
    its other words."""

    conversation: Conversation
    found: frozenset[Field] = frozenset()
    changed: bool = False
    doubt: Pending | None = None
    beside: tuple[Say, ...] = ()


def take_facts(
    scene: Scene, conversation: Conversation, text: str, asked: str | None, *, theirs: Message | None = None
) -> Taken:
    """Write every fact of the message into the draft. What was given before gives way only to its own question's answer
    or to words about it; whether any other value shall take its place is asked. `theirs`: what of the text is their
    own, by default all of it."""
    draft, message = conversation.draft, theirs or read(text)
    facts = read_facts(
        message,
        heard(scene, conversation),
        asked=ASKABLE.get(asked or ""),
        region=scene.flow.region,
        own=conversation.own_phone,
        known=known_of(draft),
        free=free_in(conversation),
    )
    if conversation.state is State.OWNER:
        facts = replace(facts, intent=settle_owner(message, facts.intent, scene.flow.words))
    if facts.name and is_within_question(scene, message, facts.name):
        facts = replace(facts, name=None, rest=message)
    said = answers_of(conversation, facts, asked)
    doubt = doubt_of(facts, asked, draft)
    unread = asked == "phone" and isinstance(facts.phone, phones.Unclear | None)
    if unread and (there := phones.propose_abroad(message, scene.flow.words, conversation.language)):
        doubt, facts = ProposedPhone(there), replace(facts, rest=None)
    if not said and doubt is None:
        rival = rival_of(scene, conversation, facts, message)
        kept = noted(conversation, text) if facts.rivals and not rival else conversation
        return Taken(conversation=kept, doubt=rival)
    if "intent" in said and scene.flow.words.find(message).has("intent.short_rent"):
        said["short_rent"] = True
    changed = any(getattr(draft, field) not in (None, value) for field, value in said.items() if field in FIELDS)
    after = replace(conversation, draft=replace(draft, **said))  # type: ignore[arg-type]  # fields of Draft
    owner = doubt is not None and doubt.state is State.OWNER  # the answer to that question says it all
    rest = rest_of(facts, said, message)
    after, beside = (noted(after, text), ()) if owner else with_rest(scene, after, text, rest, facts.advert)
    after = noted(after, text) if facts.rivals else after
    found = frozenset(field for field in FIELDS if field in said)
    return Taken(conversation=after, found=found, changed=changed, doubt=doubt, beside=beside)


def heard(scene: Scene, conversation: Conversation) -> Words:
    """The vocabulary where the chat's language and the agency's are spoken."""
    return scene.flow.words.heard_in((conversation.language, scene.flow.language))


def rest_of(facts: Facts, said: Mapping[str, object], message: Message) -> Message | None:
    """What stands beside the facts. Of a long wish it is the whole message: what kind of home, and where."""
    wish = set(said) <= {"intent", "short_rent"} and len(message.words) > LONGEST_WISH
    return facts.rest or (message if wish else None)


def rival_of(scene: Scene, conversation: Conversation, facts: Facts, message: Message) -> ChangeOf | None:
    """The other value of a field that was given, where the message says nothing else: «otro@mail.com», «soy Luis»."""
    field, value = next((rival for rival in facts.rivals if rival[1]), ("name", ""))
    if not value or message.asks or len(message.words) > BRIEF:
        return None
    return ChangeOf(field, value) if says_only(scene, conversation, field, value, message) else None


def says_only(scene: Scene, conversation: Conversation, field: Field, value: str, message: Message) -> bool:
    """Whether nothing stands beside the value but what introduces one: «mi jefa usa …» is about somebody else."""
    if field == "intent":
        return True
    words = scene.flow.words
    spoken = read(value).said
    beside = message.without(
        (word.start, word.end) for word in message.words if word.said in spoken or any(map(str.isdecimal, word.said))
    )
    bare_of_more = says_nothing_else(beside.said, words)
    if field != "name":
        return bare_of_more or is_courtesy(beside, words)
    phrases = words.find(message)
    if not phrases.has("name.strong", "name.weak") or phrases.has("correct.nots"):
        return False  # «sorry, it's block C, not block D»
    return bare_of_more or not says_more(scene, conversation, beside)


def free_in(conversation: Conversation) -> frozenset[Field]:
    """What any other value takes the place of: everything where they change or edit an answer; until the
    summary a number that only the channel stated."""
    if conversation.state is State.EDIT or conversation.editing == "changing":
        return frozenset(FIELDS)
    phone = conversation.draft.phone
    stated = phone is not None and phone.e164 == conversation.own_phone and conversation.summary_step is None
    return frozenset({"phone"}) if stated and conversation.state is not State.NOTES else frozenset()


def takes(question: str) -> Callable[[Scene, Conversation, str], Turn | None]:
    """Every fact of a message, where this question is pending."""
    return lambda scene, conversation, text: take_message(scene, conversation, text, question)


def take_message(scene: Scene, conversation: Conversation, text: str, asked: str | None) -> Turn | None:
    """Every fact of a message, whichever was asked; None for a message without any."""
    return after_facts(conversation, take_facts(scene, conversation, text, asked), asked)


def after_facts(conversation: Conversation, taken: Taken, asked: str | None) -> Turn | None:
    """What is said of the facts that were taken, and what is asked next; None where there are none."""
    if not taken.found and taken.doubt is None:
        return None
    if isinstance(taken.doubt, ChangeOf):
        return ask_change(taken.conversation, taken.doubt)
    again = (asked,) if asked and asked in taken.found and conversation.editing == "changing" else ()
    says = (*changes(conversation.draft, taken.conversation.draft, *again), *taken.beside)
    if taken.doubt:
        return ask_about(taken.conversation, taken.doubt, *says)
    answered = asked in taken.found or asked is None
    return go_on(taken.conversation, *says) if answered else ask(taken.conversation, *says)


def ask_change(conversation: Conversation, rival: ChangeOf) -> Turn:
    """Whether another value shall take the place of the given one; what was pending waits behind."""
    return ask(replace(aside_from(conversation, State.EDIT), pending=rival))


def written(conversation: Conversation, rival: ChangeOf) -> Conversation:
    """The conversation with the other value in the place of the given one."""
    draft, value = conversation.draft, rival.value
    match rival.field:
        case "name":
            draft = replace(draft, name=value)
        case "phone":
            draft = replace(draft, phone=Phone(e164=value, proven=value == conversation.own_phone))
        case "email":
            draft = replace(draft, email=Email(address=value))
        case "intent":
            draft = replace(draft, intent=Intent(value))
        case "note":
            draft = replace(draft, note=value)
        case _:
            assert_never(rival.field)
    return replace(conversation, draft=draft)


def is_within_question(scene: Scene, message: Message, name: str) -> bool:
    """Whether what reads as a name stands in a question: «¿aceptan mascotas?». One that was corrected does not stand
    there as it now is."""
    asking = [span for span in message.sentences if is_beside_the_point(scene, message.within(*span), name)]
    return holds(message.line, bare(name)) and not holds(message.without(asking).line, bare(name))


def is_beside_the_point(scene: Scene, sentence: Message, name: str) -> bool:
    """Whether a sentence is a question or a remark; a word of one within a full name, «Éric de la Tour», is neither."""
    if read_detour(sentence, scene.flow.words) is None:
        return False
    first, *_, last = name.split() if " " in name else ("", "")
    if sentence.asks or not (first[:1].isupper() and last[:1].isupper()):
        return True
    named = read(name).said
    beside = sentence.without((word.start, word.end) for word in sentence.words if word.said in named)
    return read_detour(beside, scene.flow.words) is not None


def known_of(draft: Draft) -> Known:
    return Known(
        name=draft.name or "",
        phone=draft.phone.e164 if draft.phone else "",
        email=draft.email.address if draft.email and draft.email.given else "",
        intent=draft.intent,
    )


def answers_of(conversation: Conversation, facts: Facts, asked: str | None) -> dict[str, object]:
    """The clear facts, by field of the draft."""
    said: dict[str, object] = {}
    if facts.name:
        said["name"] = with_capitals(facts.name)
    match facts.phone:
        case phones.Found(e164):
            said["phone"] = Phone(e164=e164, proven=e164 == conversation.own_phone)
        case phones.OwnNumber() if asked == "phone" and conversation.own_phone:
            said["phone"] = Phone(e164=conversation.own_phone, proven=True)
    if isinstance(facts.email, emails.Found):
        said["email"] = Email(address=facts.email.address)
    if facts.intent and not isinstance(facts.intent, OwnerMaybe):
        said["intent"] = facts.intent
    return said


def doubt_of(facts: Facts, asked: str | None, draft: Draft) -> Pending | None:
    """The first fact that is not clear by itself."""
    if isinstance(facts.intent, OwnerMaybe) and (asked == "intent" or draft.intent in (None, Intent.UNDECIDED)):
        return Asked(State.OWNER)
    match facts.phone:
        case phones.Several((a, b, *_)):
            return WhichPhone(a, b)
        case phones.NeedsArea(digits) if asked == "phone":
            return AreaOf(digits)
        case phones.NeedsCountry(digits) if asked == "phone":
            return CountryOf(digits)
    match facts.email:
        case emails.Suggested(address, suggestion):
            return TypoOf(address, suggestion)
        case emails.Several((a, b, *_)):
            return WhichEmail(a, b)
    return None
