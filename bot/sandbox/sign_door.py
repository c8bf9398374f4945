"""The page that a sign opens, as the running service serves it, and where its buttons lead: for a phone's browser.

Nothing is imitated: the page and the links are those of production, so a visit counts and a sign's mode holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qs, urlsplit

import aiohttp

Door = Literal["w", "t"]
TIMEOUT = aiohttp.ClientTimeout(total=10)
PHONE = {"User-Agent": "Mozilla/5.0 (Linux; Android 14; Mobile) AppleWebKit/537.36 Chrome/140 Mobile Safari/537.36"}


@dataclass(frozen=True, slots=True)
class SignDoor:
    """The sign `code` of the service at `service_url`, «http://HOST:PORT»."""

    service_url: str
    code: str

    @property
    def address(self) -> str:
        """As a browser shows it."""
        return f"{urlsplit(self.service_url).netloc}/{self.code}"

    async def page(self, language: str) -> str:
        """The page as HTML; raises aiohttp.ClientError or TimeoutError while the service is away."""
        async with self._session() as http, http.get(f"/{self.code}", params={"lang": language}) as answer:
            return await answer.text()

    async def lead_to(self, door: Door, language: str) -> str:
        """What a button does to the app behind it: the text that stands ready in WhatsApp, the payload of Telegram's
        START. Raises as `page`; LookupError where the agency has no such door."""
        target = f"/{self.code}/{door}"
        async with (
            self._session() as http,
            http.get(target, params={"lang": language}, allow_redirects=False) as answer,
        ):
            query = parse_qs(urlsplit(answer.headers.get("Location", "")).query)
        return query["text" if door == "w" else "start"][0]

    def _session(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(self.service_url, timeout=TIMEOUT, headers=PHONE)
