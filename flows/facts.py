"""Taking what a message says: every fact in it, whatever was asked (CONVERSATION §4, §8)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from flows.answers import email as emails
from flows.answers import phone as phones
from flows.answers.advert import split_advert
from flows.answers.budget import read_budget
from flows.answers.code import find_code
from flows.answers.detour import read_detour
from flows.answers.intent import OwnerMaybe
from flows.answers.several import Facts, Known, read_facts
from flows.answers.text import bare, clean_note, holds
from flows.answers.words import Words
from flows.answers.yesno import read_yes_no
from flows.conversation import Conversation, Draft, Field, State
from flows.detours import answer_to, noted_aside, passed_on, with_aside
from flows.flow import question_of
from flows.lead import Aside, Email, Intent, Phone
from flows.questions import at_next_question
from flows.replies import Say
from flows.turn import Scene, Turn, ask

WAITS = timedelta(minutes=30)
SENTENCE_END = re.compile(r"(?<=[.!?\n])\s*|(?=¿)")
HOLE = ";"  # stands where a fact was taken out (`answers/plain.py`)
CLAUSE_END = re.compile(r"(?<=[,.])\s+")
LOOSE_MARK = re.compile(r"\s+([,.!])")
MOST_WAITING = 5  # messages
WORTH_NOTING = 4  # words beside the facts of a message: fewer are courtesies


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a message changed. `doubt`: one fact that needs a question of its own first, the state that asks it and
    what it offers. `found`: the fields it spoke of. `beside`: what is said about its other words."""

    conversation: Conversation
    found: frozenset[Field] = frozenset()
    changed: bool = False
    doubt: tuple[State, tuple[str, ...]] | None = None
    beside: tuple[Say, ...] = ()


def take_facts(scene: Scene, conversation: Conversation, text: str, asked: str | None) -> Taken:
    """Write every fact of the message into the draft. What was given before gives way only to its own question's answer
    or to words about it; any other value is kept as words."""
    draft = conversation.draft
    facts = read_facts(
        text,
        scene.flow.words.heard_in((conversation.language, scene.flow.language)),
        asked=ASKABLE.get(asked or ""),
        region=scene.flow.region,
        own=conversation.own_phone,
        known=known_of(draft),
        free=free_in(conversation),
    )
    if facts.name and is_within_question(scene, text, facts.name):
        facts = replace(facts, name=None, rest=text)
    said = answers_of(conversation, facts, asked)
    doubt = doubt_of(facts, asked, draft)
    unread = asked == "phone" and isinstance(facts.phone, phones.Unclear | None)
    if unread and conversation.language == "ht" and (there := phones.in_haiti(text)):
        doubt = State.PHONE_OWN, (there,)
    if not said and doubt is None:
        return Taken(conversation=with_withheld(scene, conversation, text) if facts.withheld else conversation)
    if "intent" in said and mentions_short_rent(scene, text):
        said["short_rent"] = True
    changed = any(getattr(draft, field) not in (None, value) for field, value in said.items() if field in FIELDS)
    after = replace(conversation, draft=replace(draft, **said))  # type: ignore[arg-type]  # fields of Draft
    owner = doubt is not None and doubt[0] is State.OWNER  # the answer to that question says it all
    after = with_withheld(scene, after, text) if facts.withheld else after
    after, beside = (after, ()) if owner else with_rest(scene, after, text if facts.withheld else facts.rest)
    found = frozenset(field for field in FIELDS if field in said)
    return Taken(conversation=after, found=found, changed=changed, doubt=doubt, beside=beside)


FIELDS: tuple[Field, ...] = ("intent", "name", "phone", "email")
ASKABLE: Mapping[str, Field] = {field: field for field in (*FIELDS, "note")}  # an agency's own question is none of them


def free_in(conversation: Conversation) -> frozenset[Field]:
    """What any other value takes the place of: everything where they say what to change; until the summary a number
    that only the channel stated."""
    if conversation.state is State.EDIT:
        return frozenset(FIELDS)
    phone = conversation.draft.phone
    stated = phone is not None and phone.e164 == conversation.own_phone and conversation.summary_step is None
    return frozenset({"phone"}) if stated and question_of(conversation) != "note" else frozenset()


def with_withheld(scene: Scene, conversation: Conversation, text: str) -> Conversation:
    """Words with a value that changed nothing are for the agency; a question is noted where it is answered."""
    if read_detour(text, scene.flow.words):
        return conversation
    return noted_aside(conversation, Aside(kind="words", words=text))


def is_within_question(scene: Scene, text: str, name: str) -> bool:
    """Whether what reads as a name stands in a question: «¿aceptan mascotas?». One that was corrected does not stand
    there as it now is."""
    sentences = [sentence for sentence in SENTENCE_END.split(text) if sentence]
    plain = " ".join(sentence for sentence in sentences if read_detour(sentence, scene.flow.words) is None)
    return holds(bare(text), bare(name)) and not holds(bare(plain), bare(name))


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
        said |= {"name": facts.name, "one_name": False}
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


def doubt_of(facts: Facts, asked: str | None, draft: Draft) -> tuple[State, tuple[str, ...]] | None:
    """The first fact that is not clear by itself."""
    if isinstance(facts.intent, OwnerMaybe) and (asked == "intent" or draft.intent in (None, Intent.UNDECIDED)):
        return State.OWNER, ()
    match facts.phone:
        case phones.Several(e164s):
            return State.PHONE_WHICH, e164s
        case phones.NeedsArea(digits) if asked == "phone":
            return State.PHONE_AREA, (digits,)
        case phones.NeedsCountry(digits) if asked == "phone":
            return State.PHONE_COUNTRY, (digits,)
    match facts.email:
        case emails.Suggested(address, suggestion):
            return State.EMAIL_TYPO, (address, suggestion)
        case emails.Several(addresses):
            return State.EMAIL_WHICH, addresses
    return None


def mentions_short_rent(scene: Scene, text: str) -> bool:
    said = bare(text)
    return any(holds(said, phrase) for phrase in scene.flow.words.of("intent.short_rent"))


def with_rest(scene: Scene, conversation: Conversation, rest: str) -> tuple[Conversation, tuple[Say, ...]]:
    """The words beside the facts: a question is answered and noted, a sentence is noted, courtesies are not."""
    rest, advert = split_advert(rest, scene.flow.words)
    conversation = passed_on(conversation, advert)
    rest = without_holes(rest, scene.flow.words)
    if detour := read_detour(rest, scene.flow.words):
        return with_aside(conversation, detour, rest), answer_to(conversation, detour)
    budget = read_budget(rest, scene.flow.words)
    wordy = len(bare(rest).split()) >= WORTH_NOTING and read_yes_no(rest, scene.flow.words) is None
    return (noted_aside(conversation, Aside(kind="words", words=rest)) if wordy or budget else conversation), ()


def without_holes(rest: str, words: Words) -> str:
    """The words around facts, as a sentence: no mark where a fact stood, and not the «mi celular es» before it."""
    if HOLE not in rest:
        return rest
    labels = words.of("phone.mentions") | words.of("email.mentions") | words.of("email.leads")
    *before, last = rest.split(HOLE)
    kept = [last]
    for part in reversed(before):
        clauses = CLAUSE_END.split(part)
        while clauses and labels.issuperset(bare(clauses[-1]).split()):
            clauses.pop()
        kept.insert(0, " ".join(clauses))
    return LOOSE_MARK.sub(r"\1", ", ".join(filter(None, (part.strip(" ,;:-") for part in kept))))


def kept_waiting(scene: Scene, conversation: Conversation, text: str) -> Conversation:
    """Words that may be used once the person has agreed, or said that they want to go on."""
    since = conversation.waiting_since if conversation.waiting else scene.now
    kept = tuple(filter(None, (*conversation.waiting, clean_note(text))))[-MOST_WAITING:]
    return replace(conversation, waiting=kept, waiting_since=since)


def use_waiting(scene: Scene, conversation: Conversation) -> Turn:
    """What was written before the person agreed, if it is not long ago, and then on with what is still missing."""
    texts = conversation.waiting if is_recent(scene, conversation) else ()
    conversation = replace(conversation, waiting=(), waiting_since=None)
    doubt = None
    for text in texts:
        taken = take_facts(scene, conversation, text, None)
        doubt = taken.doubt or doubt
        conversation = taken.conversation
        if not taken.found and taken.doubt is None and find_code(text) is None:
            conversation, _ = with_rest(scene, conversation, text)
    if doubt:
        state, candidates = doubt
        return ask(scene, replace(conversation, state=state, candidates=candidates, misses=0))
    return ask(scene, at_next_question(scene.flow, conversation))


def is_recent(scene: Scene, conversation: Conversation) -> bool:
    return conversation.waiting_since is not None and scene.now - conversation.waiting_since <= WAITS
