"""A sign on paper: what stands on it, in the order of signs §4, and its PDF."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal
from urllib.parse import urlsplit

from adapters.signs import PrintStyle
from bot.signs.colours import Rgb
from bot.signs.composing import compose
from bot.signs.contents import Contents, Offer
from bot.signs.layouts import Layout
from bot.signs.logo import Picture
from bot.signs.photo import Photo
from bot.signs.qr import Symbol, fit
from bot.signs.sheet import Sheet
from bot.signs.values import BETWEEN_FACTS
from flows.events import SignType
from flows.wording import fill

MOST_FACTS = 3
_COUNT = re.compile(r"(?<=\d) (?=\w)")  # «3 habitaciones» stays on one line


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """How an agency looks and is reached. An empty text is left out; `apps` in the order in which they are named."""

    name: str
    logo: Picture | None = None
    colour: Rgb
    accent: Rgb | None = None
    phone: str = ""
    privacy_url: str = ""
    apps: tuple[str, ...] = ()
    style: PrintStyle = "clásico"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What is asked of one printing: how it looks, and what stands on it besides. An empty style is the agency's."""

    style: PrintStyle | Literal[""] = ""
    photo: Photo | None = None
    price: str = ""
    agent: str = ""


NO_WISHES = Wishes()


@dataclass(frozen=True, slots=True, kw_only=True)
class Poster:
    """One sign to be printed. `link` is what the QR holds, `code` as it is shown; `titles` are those of its languages,
    each of which may name facts after «·»."""

    link: str
    code: str
    titles: tuple[str, ...]
    type: SignType
    languages: tuple[str, ...]
    brand: Brand
    wishes: Wishes = NO_WISHES

    @property
    def style(self) -> PrintStyle:
        """A photograph makes its own; without one, nothing is left empty for it."""
        if self.wishes.photo:
            return "foto"
        chosen = self.wishes.style or self.brand.style
        return "clásico" if chosen == "foto" else chosen


def poster_pdf(poster: Poster, layout: Layout, *, bleed_mm: float | None = None, crop_marks: bool = False) -> bytes:
    """The file for the printer; the same bytes every time. None takes the layout's usual bleed.

    Raises Unprintable when the code's squares would be too small or the words do not fit.
    """
    sheet = Sheet(
        width=layout.width_mm,
        height=layout.height_mm,
        bleed=layout.bleed_mm if bleed_mm is None else bleed_mm,
        crop_marks=crop_marks,
        title=" ".join(filter(None, (poster.code, *poster.titles[:1]))),
    )
    compose(sheet, layout, contents_of(poster, layout))
    return sheet.finish()


def layout_of(poster: Poster, layout: Layout) -> Layout:
    """With the smaller QR where a photograph needs the room."""
    return layout.beside_photo() if poster.style == "foto" else layout


def contents_of(poster: Poster, layout: Layout) -> Contents:
    """The words in the poster's languages. A second language repeats what has to be understood from afar."""
    brand, words = poster.brand, [_words()[language] for language in poster.languages]
    first = words[0]
    host, shown = shown_link(poster.link)
    before, _, _ = first["apps"].partition("{apps}")
    values = {
        "agencia": brand.name,
        "url": brand.privacy_url.partition("://")[2],
        "dominio": host,
        "codigo": poster.code,
        "agente": poster.wishes.agent,
    }
    return Contents(
        symbol=symbol_of(poster.link, layout_of(poster, layout)),
        style=poster.style,
        headlines=tuple(one[poster.type].upper() for one in words),
        offers=tuple(map(_offer, poster.titles)) or (Offer("", ""),),
        price=poster.wishes.price,
        calls=tuple(one["open" if layout.shape == "story" else "scan"] for one in words),
        apps=brand.apps,
        apps_before=before,
        apps_or=first["or"],
        link=shown,
        code=fill(first["code"], values),
        phone_label=first["phone"] if brand.phone else "",
        phone=brand.phone,
        agent=fill(first["agent"], values),
        agency=brand.name,
        logo=brand.logo,
        photo=poster.wishes.photo,
        privacy=fill(first["privacy"], values),
        domain=fill(first["domain"], values),
        colour=brand.colour,
        accent=brand.accent,
    )


def _offer(title: str) -> Offer:
    name, *facts = BETWEEN_FACTS.split(_COUNT.sub("\u00a0", title))
    return Offer(name, "  ·  ".join(facts[:MOST_FACTS]))


def symbol_of(link: str, layout: Layout) -> Symbol:
    """The QR in the size that the layout gives it. Raises Unprintable when its squares would be too small."""
    return fit(link, side_mm=layout.side_mm, square_min_mm=layout.square_min_mm, reach_m=layout.reach_m)


def shown_link(link: str) -> tuple[str, str]:
    """The host and the link as people type it: «qr.agencia.do», «qr.agencia.do/K7M4PF»."""
    parts = urlsplit(link)
    host = parts.netloc.lower()
    return host, host + parts.path


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    document: dict[str, Any] = tomllib.loads(files("bot").joinpath("templates", "posters.toml").read_text("utf-8"))
    return document


def poster_languages() -> Sequence[str]:
    """The languages in which a sign can be printed."""
    return tuple(_words())
