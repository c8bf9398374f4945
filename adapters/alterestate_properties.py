"""AlterEstate's list of properties, read with the public token: the titles that people see (facts/alterestate §3).

Nobody in a chat or before a page waits for it: what it says is kept in the store.
"""

from __future__ import annotations

from typing import Annotated, Any

from aiohttp import ClientError, ClientSession, ClientTimeout
from pydantic import BaseModel, BeforeValidator, TypeAdapter, ValidationError
from pydantic_core import from_json
from yarl import URL

from adapters.signs import Property
from flows.understanding.text import clean_line

PAGE_TIMEOUT_S = 10.0
MOST_PAGES = 100
ANSWER_LIMIT = 8 * 1024 * 1024  # bytes of one page
LONGEST = 120  # characters of a title
LEAST_SALE, LEAST_RENT, MOST_PRICE = 1_000.0, 20.0, 1e10  # ours: lists hold a 0, a 1 and a row of nines
CURRENCIES = {
    **dict.fromkeys(("USD", "US", "US$", "$US"), "US$"),
    **dict.fromkeys(("DOP", "RD", "RD$"), "RD$"),
    "EUR": "€",
    "€": "€",
    "MXN": "MX$",
    "COP": "COL$",
    "CRC": "₡",
    "GTQ": "Q",
    "PEN": "S/",
}
PHOTO_TIMEOUT_S = 20.0
PHOTO_LIMIT = 12 * 1024 * 1024  # bytes


def _name(value: Any) -> Any:
    """A place comes as its name, or as an object that has one."""
    return value.get("name", "") if isinstance(value, dict) else value or ""


def _number(value: Any) -> Any:
    """Prices come as numbers, as text, as null, and as what is neither."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return 0.0


Price = Annotated[float, BeforeValidator(_number)]
Word = Annotated[str, BeforeValidator(lambda value: value if isinstance(value, str) else "")]


class _Listed(BaseModel):
    uid: str = ""
    sale_price: Price = 0.0
    rent_price: Price = 0.0
    rental_price: Price = 0.0
    currency_sale: Word = ""
    currency_rent: Word = ""
    currency_rental: Word = ""
    featured_image: Word = ""
    name: Annotated[str, BeforeValidator(_name)] = ""
    sector: Annotated[str, BeforeValidator(_name)] = ""


_LIST = TypeAdapter(list[Any])


class AlterEstateProperties:
    """One agency's public listing. The session is shared and must not trust the environment (promises §8)."""

    def __init__(self, http: ClientSession, *, base_url: str, read_token: str) -> None:
        """`base_url` ends in «/api/v1»."""
        self._http = http
        self._url = f"{base_url.rstrip('/')}/properties/filter/"
        self._headers = {"aetoken": read_token, "Accept": "application/json"}

    async def read_all(self) -> tuple[Property, ...] | None:
        """Every property that has a title; None when the CRM gives no usable answer. Never raises for that."""
        found: dict[str, Property] = {}
        for page in range(1, MOST_PAGES + 1):
            answer = await self._page(page)
            if answer is None:
                return None
            listed, more = read_page(answer)
            news = {one.uid: one for one in listed if one.uid not in found}
            found |= news
            if not (more and news):  # a CRM that ignores «page» gives the first one for ever
                break
        return tuple(found.values())

    async def read_photo(self, address: str) -> bytes | None:
        """The file at an address that the list named; b"" for what is none or too large, None when nothing came. Only
        by https, or from the CRM itself: an address is text that somebody typed."""
        if not address.startswith(("https://", f"{URL(self._url).origin()}/")):
            return b""
        timeout = ClientTimeout(total=PHOTO_TIMEOUT_S)
        try:
            async with self._http.get(address, timeout=timeout, allow_redirects=False) as answer:
                if answer.status != 200:
                    return None if answer.status >= 500 else b""
                body = b""
                while len(body) < PHOTO_LIMIT and (more := await answer.content.readany()):
                    body += more
        except (TimeoutError, ClientError, ValueError):
            return None
        return body if len(body) < PHOTO_LIMIT else b""

    async def _page(self, number: int) -> object:
        """The JSON of one page, None for anything else."""
        try:
            async with self._http.get(
                self._url,
                params={"page": str(number)},
                headers=self._headers,
                timeout=ClientTimeout(total=PAGE_TIMEOUT_S),
                allow_redirects=False,
            ) as answer:
                body = await answer.content.read(ANSWER_LIMIT) if answer.status == 200 else b""
                while answer.status == 200 and len(body) < ANSWER_LIMIT and (more := await answer.content.readany()):
                    body += more
        except (TimeoutError, ClientError):
            return None
        try:
            return from_json(body) if body else None
        except ValueError:
            return None


def read_page(answer: object) -> tuple[tuple[Property, ...], bool]:
    """The properties on a page and whether another one follows. A bare list, or one under «results» or «data»."""
    listing: object = answer
    more = False
    if isinstance(answer, dict):
        listing = answer.get("results", answer.get("data", []))
        more = bool(answer.get("next"))
    try:
        rows = _LIST.validate_python(listing)
    except ValidationError:
        return (), False
    return tuple(one for row in rows if (one := _read(row))), more


def _read(row: object) -> Property | None:
    """None for what has no uid or no title, or is shaped unlike anything known."""
    try:
        listed = _Listed.model_validate(row)
    except ValidationError:
        return None
    title, sector = clean_line(listed.name, LONGEST), clean_line(listed.sector, LONGEST)
    if not (listed.uid and title):
        return None
    rent, currency = listed.rent_price or listed.rental_price, listed.currency_rent or listed.currency_rental
    return Property(
        uid=listed.uid,
        title=title,
        sector=sector,
        sale_price=show_price(listed.sale_price, listed.currency_sale, least=LEAST_SALE),
        rent_price=show_price(rent, currency, least=LEAST_RENT),
        photo=listed.featured_image if listed.featured_image.startswith(("https://", "http://")) else "",
    )


def show_price(amount: float, currency: str, *, least: float) -> str:
    """«US$ 185,000»; «» for an amount or a currency that nobody means."""
    sign = CURRENCIES.get(currency.strip().upper(), "")
    return f"{sign} {amount:,.0f}" if sign and least <= amount <= MOST_PRICE else ""
