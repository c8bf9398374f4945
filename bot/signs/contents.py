"""What stands on a sign, in the languages in which it is printed; where each thing goes, the arrangements know."""

from __future__ import annotations

from dataclasses import dataclass, replace

from adapters.signs import PrintStyle
from bot.signs.colours import Rgb
from bot.signs.logo import Picture
from bot.signs.photo import Photo
from bot.signs.qr import Symbol


@dataclass(frozen=True, slots=True)
class Offer:
    """A property in one language. `facts` in one line, «» without any."""

    title: str
    facts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """The words and pictures of one sign. Headlines, offers and calls: one a language. An empty text is left out."""

    symbol: Symbol
    style: PrintStyle
    headlines: tuple[str, ...]
    offers: tuple[Offer, ...]
    price: str
    calls: tuple[str, ...]
    apps: tuple[str, ...]  # «WhatsApp», «Telegram»
    apps_before: str
    apps_or: str
    link: str
    code: str
    phone_label: str
    phone: str
    agent: str  # «Pregunta por Ana Peña»
    agency: str
    logo: Picture | None
    photo: Photo | None
    privacy: str
    domain: str
    colour: Rgb
    accent: Rgb | None


def by_language(contents: Contents) -> tuple[Contents, ...]:
    """The same for each language alone; the price stands with the first."""
    offers = (*contents.offers, *[Offer("", "")] * len(contents.headlines))
    return tuple(
        replace(contents, headlines=(headline,), offers=(offer,), price="" if number else contents.price)
        for number, (headline, offer) in enumerate(zip(contents.headlines, offers, strict=False))
    )
