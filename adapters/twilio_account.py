"""What Twilio knows of an account and of its WhatsApp sender, and the one thing that we may set there: whom it calls.

The Senders API is documented (facts/twilio-whatsapp §4), and nobody of us has seen it answer: whatever it says that we
cannot read is `Refused`, which stops nothing. Own calls, because the client's own cannot send JSON (§11).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp

API, MESSAGING = "https://api.twilio.com", "https://messaging.twilio.com"
CALL_TIMEOUT_S = 10.0
ANSWER_LIMIT = 256 * 1024  # bytes that are read
POST = "POST"


@dataclass(frozen=True, slots=True)
class Refused:
    """Why Twilio said nothing: its HTTP status, 0 when there was no answer that could be read."""

    status: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountState:
    """`status`: «active», «suspended» or «closed»."""

    name: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderState:
    """A WhatsApp number. `status` is «ONLINE» when it can be used; the URLs are what Twilio calls, «» for none."""

    sid: str
    status: str
    webhook_url: str
    webhook_method: str
    status_url: str


class TwilioAccount:
    """One account, looked at from outside a conversation. Never raises for what the network or Twilio does."""

    def __init__(
        self, session: aiohttp.ClientSession, *, account_sid: str, login: tuple[str, str], api_base_url: str = ""
    ) -> None:
        """`login`: account SID and token, or API key and secret. `api_base_url`: «» for Twilio's own hosts."""
        self._session = session
        self._account_sid = account_sid
        self._headers = {"Authorization": aiohttp.encode_basic_auth(*login)}
        self._api = api_base_url.rstrip("/") or API
        self._messaging = api_base_url.rstrip("/") or MESSAGING

    async def state(self) -> AccountState | Refused:
        """The account itself; 401 for a token that is not its own."""
        answer = await self.ask("GET", f"{self._api}/2010-04-01/Accounts/{self._account_sid}.json")
        if isinstance(answer, Refused):
            return answer
        return AccountState(name=_text(answer, "friendly_name"), status=_text(answer, "status"))

    async def messages(self) -> Refused | None:
        """Whether its messages may be seen."""
        messages = f"{self._api}/2010-04-01/Accounts/{self._account_sid}/Messages.json?PageSize=1"
        answer = await self.ask("GET", messages)
        return answer if isinstance(answer, Refused) else None

    async def sender(self, number: str) -> SenderState | Refused | None:
        """The sender with this number (E.164); None when the account lists others only."""
        answer = await self.ask("GET", f"{self._messaging}/v2/Channels/Senders?Channel=whatsapp&PageSize=100")
        if isinstance(answer, Refused):
            return answer
        listed = answer.get("senders")
        if not isinstance(listed, list):
            return Refused(0)
        wanted = f"whatsapp:{number}"
        found = [one for one in listed if isinstance(one, dict) and one.get("sender_id") == wanted]
        return _sender(found[0]) if found else None

    async def call_us(self, sender: SenderState, *, webhook_url: str, status_url: str) -> Refused | None:
        """Let Twilio post what people write, and what became of our messages, to these two."""
        webhook = {
            "callback_url": webhook_url,
            "callback_method": POST,
            "status_callback_url": status_url,
            "status_callback_method": POST,
        }
        url = f"{self._messaging}/v2/Channels/Senders/{sender.sid}"
        answer = await self.ask(POST, url, {"webhook": webhook})
        return answer if isinstance(answer, Refused) else None

    async def ask(self, method: str, url: str, body: Mapping[str, object] | None = None) -> dict[str, object] | Refused:
        try:
            async with (
                asyncio.timeout(CALL_TIMEOUT_S),
                self._session.request(method, url, json=body, headers=self._headers, allow_redirects=False) as answer,
            ):
                read = json.loads(await answer.content.read(ANSWER_LIMIT)) if answer.status < 300 else None
                return read if isinstance(read, dict) else Refused(answer.status if answer.status >= 300 else 0)
        except (aiohttp.ClientError, TimeoutError, ValueError, RecursionError):
            return Refused(0)


def _sender(row: Mapping[str, object]) -> SenderState:
    webhook = row.get("webhook")
    calls = webhook if isinstance(webhook, dict) else {}
    return SenderState(
        sid=_text(row, "sid"),
        status=_text(row, "status"),
        webhook_url=_text(calls, "callback_url"),
        webhook_method=_text(calls, "callback_method"),
        status_url=_text(calls, "status_callback_url"),
    )


def _text(row: Mapping[str, object], name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""
