"""Where a code leads: the short link that a QR holds, and the two chats behind it (signs §2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from adapters.signs import SignRow
from bot.channels import KINDS, Entry
from bot.settings.model import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """An agency's ways in. `base` is what stands before «/K7M4PF», its host in capitals because such a QR is coarser,
    or «»; `chats` the known addresses of its chats by kind of channel, in the order in which they are offered."""

    base: str = ""
    chats: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Of one sign, in one language. `url` is what its QR holds: without a domain the chat's own link, which is denser,
    counts no scan, and ties the print to this bot or number (`is_static`). Empty where the agency has no door; `chats`
    are the links of those that it has."""

    url: str
    chats: Mapping[str, str] = field(default_factory=dict)
    is_static: bool = False


def doors_of(settings: Settings, agency: str, *, learned: str) -> Doors:
    """The first channel of each kind; `learned` is what its platform calls it, «» while that is unknown."""
    first = {one.kind: one for one in reversed(settings.agencies[agency].channels.values())}
    chats = {name: kind.address(first[name], learned) for name, kind in KINDS.items() if name in first}
    return Doors(base=base_of(settings, agency), chats={name: address for name, address in chats.items() if address})


def base_of(settings: Settings, agency: str) -> str:
    """«https://QR.AGENCIA.DO», or «» when neither a domain nor `public_url` is set."""
    if domain := settings.agencies[agency].signs.domain:
        return f"https://{domain.upper()}"
    public = urlsplit(settings.public_url)
    return f"{public.scheme}://{public.netloc.upper()}" if public.netloc else ""


def links_of(doors: Doors, sign: SignRow, language: str = "") -> Links:
    """In the sign's first language unless another is named."""
    entry = entry_of(sign, sign.code, language or sign.languages[0])
    chats = {kind: KINDS[kind].link(address, entry) for kind, address in doors.chats.items()}
    if doors.base:
        return Links(url=f"{doors.base}/{sign.code}", chats=chats)
    return Links(url=chats.get(sign.mode) or next(iter(chats.values()), ""), chats=chats, is_static=True)


def by_label(links: Links) -> dict[str, str]:
    """The chats' links by what people call the channels."""
    return {KINDS[kind].label: link for kind, link in links.chats.items()}


def entry_of(sign: SignRow | None, code: str, language: str) -> Entry:
    """How somebody comes in by a sign, or by a code that nobody issued."""
    if sign is None:
        return Entry(code=code, language=language)
    return Entry(
        code=code,
        kind=sign.kind,
        language=language,
        is_general=not sign.property_uid and sign.type == "general",
    )
