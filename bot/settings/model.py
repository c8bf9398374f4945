"""What can be set, key by key, as in the TOML file (map §9).

Each value is checked alone here; reading the file, and rules between two keys, stand in `file.py`; what a channel's
table may hold, in the file of its kind (`bot/kinds/`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SerializeAsAny

from adapters.engines import SQLITE, is_postgres
from bot.settings.by_kind import ChannelTable, SignMode
from bot.settings.section import Section
from bot.settings.values import (
    Amount,
    Colour,
    Database,
    Domain,
    Email,
    Emails,
    Hours,
    Keys,
    Language,
    Limit,
    Link,
    Listen,
    Names,
    NoEmail,
    Plain,
    Region,
    Required,
    RequiredSecret,
    RequiredWeb,
    Schedule,
    Seconds,
    Secret,
    Spoken,
    Text,
    Web,
    Zone,
)


class AlterEstate(Section):
    """The agency's CRM account. `max_per_second` and `max_in_flight`: 0 means no limit."""

    api_key: RequiredSecret
    base_url: RequiredWeb = "https://secure.alterestate.com/api/v1"
    read_token: Secret = ""
    max_per_second: Amount = 5
    max_in_flight: Limit = 4


class Signs(Section):
    """Printed codes (signs §11). An empty `domain` means the host of `public_url`."""

    domain: Domain = ""
    logo: Text = ""
    color: Colour = ""
    accent: Colour = ""
    mode: SignMode = "elegir"
    style: Literal["clásico", "foto", "mínimo"] = "clásico"
    staff: Names = ()


class Alerts(Section):
    """How staff are told, besides the chats that they link. What is not urgent waits while `quiet_hours` last, empty:
    never."""

    email: Emails = ()
    webhook: Web = ""
    webhook_secret: Secret = ""
    new_leads: bool = False
    personal_data: bool = True
    quiet_hours: Hours = ""


class Agency(Section):
    """A customer. An empty text leaves out the sentence that would hold it. `hours` and `promise` are by language."""

    name: Required
    language: Language = "es"
    region: Region = "DO"
    timezone: Zone = "America/Santo_Domingo"
    tell_registered: Literal["always", "own_phone", "never"] = "always"
    related: Email = ""
    round_robin: Plain = ""
    alterestate: AlterEstate
    channels: dict[str, SerializeAsAny[ChannelTable]] = Field(default_factory=dict)

    legal_name: Text = ""
    tax_id: Text = ""
    address: Text = ""
    privacy_contact: Text = ""
    privacy_url: Link = ""
    human_phone: Text = ""
    human_link: Link = ""
    hours: Spoken = ""
    promise: Spoken = ""
    website: Link = ""
    same_inbox: bool = False
    consent: Literal["ask", "notice"] = "notice"
    no_email: NoEmail = "sin-correo.invalid"
    erase_days: Text = ""
    platform: Text = ""
    form_name: Text = ""

    flow: Text = ""
    tone: Literal["tu", "usted"] = "tu"
    join_seconds: Amount = 1.5
    nudge_minutes: Amount = 60
    quiet_hours: Hours = "20:00-08:00"
    keep_media: bool = False
    signs: Signs = Signs()
    alerts: Alerts = Alerts()


class Delivery(Section):
    """When to try a lead again (promises §5). The last value of a schedule repeats."""

    retry_seconds: Schedule = (10, 30, 120, 600, 1800, 3600)
    ambiguous_retry_seconds: Schedule = (90, 300, 900, 1800, 3600)
    receipt_seconds: Seconds = 8
    give_up_hours: Seconds = 72
    timeout_seconds: Seconds = 30
    probe_seconds: Seconds = 300
    lease_seconds: Seconds = 120
    mode: Literal["normal", "careful"] = "normal"


class Data(Section):
    """`encryption_keys`: newest first, 32 bytes in base64; none means that personal data is stored readable."""

    encryption_keys: Keys = ()


class Mail(Section):
    """The SMTP server that takes our e-mail; without `username` nobody signs in."""

    host: Plain = ""
    port: Annotated[int, Field(gt=0, le=65535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: Plain = ""
    password: Secret = ""
    sender: Email = ""


class Settings(Section):
    """Everything that can be set."""

    public_url: Web = ""
    listen: Listen = "0.0.0.0:8080"
    database_url: Database = "sqlite:///leadbot.db"
    traces_url: Web = ""
    agencies: Annotated[dict[str, Agency], Field(min_length=1)]
    delivery: Delivery = Delivery()
    data: Data = Data()
    mail: Mail = Mail()

    @property
    def database_path(self) -> Path | None:
        """The SQLite file that `database_url` names; None where a PostgreSQL server keeps the store."""
        return None if is_postgres(self.database_url) else Path(self.database_url.removeprefix(SQLITE))

    @property
    def address(self) -> tuple[str, int]:
        """Host and port of `listen`; an IPv6 host without its brackets."""
        host, _, port = self.listen.rpartition(":")
        return host.strip("[]"), int(port)

    def webhook_url(self, agency: str, channel: str) -> str:
        """What a channel's platform calls."""
        return f"{self.public_url}/webhooks/{agency}/{channel}"

    def media_url(self, link: str) -> str:
        """Where staff open a file; on this machine where there is no public address."""
        host, port = self.address
        here = "127.0.0.1" if host in ("0.0.0.0", "::", "") else host  # noqa: S104  # it is where we listen that is asked
        return f"{self.public_url or f'http://{here}:{port}'}/media/{link}"

    def privacy_url(self, agency: str) -> str:
        """Where people read what becomes of their data; empty when neither the agency nor `public_url` gives one."""
        own = self.agencies[agency].privacy_url
        return own or (f"{self.public_url}/privacy/{agency}" if self.public_url else "")
