"""What the short link opens: one small page with the ways into the chat (signs §3). No script and no cookie."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from adapters.signs import Property, SignRow
from bot.channels import KINDS
from bot.settings.model import Settings
from bot.signs.colours import css_colour, night_colour
from bot.signs.links import Doors
from bot.signs.values import BETWEEN_FACTS
from bot.signs.words import page_words
from bot.wording import LANGUAGES
from flows.events import SignState
from flows.understanding.code import LENGTH, show_code
from flows.wording import fill

LOGO_LIMIT = 5 * 1024  # bytes; the page stays below 15 KB in one request
LOGO_TYPES = {".svg": "image/svg+xml", ".png": "image/png"}
PHOTO = "foto"  # behind the code: where its photograph is
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
    described: Property | None = None
    has_photo: bool = False
    sought: bool = True


class Door(NamedTuple):
    """A button. `kind`: of the channel, or «call»; `mark`: its drawn sign, «» for none."""

    href: str
    label: str
    kind: str
    mark: Markup


def sign_page(settings: Settings, visit: Visit, doors: Doors) -> str:
    """The page as HTML."""
    agency, words = settings.agencies[visit.agency], page_words(visit.language)
    sign = visit.sign if visit.state == "active" else None
    shown = visit.described if sign else None
    title, *facts = BETWEEN_FACTS.split(title_of(visit))
    return _template().render(
        language=visit.language,
        languages=[{"code": code, "name": page_words(code)["here"]} for code in LANGUAGES],
        words=words,
        agency=agency.name,
        logo=logo_of(agency.signs.logo),
        colour=css_colour(agency.signs.color),
        night=night_colour(agency.signs.color),
        title=title,
        facts=facts,
        photo=f"/{visit.code}/{PHOTO}" if sign and visit.has_photo else "",
        price=price_of(sign, shown, words) if sign and shown else "",
        more=sign.url if sign else "",
        notice=notice_of(visit),
        offer=words.get(sign.type, "") if sign and sign.type != "general" else "",
        sector=shown.sector if shown else "",
        doors=list(doors_on(visit, doors, phone=agency.human_phone)),
        stuck=list(stuck_line(visit, doors)),
        qr=Markup(screen_qr(f"{doors.base}/{visit.code}" if len(visit.code) == LENGTH else doors.base)),  # noqa: S704  # drawn by us
        privacy=privacy_of(settings, visit),
    )


def title_of(visit: Visit) -> str:
    """In the reader's language where somebody wrote it, else as it is."""
    return visit.sign.title_in(visit.language) or visit.sign.title if visit.sign else ""


def price_of(sign: SignRow, shown: Property, words: Mapping[str, str]) -> str:
    """What the CRM asks for, of the kind that the sign offers; a general sign and one for both say none."""
    match sign.type:
        case "venta":
            return shown.sale_price
        case "alquiler":
            return fill(words["month"], {"precio": shown.rent_price})
        case _:
            return ""


def privacy_of(settings: Settings, visit: Visit) -> str:
    """Our own page goes on in the same language; what an agency has elsewhere is left as it is."""
    address = settings.privacy_url(visit.agency)
    return address if settings.agencies[visit.agency].privacy_url or not address else f"{address}?lang={visit.language}"


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
        href = f"{here}/{kind.letter}?lang={visit.language}"
        yield Door(href, fill(words["chat"], {"canal": kind.label}), kind.label.lower(), mark_of(kind.label.lower()))
    if phone:
        yield Door(f"tel:{re.sub(r'[^0-9+]', '', phone)}", fill(words["call"], {"tel": phone}), "call", Markup())


@cache
def mark_of(kind: str) -> Markup:
    """The drawn sign of a channel, without its name, which stands beside it; nothing for one that we have not drawn."""
    file = files("bot.signs").joinpath("icons", f"{kind}.svg")
    drawn = file.read_text("utf-8") if file.is_file() else ""
    return Markup(re.sub(r"<title>.*?</title>", "", drawn).replace('role="img"', 'aria-hidden="true"').strip())  # noqa: S704  # a file of ours


def stuck_line(visit: Visit, doors: Doors) -> Iterator[tuple[str, str]]:
    """How to get into the first chat by hand, in parts with their class: code and address are never broken."""
    if not (visit.code and doors.chats):
        return
    name, address = next(iter(doors.chats.items()))
    kind, words = KINDS[name], page_words(visit.language)
    said = fill(words.get(f"stuck_{name}", words["stuck"]), {"canal": kind.label, "direccion": "\1", "codigo": "\0"})
    code = show_code(visit.code) if len(visit.code) == LENGTH else visit.code
    apart = {"\0": ("code", code), "\1": ("whole", kind.shown(address))}
    for part in re.split("([\0\1])", said):
        yield apart.get(part, ("", part))


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
