"""Random walks through the machine: events of every kind, in every state and language, and what must hold after each.

A walk is reproducible by its seed. `python -m tests.walks 1000000` walks a million steps.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from random import Random

from adapters.codec import dump_conversation, load_conversation
from bot.turns import looked_up
from bot.wording import load_catalogues
from flows.conversation import Conversation, State
from flows.events import (
    Blocked,
    ContactShared,
    Event,
    Flooded,
    GroupAddressed,
    LeadSettled,
    LocationShared,
    MediaReceived,
    OptionTapped,
    Said,
    Sender,
    Started,
    TextEdited,
    TextReceived,
    TimerDue,
    TurnFailed,
    Unblocked,
)
from flows.flow import Flow
from flows.lead import Lead
from flows.machine import advance
from flows.outcomes import Accepted, AlreadyRegistered, Created, FieldRefused, Held
from flows.questions import active_sign, summary
from flows.turn import Timer, Turn
from flows.wording import Catalogue, render
from tests.chats import NOON, SIGNS, default_flow

WALK = 60  # steps of one chat
ANSWERS = (
    *("Ana Peña", "Luis", "809-555-0134", "555-0134", "917 555 0134", "809-555-0134 o 829-555-0199", "829"),
    *("ana@example.com", "ana@gmial.com", "a@b.co y c@d.co", "no tengo correo", "busco en Naco, US$150 mil"),
    *("Soy Luis Díaz, 829 555 0177, luis@mail.com", "quiero alquilar mi casa", "mi correo es ana@hotmail.com"),
    *(
        "¿cuánto vale?",
        "¿eres un robot?",
        "es para mi mamá",
        "idiota",
        "eres un idiota",
        "1",
        "2",
        "3",
        "9",
        "👍",
        "🏠",
    ),
    *("ref K7M4PF", "ref C8F2T7", "ref H5V9QM", "ref K7M4PD", "", " ", "\x00", "\ud800", "x" * 3000, "Ж" * 300, "؟"),
)
TOLD = (Created(), AlreadyRegistered(), Accepted(), FieldRefused(field="email"), FieldRefused(field="phone"), Held())
SENDERS = (
    Sender(),
    Sender(profile_name="Ana", phone="+18095550134"),
    Sender(profile_name="Ana Peña", language="fr"),
    Sender(phone="+33612345678", language="ru"),
)
AGO = (0, 0, 0, 0, 0, 1, 5, 61, 61, 700, 1500, 12_000)  # minutes between two events
HELPFUL = {  # so that walks also get to the end
    State.CONSENT: "acepto",
    State.INTENT: "comprar",
    State.NAME: "Ana Peña",
    State.SURNAME: "Peña",
    State.PHONE: "809-555-0134",
    State.EMAIL: "ana@example.com",
    State.NOTES: "saltar",
    State.HUMAN: "seguir",
    State.PAUSED: "seguir",
}
SPEECHLESS = (State.HUMAN, State.PAUSED, State.SENDING)  # where silence may be the right answer


@dataclass(slots=True)
class Walk:
    """One chat, what its person was shown last, and the steps it took by state and kind of event."""

    flow: Flow
    chance: Random
    taken: Counter[tuple[State, str]]
    conversation: Conversation = field(default_factory=Conversation)
    timers: list[Timer] = field(default_factory=list)
    shown: str = ""  # what the last summary said of the draft
    minutes: int = 0

    def step(self) -> None:
        """One random event, and everything that must hold after it."""
        self.minutes += self.chance.choice(AGO)
        self.happens(looked_up(self.event(), SIGNS.get))

    def happens(self, event: Event) -> Turn:
        before, now = self.conversation, NOON + timedelta(minutes=self.minutes)
        turn = advance(self.flow, before, event, now)
        assert advance(self.flow, before, event, now) == turn
        self.taken[before.state, event.kind] += 1
        self.conversation = turn.conversation
        self.timers = [*self.timers, *turn.timers][-5:]
        assert load_conversation(dump_conversation(turn.conversation)) == turn.conversation
        self.check_reply(before, event, turn)
        self.check_lead(before, turn)
        if turn.conversation.state in (State.REVIEW, State.RETURN) and turn.reply:
            self.shown = shown_of(self.flow, turn.conversation)
        return turn

    def check_reply(self, before: Conversation, event: Event, turn: Turn) -> None:
        """One answer where one is due, with words in it, within what the platforms take."""
        after = turn.conversation
        silent = {before.state, after.state} & {*SPEECHLESS} or after.fragments or turn.lead
        assert turn.reply or silent or not isinstance(event, Said), (before.state, event)
        if turn.reply:
            message = render(self.flow.catalogue(after), turn.reply, self.flow.facts)
            assert message.text.strip(), (before.state, after.state, event, turn.reply)
            assert len(message.choices) <= 10
            assert all(0 < len(choice.label) <= 24 or after.candidates for choice in message.choices)

    def check_lead(self, before: Conversation, turn: Turn) -> None:
        """Only what the last summary showed is sent, after a yes to it and with consent."""
        if turn.lead is None:
            return
        assert before.state in (State.REVIEW, State.RETURN)
        assert shown_of(self.flow, before) == self.shown
        assert sent_as(turn.lead) == drafted_as(before)
        assert turn.lead.consent == turn.conversation.consent

    def event(self) -> Event:
        """Whatever may happen next, mostly words."""
        chance, chat = self.chance, self.conversation
        last = chat.sent[-1].lead if chat.sent and chance.random() < 0.9 else "gone"
        fresh, sender = f"{chance.getrandbits(128):032x}", chance.choice(SENDERS)
        due = chance.choice(self.timers) if self.timers else Timer(name="nudge", due_at=NOON)
        text = chance.choice(ANSWERS) if chance.random() < 0.6 else chance.choice(said_in(self.flow.language))
        rare: tuple[Callable[[], Event], ...] = (
            lambda: Started(fresh=fresh, sender=sender, payload=chance.choice(("", "s-K7M4PF", "l-K7M4PF-en", "x"))),
            lambda: OptionTapped(fresh=fresh, option=chance.choice(options_of(self.flow)), step=chat.step - 1),
            lambda: OptionTapped(fresh=fresh, option=chance.choice(options_of(self.flow)), step=chat.step),
            lambda: TextEdited(fresh=fresh, text=text, message=chance.choice("abc")),
            *[lambda: ContactShared(fresh=fresh, phone="+18295550177", whose="unknown")] * 2,
            lambda: ContactShared(fresh=fresh, phone=text, whose=chance.choice(("own", "other", "unknown"))),
            lambda: MediaReceived(fresh=fresh, what=chance.choice(("voice", "file", "sticker", "unknown"))),
            lambda: LeadSettled(fresh=fresh, lead=last, told=chance.choice(TOLD), after_unclear=chance.random() < 0.3),
            lambda: TimerDue(fresh=fresh, name=due.name, about=due.about),
            lambda: chance.choice(
                (LocationShared(), GroupAddressed(), Blocked(), Unblocked(), Flooded(), TurnFailed())
            ),
        )
        if chance.random() < 0.35:
            helpful = HELPFUL.get(chat.state, "sí")
            return TextReceived(fresh=fresh, sender=sender, text=helpful, message=chance.choice("abc"))
        if chat.state is State.SENDING and chance.random() < 0.5:
            return LeadSettled(fresh=fresh, lead=last, told=chance.choice(TOLD))
        if chance.random() < 0.4:
            return chance.choice(rare)()
        return TextReceived(fresh=fresh, sender=sender, text=text, message=chance.choice("abc"))


def shown_of(flow: Flow, conversation: Conversation) -> str:
    """What the person reads of the draft, and about which property."""
    return repr((conversation.state, sorted(summary(flow, conversation).items()), conversation.source.code))


def sent_as(lead: Lead) -> tuple[object, ...]:
    return lead.full_name, lead.phone, lead.email, lead.property_uid


def drafted_as(before: Conversation) -> tuple[object, ...]:
    sign = active_sign(before)
    return before.draft.name, before.draft.phone, before.draft.email, sign.property_uid if sign else ""


@cache
def said_in(language: str) -> tuple[str, ...]:
    """Commands, yes and no, and option labels of a language."""
    catalogue: Catalogue = load_catalogues()[language]
    groups = (catalogue.words["command"], catalogue.words["answer"], catalogue.words["change"])
    words = [word for group in groups for kind in group.values() for word in kind]
    return (*words, *catalogue.options.values(), *([catalogue.options["accept"], catalogue.options["send"]] * 20))


def options_of(flow: Flow) -> tuple[str, ...]:
    return (*flow.catalogues[flow.language].options, "a", "b", "809", "nothing of ours")


def flows() -> Iterator[Flow]:
    """Every language, on both channels, with every setting that changes the talk."""
    for place, language in enumerate(load_catalogues()):
        flow = default_flow("telegram" if place % 2 else "whatsapp")
        yield replace(flow, language=language)
        yield replace(flow, language=language, consent="notice", tell_registered="own_phone", same_inbox=True)
        yield replace(flow, language=language, join=timedelta(seconds=1.5), tell_registered="never", no_email="person")


def walk(steps: int, seed: int) -> Counter[tuple[State, str]]:
    """Walk so many steps; how often each kind of event met each state. An assertion names the seed of its chat."""
    taken: Counter[tuple[State, str]] = Counter()
    kinds = tuple(flows())
    for chat in range(steps // WALK):
        walked = Walk(kinds[chat % len(kinds)], Random(f"{seed}/{chat}"), taken)  # nothing secret
        walked.conversation = replace(walked.conversation, version=walked.flow.version)
        try:
            for _ in range(WALK):
                walked.step()
            check_ways_out(walked)
        except Exception as error:
            raise AssertionError(f"seed {seed}, chat {chat}: {error!r}") from error
    return taken


def check_ways_out(walked: Walk) -> None:
    """From anywhere: a person is one word away, and so is the end; and whoever answers what is asked gets to send."""
    for words, expected in (("persona", (State.HUMAN,)), ("cancelar", (State.CANCELLED,))):
        there = replace_walk(walked)
        there.minutes += 11
        for text in ("seguir", words):
            there.happens(TextReceived(text=text))
        ended = {State.CANCELLED, State.DECLINED, State.START, State.SENDING, State.DONE, State.CONSENT}
        assert there.conversation.state in (*expected, *ended, State.RETURN), (words, there.conversation.state)


def replace_walk(walked: Walk) -> Walk:
    return replace(walked, taken=Counter(), timers=list(walked.timers))


if __name__ == "__main__":
    STEPS = int(sys.argv[1])
    SEED = int(sys.argv[2]) if len(sys.argv) > 2 else Random().randrange(10**9)
    met = walk(STEPS, SEED)
    print(f"{sum(met.values())} steps, seed {SEED}: {len(met)} pairs of state and event, nothing broke")
