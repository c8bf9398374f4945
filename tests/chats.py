"""A chat with the pure machine: no service, no clock but the one moved by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from typing import Any, cast
from zoneinfo import ZoneInfo

from bot.channels import KINDS
from bot.flow_files.file import read_flow
from bot.wording import load_catalogues
from bot.workers.steps import looked_up
from flows.conversation import (
    AreaOf,
    Asked,
    CardOf,
    ChangeOf,
    Conversation,
    CountryOf,
    CustomAsked,
    OddEmail,
    Pending,
    PlainState,
    ProposedName,
    ProposedPhone,
    State,
    TypoOf,
    WhichEmail,
    WhichPhone,
)
from flows.events import Event, LeadSettled, OptionTapped, Sender, Sign, TextReceived
from flows.flow import Flow
from flows.lead import Lead
from flows.machine import advance
from flows.outcomes import Told
from flows.replies import Message
from flows.turn import Timer, Turn
from flows.wording import render

NAME, PHONE = "Ana Peña", "+18095550134"
SIGN = Sign(code="K7M4PF", title="Apartamento 3 hab. en Naco", property_uid="KNM6135T3B", type="venta")
RETIRED = Sign(code="C8F2T7", title="Casa en Gazcue", property_uid="AAAA1111", type="venta", state="retired")
SIGNS = {sign.code: sign for sign in (SIGN, RETIRED)}
ANA = Sender(profile_name="Ana", phone=PHONE)
NOON = datetime(2026, 11, 23, 16, tzinfo=UTC)  # 12:00 in Santo Domingo


PENDING: tuple[Pending, ...] = (
    CustomAsked("guests"),
    ProposedName(NAME),
    ProposedPhone(PHONE),
    AreaOf("5550134"),
    CountryOf("9175550134"),
    WhichPhone(PHONE, "+18295550199"),
    CardOf("+33612345678"),
    TypoOf("ana@gmial.com", "ana@gmail.com"),
    OddEmail("ana@casa"),
    WhichEmail("ana@example.com", "luz@example.com"),
    ChangeOf("email", "luz@example.com"),
)


def pending_in(state: State) -> Pending:
    """Something that is pending in that state."""
    return next((one for one in PENDING if one.state is state), Asked(cast(PlainState, state)))


@cache
def default_flow(channel: str = "whatsapp", **settings: Any) -> Flow:
    """Casa Caribe, as most tests know it."""
    file = read_flow("", load_catalogues())
    return Flow(
        questions=file.questions,
        channel=KINDS[channel].channel,
        language="es",
        region="DO",
        timezone=ZoneInfo("America/Santo_Domingo"),
        facts={
            "agencia": "Casa Caribe",
            "tel_humano": "809-555-0100",
            "url_privacidad": "https://casacaribe.example/p",
            "dias_borrado": "10 días hábiles",
        },
        catalogues=file.catalogues,
        words=file.words,
        **settings,
    )


class Chat:
    """One person talking; keeps what was said last and every lead."""

    def __init__(
        self,
        flow: Flow | None = None,
        sender: Sender = ANA,
        now: datetime = NOON,
        signs: Mapping[str, Sign] = SIGNS,
    ) -> None:
        self.flow = flow or default_flow()
        self.sender = sender
        self.now = now
        self.signs = signs
        self.conversation = Conversation(version=self.flow.version)
        self.heard: Message | None = None
        self.leads: list[Lead] = []
        self.turn: Turn | None = None
        self.timers: list[Timer] = []
        self._fresh = count(1)

    def happens(self, event: Event) -> str:
        """Apply an event; the text of the answer, «» for silence."""
        turn = advance(self.flow, self.conversation, looked_up(event, self.signs.get), self.now)
        self.turn, self.conversation = turn, turn.conversation
        self.leads += [turn.lead] if turn.lead else []
        self.timers = [old for old in self.timers if old.name not in {new.name for new in turn.timers}] + [*turn.timers]
        if turn.reply is None:
            return ""
        self.heard = render(self.flow.catalogue(turn.conversation), turn.reply, self.flow.facts)
        return self.heard.text

    def fresh(self) -> str:
        return f"{next(self._fresh) * 0x9E3779B97F4A7C15F39CC0605CEDC834 % (1 << 128):032x}"

    def say(self, *texts: str) -> str:
        """Write texts; the answer to the last."""
        answer = ""
        for text in texts:
            message = self.fresh()[:6]
            answer = self.happens(TextReceived(text=text, message=message, fresh=self.fresh(), sender=self.sender))
        return answer

    def tap(self, option: str, *, step: int | None = None) -> str:
        """Tap an option of the last message, or of an older step."""
        shown = self.heard.step if self.heard and step is None else step
        return self.happens(OptionTapped(option=option, step=shown, fresh=self.fresh(), sender=self.sender))

    def to_review(self, *, phone: str = "este mismo") -> str:
        """A whole intake, up to the summary."""
        if phone == "este mismo" and not self.sender.phone:
            phone = "809-555-0134"
        return self.say("hola", "acepto", "comprar", NAME, phone, "ana@example.com", "saltar")

    def settled(self, told: Told, *, after_unclear: bool = False) -> str:
        """The CRM's answer to the last lead arrives."""
        return self.happens(
            LeadSettled(lead=self.leads[-1].id, told=told, after_unclear=after_unclear, fresh=self.fresh())
        )

    def later(self, **ago: float) -> None:
        """Time goes by."""
        self.now += timedelta(**ago)
