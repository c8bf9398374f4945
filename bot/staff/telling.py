"""Alerts in words: one line each with its link, and the same for programs."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from adapters.alerts import Cause, Facts, Raised
from bot.settings.model import Settings

MOST = 20  # alerts in one message; a chat takes no more than 4,000 characters, and nobody reads more
PAGES: Mapping[Cause, str] = {  # of the console, where there is one of what an alert is about
    **dict.fromkeys(("new", "existing", "words", "held"), "leads"),
    "person": "chats",
}
PERSONAL = ("name", "phone", "words")  # of `Facts`


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One message to staff. `subject` names nobody; `rows` are for programs."""

    subject: str
    text: str
    rows: tuple[Mapping[str, Any], ...]

    def as_json(self, agency: str) -> bytes:
        """For a webhook."""
        return json.dumps({"agency": agency, "alerts": self.rows}, ensure_ascii=False).encode()


def write(settings: Settings, agency: str, alerts: tuple[Raised, ...]) -> Letter:
    """In the agency's language, Spanish or else English, and with people's data only where it wants them."""
    chosen = settings.agencies[agency]
    words = load_words("es" if chosen.language == "es" else "en")
    teller = _Teller(words, chosen.name, settings.public_url, personal=chosen.alerts.personal_data)
    shown, more = alerts[:MOST], len(alerts) - MOST
    lines = [teller.line(alert) for alert in shown] + ([words["more"].format(n=more)] if more > 0 else [])
    topic = words["topics"][alerts[0].cause]
    subject = words["subject_one"] if len(alerts) == 1 else words["subject"]
    return Letter(
        subject=subject.format(agencia=chosen.name, asunto=topic, n=len(alerts)),
        text="\n\n".join(lines),
        rows=tuple(teller.row(alert) for alert in alerts),
    )


@cache
def load_words(language: str) -> Mapping[str, Any]:
    """The packaged words of one language."""
    return tomllib.loads(files("bot.templates").joinpath(f"alerts.{language}.toml").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class _Teller:
    words: Mapping[str, Any]
    agency: str
    public_url: str
    personal: bool

    def line(self, alert: Raised) -> str:
        facts = alert.facts if self.personal else without_person(alert.facts)
        said = self.words["causes"][alert.cause].format(
            agencia=self.agency,
            quien=", ".join(filter(None, (facts.name, facts.phone))) or self.words["someone"],
            canal=facts.channel,
            motivo=self.words["reasons"].get(facts.reason, facts.reason),
            n=facts.count,
        )
        beside = (f"«{facts.words}»" if facts.words else "", facts.reference, self.link(alert))
        return "\n".join(filter(None, (said, *beside)))

    def row(self, alert: Raised) -> Mapping[str, Any]:
        facts = alert.facts if self.personal else without_person(alert.facts)
        known = {field: value for field, value in asdict(facts).items() if value}
        at = alert.raised_at.isoformat(timespec="seconds")
        named = {"id": alert.number, "cause": alert.cause, "raised_at": at, "text": self.line(alert)}
        return {**named, "url": self.link(alert), **known}

    def link(self, alert: Raised) -> str:
        """To its page in the console; empty without a public address."""
        if not self.public_url:
            return ""
        page = PAGES.get(alert.cause, "")
        return f"{self.public_url}/console/{page and f'{page}/{alert.about}'}"


def without_person(facts: Facts) -> Facts:
    """What may be said where personal data stay inside."""
    kept = {field: value for field, value in asdict(facts).items() if field not in PERSONAL}
    return Facts(**kept)
