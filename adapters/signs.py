"""A sign as the registry keeps it (signs §1, §6, §8), and what was done to it. Times are aware and UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from flows.events import Sign, SignKind, SignState, SignType

PIECES = ("rotulo", "volante", "vitrina", "tarjeta", "rider", "historia", "perfil", "anuncio-whatsapp")
SIZES = ("tarjeta", "volante", "a5", "a4", "carta", "a3", "tabloide", "18x24", "24x36", "rider", "historia")
Mode = str  # «elegir», or the kind of channel to whose chat a scan leads at once
PrintStyle = Literal["clásico", "foto", "mínimo"]
SignEvent = str  # «abrió», «tocó WhatsApp» and the like, «inició chat», «aceptó», «envió»
TAPPED = "tocó "  # before the name of a channel
Titles = tuple[tuple[str, str], ...]  # language and title
Device = Literal["", "phone", "desktop"]
Deed = Literal["new", "point", "undo", "pause", "resume", "retire", "check"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignRow:
    """One sign or link of an agency. An empty `code` is one still to be minted, an empty `mode` the agency's.

    `title` is in the first of its languages, `titles` pairs others of them with what it is called there.
    `related`: the agent's e-mail, or `rule`: a round-robin rule's UID; at most one of them. `from_at` is the first
    moment it works, `until_at` the first one it no longer does; None is without end. `created_at` is None for one from
    before there were dates. `state` is what staff made of it, whatever the dates say: see `state_at`.
    """

    code: str = ""
    agency: str
    kind: SignKind = "s"
    title: str
    titles: Titles = ()
    property_uid: str = ""
    url: str = ""
    type: SignType = "general"
    state: SignState = "active"
    piece: str = ""
    size: str = ""
    place: str = ""
    campaign: str = ""
    related: str = ""
    rule: str = ""
    languages: tuple[str, ...] = ("es",)
    mode: Mode = ""
    from_at: datetime | None = None
    until_at: datetime | None = None
    created_at: datetime | None = None

    def title_in(self, language: str) -> str:
        """«» where nobody said what it is called in this language."""
        return self.title if language == self.languages[0] else dict(self.titles).get(language, "")

    def state_at(self, now: datetime) -> SignState:
        """An active sign outside its dates counts as paused (signs §8)."""
        early = self.from_at is not None and now < self.from_at
        late = self.until_at is not None and now >= self.until_at
        return "paused" if self.state == "active" and (early or late) else self.state

    def seen_at(self, now: datetime) -> Sign:
        """The sign as a conversation that begins now gets to know it."""
        return Sign(
            code=self.code,
            title=self.title,
            property_uid=self.property_uid,
            url=self.url,
            type=self.type,
            state=self.state_at(now),
            kind=self.kind,
            piece=self.piece,
            place=self.place,
            campaign=self.campaign,
            related=self.related,
            rule=self.rule,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What a sign offers."""

    title: str
    type: SignType
    property_uid: str = ""
    url: str = ""
    titles: Titles = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SignChange:
    """One line of a sign's history: what was done, by whom, and what the sign offered afterwards. `done_at` is None for
    what happened before there were dates."""

    done_at: datetime | None
    who: str
    deed: Deed
    aim: Aim
    state: SignState


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """Something that happened to a code; how often is all that is kept (signs §9). `code` is «» for what nobody issued.

    `day` counts from 1970 on the agency's calendar, `band` is its quarter, 0 to 3; `device` is «» in a chat.
    """

    agency: str
    code: str
    day: int
    band: int
    event: SignEvent
    device: Device = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """What the CRM says of a property, as far as a page shows it."""

    uid: str
    title: str
    sector: str = ""
    sale_price: str = ""  # as it is shown, «US$ 185,000»
    rent_price: str = ""  # of a month
    photo: str = ""  # where its photograph is


class CodeTaken(Exception):
    """A code that was asked for by name has been issued before."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
