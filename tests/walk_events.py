"""What may happen next on a random walk: mostly words, and now and then anything else, old taps and late timers too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cache
from random import Random
from typing import Protocol

from bot.wording import load_catalogues
from flows.conversation import Conversation, State
from flows.events import (
    Blocked,
    ContactShared,
    Event,
    Flooded,
    Forwarded,
    GroupAddressed,
    LeadSettled,
    LocationShared,
    MediaReceived,
    OptionTapped,
    Sender,
    Started,
    TextEdited,
    TextReceived,
    TimerDue,
    TurnFailed,
    Unblocked,
    Unheard,
)
from flows.flow import Flow
from flows.outcomes import Accepted, AlreadyRegistered, Created, FieldRefused, Held
from flows.replies import Message
from flows.turn import Timer
from tests.walk_ends import helpful

ANSWERS = (
    *("Ana Peña", "Luis", "809-555-0134", "555-0134", "917 555 0134", "809-555-0134 o 829-555-0199", "829"),
    *("ana@example.com", "ana@gmial.com", "a@b.co y c@d.co", "no tengo correo", "busco en Naco, US$150 mil"),
    *("Soy Luis Díaz, 829 555 0177, luis@mail.com", "quiero alquilar mi casa", "mi correo es ana@hotmail.com"),
    *("ana pena@gmail.com", "mejor alquilar", "no, es hotmail", "el apellido es Pérez", "hasta 180 mil dólares"),
    *("¿cuánto vale?", "¿eres un robot?", "es para mi mamá", "idiota", "eres un idiota", "👍", "🏠"),
    *(
        "Se alquila apto US$900. Llamar a Luis 809-555-0199",
        "ese",
        "sí, a ese",
        "ana. gil@example.com",
        "+829-555-0134",
    ),
    *(
        "¿es obligatorio?",
        "x@x",
        "34 12 3456",
        "no sé",
        "todavía no",
        "los dos",
        "ya te lo di",
        "no quiero dar mis datos",
    ),
    *("1", "2", "3", "9", "cuatro", "150 mil", "9 millones de pesos", "villa", "del 20 al 27", "-1"),
    *("ref K7M4PF", "ref C8F2T7", "ref H5V9QM", "ref K7M4PD", "", " ", "\x00", "\ud800", "x" * 3000, "Ж" * 300, "؟"),
)
FITTING = {  # what leads on from a place to those that are come to seldom
    State.NAME: ("eres un idiota", "idiota", "Grupo Martínez SRL"),
    State.PHONE: (*["555-0134"] * 3, *["917 555 0134"] * 3, "809-555-0134 o 829-555-0199", *["34 12 3456"] * 12),
    State.EMAIL: ("¿es obligatorio?", *["x@x"] * 6, "ana@gmial.com", "otro número"),
    State.REVIEW: ("829-555-0198", "luz@casa.do"),
}
PAYLOADS = ("", "s-K7M4PF", "l-K7M4PF-en", "t-C8F2T7", "s-H5V9QM", "S_K7M4PD", "x", "lang-fr", "\x00", "é" * 90)
PAYLOAD_SYMBOLS = "slt-_K7M4PFCenfr0 é\x00"
TOLD = (Created(), AlreadyRegistered(), Accepted(), FieldRefused(field="email"), FieldRefused(field="phone"), Held())
SENDERS = (
    Sender(),
    Sender(profile_name="Ana", phone="+18095550134"),
    Sender(profile_name="Ana Peña", language="fr"),
    Sender(phone="+33612345678", language="ru"),
    Sender(language="ht"),
    Sender(profile_name="Beto"),
)
GAPS = (0, 0, 0, 0, 0, 1, 5, 61, 61, 700, 1500)  # minutes between two events
LONG_GAPS = (3_000, 12_000, 50_000, 140_000)  # a weekend, a week, a month, more than we remember anybody
MESSAGES = "abc"  # ids that the platform gives a person's texts


class Chat(Protocol):
    """What has to be known of a walk to say what may happen in it."""

    flow: Flow
    chance: Random
    conversation: Conversation
    timers: list[Timer]
    seen: list[Message]
    now: datetime


def pass_time(chat: Chat) -> None:
    """Usually a moment, sometimes long."""
    chance = chat.chance
    minutes = chance.choice(LONG_GAPS) if chance.random() < 0.01 else chance.choice(GAPS)
    chat.now += timedelta(minutes=minutes)


def next_event(chat: Chat) -> Event:
    """Whatever may happen next."""
    chance, state = chat.chance, chat.conversation.state
    fresh, sender = f"{chance.getrandbits(128):032x}", chance.choice(SENDERS)
    if chance.random() < 0.35:
        return TextReceived(fresh=fresh, sender=sender, text=helpful(chat.flow, chat.conversation), message=_id(chance))
    if state is State.SENDING and chance.random() < 0.5:
        return LeadSettled(fresh=fresh, lead=_lead(chat), told=chance.choice(TOLD))
    if chance.random() < 0.45:
        return chance.choice(_rare(chat, fresh, sender))()
    redacted = chance.random() < 0.03
    return TextReceived(fresh=fresh, sender=sender, text=_words(chat), message=_id(chance), redacted=redacted)


def _rare(chat: Chat, fresh: str, sender: Sender) -> Sequence[Callable[[], Event]]:
    chance = chat.chance
    return (
        lambda: Started(fresh=fresh, sender=sender, payload=_payload(chance)),
        lambda: _tap(chat, fresh, sender),
        lambda: _tap(chat, fresh, sender),
        lambda: Forwarded(fresh=fresh, sender=sender, text=_words(chat)),
        lambda: TextEdited(fresh=fresh, sender=sender, text=_words(chat), message=chance.choice(f"{MESSAGES}z")),
        lambda: ContactShared(fresh=fresh, phone="+18295550177", whose="unknown"),
        lambda: ContactShared(fresh=fresh, phone=_words(chat), whose=chance.choice(("own", "other", "unknown"))),
        lambda: MediaReceived(
            fresh=fresh,
            what=chance.choice(("voice", "file", "sticker", "unknown")),
            caption=_words(chat) if chance.random() < 0.3 else "",
            message=_id(chance),
        ),
        lambda: LeadSettled(
            fresh=fresh, lead=_lead(chat), told=chance.choice(TOLD), after_unclear=chance.random() < 0.3
        ),
        lambda: _timer(chat, fresh),
        lambda: _timer(chat, fresh),
        lambda: chance.choice(
            (LocationShared(), GroupAddressed(), Blocked(), Unblocked(), Flooded(), Unheard(), TurnFailed())
        ),
    )


def _words(chat: Chat) -> str:
    chance = chat.chance
    fitting = FITTING.get(chat.conversation.state, ())
    if fitting and chance.random() < 0.6:
        return chance.choice(fitting)
    return chance.choice(ANSWERS) if chance.random() < 0.6 else chance.choice(said_in(chat.flow.language))


def _id(chance: Random) -> str:
    return chance.choice(MESSAGES)


def _lead(chat: Chat) -> str:
    sent = chat.conversation.sent
    return chat.chance.choice(sent).lead if sent and chat.chance.random() < 0.9 else "gone"


def _payload(chance: Random) -> str:
    if chance.random() < 0.7:
        return chance.choice(PAYLOADS)
    return "".join(chance.choices(PAYLOAD_SYMBOLS, k=chance.randrange(80)))


def _tap(chat: Chat, fresh: str, sender: Sender) -> OptionTapped:
    """A button of a message that was really shown, most likely an old one, or one nobody ever showed."""
    chance = chat.chance
    shown = [(choice.id, message.step) for message in chat.seen for choice in message.choices]
    if shown and chance.random() < 0.8:
        option, step = chance.choice(shown)
    else:
        option, step = chance.choice(options_of(chat.flow)), chat.conversation.step
    return OptionTapped(fresh=fresh, sender=sender, option=option, step=step if chance.random() < 0.9 else None)


def _timer(chat: Chat, fresh: str) -> TimerDue:
    """One that was set, at its time; or one that comes too early, too late, or from nowhere."""
    chance = chat.chance
    if not chat.timers or chance.random() < 0.1:
        return TimerDue(fresh=fresh, name=chance.choice(("receipt", "outcome", "nudge", "fragments")), about="gone")
    timer = chance.choice(chat.timers)
    if chance.random() < 0.7:
        chat.now = max(chat.now, timer.due_at)
    return TimerDue(fresh=fresh, name=timer.name, about=timer.about)


@cache
def said_in(language: str) -> tuple[str, ...]:
    """Commands, yes and no, and option labels of a language."""
    catalogue = load_catalogues()[language]
    groups = (catalogue.words["command"], catalogue.words["answer"], catalogue.words["change"])
    words = [word for group in groups for kind in group.values() for word in kind]
    return (*words, *catalogue.options.values(), *([catalogue.options["accept"], catalogue.options["send"]] * 20))


def options_of(flow: Flow) -> tuple[str, ...]:
    return (*flow.catalogues[flow.language].options, "a", "b", "809", "nothing of ours")
