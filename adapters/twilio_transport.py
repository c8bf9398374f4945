"""The twilio client on our own session: where its calls go, what comes back, and none of its habits.

Importing this costs about 0.4 s (the client's own imports), so `adapters.whatsapp` does it late and in a thread. The
client's traps, with sources: facts/twilio-whatsapp §11.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import urlsplit

import aiohttp
from twilio.http import AsyncHttpClient
from twilio.http.response import Response
from twilio.rest import Client
from twilio.rest.api.v2010.account.message import MessageInstance

from adapters.forms import form_body

MESSAGES = "https://api.twilio.com/2010-04-01/Accounts/{account_sid}/Messages.json"
LISTED = 50  # messages looked through for one that may have been sent before; a chat gets at most 30 in ten minutes
LISTED_AFTER_GAP = 1000  # messages looked through for those that never got here
TYPING = "https://messaging.twilio.com/v2/Indicators/Typing.json"
RESOURCES = {"sid", "messages", "success"}  # one of these is in every answer that we ask for
NOT_DELIVERED = {"failed", "undelivered", "canceled"}
LONGEST_WAIT_S = 600.0  # by then the reply is too old to be sent (promises §6)
NO_TIMEOUT = aiohttp.ClientTimeout()  # aiohttp's own would be a timer more a message beside the caller's deadline
NO_ENVIRONMENT = {"": ""}  # not empty, or the client would read TWILIO_EDGE and TWILIO_REGION and call other hosts


class ApiError(Exception):
    """Twilio answered with something other than the resource asked for.

    `status` is HTTP's: 4xx and 5xx for a refusal, 2xx when the body was not the JSON of a resource. `code` is Twilio's
    own number and `retry_after_s` the wait it asked for (at most 600), None when it gave none. Holds no address, no
    text and no URL, so it may be logged.
    """

    def __init__(self, status: int, *, code: int | None = None, retry_after_s: float | None = None) -> None:
        super().__init__(f"http {status}, code {code}")
        self.status = status
        self.code = code
        self.retry_after_s = retry_after_s


class TwilioMessages:
    """Messages of one account. Every call needs a deadline around it: the client's own is never applied."""

    def __init__(
        self, session: aiohttp.ClientSession, *, account_sid: str, login: tuple[str, str], api_base_url: str
    ) -> None:
        """`login`: account SID and token, or API key and secret. `api_base_url`: «» for Twilio's own hosts."""
        transport = _SharedSessionClient(session, api_base_url)
        make: Callable[..., Client] = Client
        self._client = make(*login, account_sid=account_sid, http_client=transport, environment=NO_ENVIRONMENT)
        self._url = MESSAGES.format(account_sid=account_sid)

    async def create(
        self, what: Mapping[str, str], *, sender: str, to: str, status_url: str, validity_s: int | None
    ) -> str:
        """Send one message; Twilio's id of it. `what`: its Body, or its ContentSid and ContentVariables.

        Raises ApiError, aiohttp.ClientError.
        """
        form: dict[str, object] = {
            **what,
            "To": to,
            "From": sender,
            "StatusCallback": status_url or None,
            "ValidityPeriod": validity_s,
        }
        # Not `messages.create_async`: we want the id, and it makes an object of everything that Twilio repeats.
        answer = await self._client.request_async("POST", self._url, data=form)
        return str(_json_object(answer.text).get("sid", ""))

    async def show_typing(self, message_sid: str) -> None:
        """To whoever sent this message; it also marks it as read. Raises as `create`."""
        await self._client.request_async("POST", TYPING, data={"channel": "whatsapp", "messageId": message_sid})

    async def sent_since(self, since: datetime, *, sender: str, to: str) -> Mapping[str, str]:
        """Text and id of what was sent to one address since then, failures left out. Raises as `create`."""
        messages = await self._client.messages.list_async(
            to=to, from_=sender, date_sent_after=since, limit=LISTED, page_size=LISTED
        )
        return {str(m.body).strip(): str(m.sid) for m in messages if str(m.status) not in NOT_DELIVERED}

    async def received_since(self, since: datetime, *, by: str) -> list[Mapping[str, str]]:
        """What people sent to one of our addresses since then, oldest first, in the fields of the webhook that should
        have brought it, and «DateSent» (ISO 8601). At most the newest 1,000. Raises as `create`."""
        messages = await self._client.messages.list_async(
            to=by, date_sent_after=since, limit=LISTED_AFTER_GAP, page_size=LISTED_AFTER_GAP
        )
        rows = [_as_received(message) for message in messages if str(message.direction) == "inbound"]
        rows.reverse()  # Twilio lists the newest first, and tells times by the second
        return sorted(rows, key=lambda row: row["DateSent"])


def _as_received(message: MessageInstance) -> Mapping[str, str]:
    sent_at = message.date_sent or message.date_created
    return {
        "MessageSid": str(message.sid),
        "From": str(message.from_),
        "To": str(message.to),
        "Body": str(message.body or ""),
        "NumMedia": str(message.num_media or "0"),
        "DateSent": sent_at.isoformat() if isinstance(sent_at, datetime) else "",
    }


class _SharedSessionClient(AsyncHttpClient):
    """The client's way out, on our session, maybe to another host.

    Not the one that twilio brings: that logs people's numbers, signs in through what aiohttp has deprecated, and costs
    as much again as the call itself. No retries: they would repeat a POST that may have been processed.
    """

    def __init__(self, session: aiohttp.ClientSession, api_base_url: str) -> None:
        super().__init__(logging.getLogger(__name__), is_async=True)
        self._session = session
        self._base = api_base_url.rstrip("/")

    async def request(  # type: ignore[override]  # so is the one it inherits: the library's base class is not async
        self,
        method: str,
        uri: str,
        params: dict[str, str] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        async with self._session.request(
            method,
            self._moved(uri),
            params=params,
            data=form_body(data) if data else None,  # `headers` says so already
            headers={**(headers or {}), **_signed_in(auth)},
            allow_redirects=False,
            timeout=NO_TIMEOUT,
        ) as http:
            response = Response(http.status, await http.text(), http.headers)
        answer = _json_object(response.text)
        if not (200 <= response.status_code < 300 and answer.keys() & RESOURCES):
            code = answer.get("code")
            raise ApiError(
                response.status_code,
                code=code if isinstance(code, int) else None,
                retry_after_s=_seconds(http.headers.get("Retry-After", "")),
            )
        return response

    def _moved(self, url: str) -> str:
        if not self._base:
            return url
        parts = urlsplit(url)
        return f"{self._base}{parts.path}" + (f"?{parts.query}" if parts.query else "")


def _signed_in(auth: tuple[str, str] | None) -> dict[str, str]:
    return {"Authorization": aiohttp.encode_basic_auth(*auth)} if auth else {}


def _json_object(text: str) -> dict[str, object]:
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _seconds(retry_after: str) -> float | None:
    if not (retry_after.isascii() and retry_after.isdigit()):
        return None
    return min(float(retry_after), LONGEST_WAIT_S)
