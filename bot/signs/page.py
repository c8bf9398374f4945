"""What the short link opens: one small page with the ways into the chat (signs §3). No script and no cookie."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from adapters.signs import SignRow
from bot.channels import KINDS
from bot.settings.model import Settings
from bot.signs.colours import USUAL, readable
from bot.signs.links import Doors
from bot.signs.words import page_words
from bot.wording import LANGUAGES
from flows.events import SignState
from flows.understanding.code import LENGTH, show_code
from flows.wording import fill

LOGO_LIMIT = 5 * 1024  # bytes; the page stays below 15 KB in one request
LOGO_TYPES = {".svg": "image/svg+xml", ".png": "image/png"}
NOWHERE = "hola"  # stands for the code in the paths of a page that has none


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What somebody opened: `code` as it was read, or as much of what they typed as may be a code, or «». `sign` is
    None when nobody issued it; `sought` says whether that was looked up at all."""

    agency: str
    language: str
    code: str = ""
    sign: SignRow | None = None
    state: SignState = "unassigned"
    sector: str = ""
    sought: bool = True


class Door(NamedTuple):
    href: str
    label: str


def sign_page(settings: Settings, visit: Visit, doors: Doors) -> str:
    """The page as HTML."""
    agency, words = settings.agencies[visit.agency], page_words(visit.language)
    sign = visit.sign if visit.state == "active" else None
    return _template().render(
        language=visit.language,
        languages=[{"code": code, "name": page_words(code)["here"]} for code in LANGUAGES],
        words=words,
        agency=agency.name,
        logo=logo_of(agency.signs.logo),
        colour=css_colour(agency.signs.color),
        title=visit.sign.title if visit.sign else "",
        notice=notice_of(visit),
        offer=words.get(sign.type, "") if sign and sign.type != "general" else "",
        sector=visit.sector if sign else "",
        doors=list(doors_on(visit, doors, phone=agency.human_phone)),
        stuck=list(stuck_lines(visit, doors)),
        qr=Markup(screen_qr(f"{doors.base}/{visit.code}" if len(visit.code) == LENGTH else doors.base)),  # noqa: S704  # drawn by us
        privacy=settings.privacy_url(visit.agency),
    )


def notice_of(visit: Visit) -> str:
    """What has to be said about a sign that offers nothing, or a code that nobody issued (signs §8)."""
    words = page_words(visit.language)
    if visit.sign is None:
        return words["unknown"] if visit.code and visit.sought else ""
    return words.get(visit.state, "") if visit.state in ("paused", "retired") else ""


def doors_on(visit: Visit, doors: Doors, *, phone: str) -> Iterator[Door]:
    """A button for each way in that the agency has. Chats go by our own paths, so that taps can be counted."""
    words, here = page_words(visit.language), f"/{quote(visit.code or NOWHERE, safe='')}"
    for kind in map(KINDS.__getitem__, doors.chats):
        yield Door(f"{here}/{kind.letter}?lang={visit.language}", fill(words["chat"], {"canal": kind.label}))
    if phone:
        yield Door(f"tel:{re.sub(r'[^0-9+]', '', phone)}", fill(words["call"], {"tel": phone}))


def stuck_lines(visit: Visit, doors: Doors) -> Iterator[tuple[str, str, str]]:
    """How to get into the first chat by hand; the code apart, for print."""
    if not (visit.code and doors.chats):
        return
    name, address = next(iter(doors.chats.items()))
    kind, words = KINDS[name], page_words(visit.language)
    stuck = words.get(f"stuck_{name}", words["stuck"])
    values = {"canal": kind.label, "direccion": kind.shown(address), "codigo": "\0"}
    before, _, after = fill(stuck, values).partition("\0")
    yield before, show_code(visit.code) if len(visit.code) == LENGTH else visit.code, after


@lru_cache(maxsize=256)
def screen_qr(link: str) -> str:
    """The same link once more, to be scanned from a screen."""
    from bot.signs.qr import QUIET, encode  # its library is loaded when somebody looks

    symbol = encode(link, side_mm=50)
    box = symbol.squares + 2 * QUIET
    path = "".join(f"M{QUIET + left} {QUIET + row}h{length}v1h-{length}z" for row, left, length in symbol.runs())
    return (
        f'<svg viewBox="0 0 {box} {box}" role="img" aria-label="QR" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{box}v{box}H0z"/><path d="{path}"/></svg>'
    )


@cache
def css_colour(configured: str) -> str:
    """The agency's colour, dark enough for text of 7:1."""
    return "#" + "".join(f"{int(part * 255):02x}" for part in readable(configured or USUAL))


@cache
def logo_of(file: str) -> str:
    """A small logo inside the page; «» for none, or for one too large to be worth its bytes."""
    path = Path(file)
    kind = LOGO_TYPES.get(path.suffix.lower())
    if not file or kind is None:
        return ""
    try:
        data = path.read_bytes()
    except OSError:
        return ""
    return f"data:{kind};base64,{base64.b64encode(data).decode()}" if len(data) <= LOGO_LIMIT else ""


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("bot"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("sign.html.j2")
