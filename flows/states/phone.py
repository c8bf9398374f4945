"""«¿A qué número te contactamos?»"""

from __future__ import annotations

from flows.conversation import (
    AreaOf,
    CardOf,
    Conversation,
    CountryOf,
    ProposedPhone,
    State,
)
from flows.facts import takes
from flows.flow import Flow
from flows.lead import Phone
from flows.meant import points_at_own_phone
from flows.person import ask_person
from flows.replies import Option, Prompt, Say, options
from flows.states.proposal import asks_plainly, explains_why, needed, proposes, which
from flows.states.row import Deed, Row, asks, meaning
from flows.turn import Scene, Turn, ask_instead, write_down
from flows.understanding import phone as phones
from flows.understanding.closed import Meaning
from flows.understanding.phone import show_phone

AREAS = ("809", "829", "849")

take_phone = takes("phone")
ask_plainly = asks_plainly(State.PHONE)
explain_why = explains_why("phone")


def given_before(flow: Flow, conversation: Conversation) -> Say | None:
    phone = conversation.draft.phone
    return Say("BEFORE", {"valor": show_phone(phone.e164)}) if phone else None


def ask_phone(flow: Flow, conversation: Conversation) -> Prompt:
    if flow.channel.shows_number and not conversation.own_phone:
        return ask_hidden(flow)
    return Prompt(says=(Say("PHONE_ASK"),), share_phone=True)


def ask_hidden(flow: Flow) -> Prompt:
    """The platform does not show the number; not every one has a button to share it."""
    shares = flow.channel.shares_number
    key = "PHONE_HIDDEN" if shares else "PHONE_HIDDEN_TYPE"
    return Prompt(says=(Say(key, {"app": flow.channel.name}),), share_phone=shares)


def explain_phone(flow: Flow, conversation: Conversation, about: str) -> Prompt:
    """After one, two or more misses; whoever writes no digit and whose number is known can just take that."""
    digits = any(symbol.isdecimal() for symbol in about)
    match conversation.misses:
        case 0 | 1 if conversation.own_phone and not digits:
            shown = {"tel": show_phone(conversation.own_phone)}
            return Prompt(says=(Say("PHONE_R1_OWN", shown),), options=options("own", "other_phone"))
        case 0 | 1:
            return Prompt(says=(Say("PHONE_R1" if digits else "PHONE_R1_NONE"),), share_phone=True)
        case 2:
            return Prompt(says=(Say("PHONE_R2"),), share_phone=True)
        case _:
            return Prompt(says=(Say("PHONE_R3"),), options=options("human"))


def take_number(conversation: Conversation, e164: str) -> Turn:
    return write_down(conversation, phone=Phone(e164=e164, proven=e164 == conversation.own_phone))


def take_vouched(scene: Scene, conversation: Conversation) -> Turn:
    """«Este mismo»: the number that the platform vouches for; where it shows none, that is said."""
    if conversation.own_phone:
        return take_number(conversation, conversation.own_phone)
    return ask_instead(conversation, ask_hidden(scene.flow))


def ask_suggest(flow: Flow, conversation: Conversation) -> Prompt:
    proposed = conversation.pending
    shown = show_phone(proposed.e164) if isinstance(proposed, ProposedPhone) else ""
    return Prompt(says=(Say("PHONE_SUGGEST", {"tel": shown}),), options=options("phone_yes", "no"))


def take_proposed(scene: Scene, conversation: Conversation) -> Turn | None:
    proposed = conversation.pending
    return take_number(conversation, proposed.e164) if isinstance(proposed, ProposedPhone | CardOf) else None


def take_another(scene: Scene, conversation: Conversation, text: str) -> Turn | None:
    """Another number in place of the proposed one; what only points is at the proposed one."""
    return None if points_at_own_phone(scene, conversation, text) else take_phone(scene, conversation, text)


def ask_area(flow: Flow, conversation: Conversation) -> Prompt:
    return Prompt(says=(Say("PHONE_AREA"),), options=tuple(Option(area, area) for area in AREAS))


def takes_area(area: str) -> Deed:
    return lambda scene, conversation: take_area(scene, conversation, area)


def take_area(scene: Scene, conversation: Conversation, text: str) -> Turn | None:
    """The area code alone, or the whole number after all."""
    lacking = conversation.pending
    whole = phones.with_area(lacking.digits, text.strip(" ()")) if isinstance(lacking, AreaOf) else None
    return take_number(conversation, whole) if whole else take_phone(scene, conversation, text)


def take_american(scene: Scene, conversation: Conversation) -> Turn | None:
    lacking = conversation.pending
    return take_number(conversation, f"+1{lacking.digits}") if isinstance(lacking, CountryOf) else None


LACKING = needed("phone")
PLAINLY = Row(
    state=State.PHONE,
    question="phone",
    asks=ask_phone,
    options={"human": ask_person, "own": take_vouched, "other_phone": ask_plainly},
    hears=take_phone,
    means={**LACKING, **meaning(take_vouched, Meaning.YES, Meaning.THIS)},
    explains=explain_phone,
    before=given_before,
)
ROWS = (
    PLAINLY,
    Row(
        state=State.PHONE_SUGGEST,
        question="phone",
        asks=ask_suggest,
        options={"phone_yes": take_proposed, "no": ask_plainly},
        hears=take_another,
        means=proposes(take_proposed, "phone"),
        plain=State.PHONE,
    ),
    Row(
        state=State.PHONE_AREA,
        question="phone",
        asks=ask_area,
        options={area: takes_area(area) for area in AREAS},
        hears=take_area,
        means=LACKING,
        plain=State.PHONE,
    ),
    Row(
        state=State.PHONE_COUNTRY,
        question="phone",
        asks=asks("PHONE_COUNTRY", "nanp", "other_country"),
        options={"nanp": take_american, "other_country": explain_why},
        hears=take_phone,
        means=LACKING,
        plain=State.PHONE,
    ),
    which(PLAINLY, State.PHONE_WHICH, "PHONE_WHICH", take_number, show=show_phone),
    Row(
        state=State.PHONE_CARD,
        question="phone",
        asks=asks("PHONE_CARD", "card_yes", "no"),
        options={"card_yes": take_proposed, "no": ask_plainly},
        hears=take_another,
        means=proposes(take_proposed, "phone"),
        plain=State.PHONE,
    ),
)
