"""A talk with the machine alone: no store, no platform, and a CRM that takes every lead as new."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.agency_flows import make_flow
from bot.flow_file import read_flow
from bot.settings import Settings
from bot.turns import looked_up
from bot.wording import load_catalogues
from flows.conversation import Conversation
from flows.events import Event, LeadSettled, Sign, Started, TextReceived
from flows.flow import Flow
from flows.lead import Lead
from flows.machine import advance
from flows.outcomes import Created
from flows.replies import numbered_text
from flows.understanding.code import find_code, show_code
from flows.wording import render

SAMPLE = {"agencies": {"casacaribe": {"name": "Casa Caribe", "alterestate": {"api_key": "-"}}}}
SIGN_TITLE = "Apartamento 3 hab. en Naco"


def sample_settings() -> Settings:
    """An agency to try things with, before there is a settings file."""
    return Settings.model_validate(SAMPLE)


def flow_of(settings: Settings, agency: str, *, language: str | None, channel: str) -> Flow:
    """The agency's flow, speaking `language` where one is named."""
    file = read_flow(settings.agencies[agency].flow, load_catalogues())
    flow = make_flow(settings, agency, kind=channel, file=file)
    return replace(flow, language=language or flow.language, join=timedelta(0))  # a line is a whole answer here


def read_code(written: str) -> str | None:
    """A sign's code as somebody types it, six symbols; None when it fails its check."""
    found = find_code(f"ref {written}")
    return found.code if found and not found.damaged else None


def greeting(channel: str, code: str) -> str:
    """What the link of a sign makes a person's app send."""
    return f"/start s-{code}" if channel == "telegram" else f"Hola, me interesa esta propiedad (ref. {show_code(code)})"


class Talk:
    """One chat, kept in memory."""

    def __init__(self, flow: Flow, code: str = "") -> None:
        """`code` is the one sign that exists here; empty: none."""
        self._flow = flow
        self._sign = Sign(code=code, title=SIGN_TITLE, type="venta") if code else None
        self._conversation = Conversation(version=flow.version)
        self._messages = 0

    def hear(self, line: str) -> Iterator[str]:
        """What the person reads in answer to a line, and in between what the CRM would get."""
        answer, lead = self._turn(self._event(line))
        yield from answer
        if lead:
            yield "\n".join(shown(lead))
            yield from self._turn(LeadSettled(fresh=secrets.token_hex(16), lead=lead.id, told=Created()))[0]

    def _event(self, line: str) -> Event:
        self._messages += 1
        fresh = secrets.token_hex(16)
        word, _, payload = line.partition(" ")
        if word == "/start":
            return Started(fresh=fresh, payload=payload.strip())
        return TextReceived(fresh=fresh, text=line, message=str(self._messages))

    def _turn(self, event: Event) -> tuple[list[str], Lead | None]:
        turn = advance(self._flow, self._conversation, looked_up(event, self._find_sign), datetime.now(UTC))
        self._conversation = turn.conversation
        if turn.reply is None:
            return [], turn.lead
        message = render(self._flow.catalogue(turn.conversation), turn.reply, self._flow.facts)
        return [numbered_text(message)], turn.lead

    def _find_sign(self, code: str) -> Sign | None:
        return self._sign if self._sign and self._sign.code == code else None


def shown(lead: Lead) -> Iterator[str]:
    """What would go to the CRM."""
    yield "— Esto iría al CRM —"
    yield f"{lead.full_name} · {lead.phone.e164} · {lead.email.address} · {lead.intent.value} · {lead.reference}"
    yield from lead.notes
