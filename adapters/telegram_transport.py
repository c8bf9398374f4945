"""The telegram library on our own session: how its calls travel, and what of an answer it would hide or log.

Its default transport costs three times as much per call. Importing this imports the library (0.13 s), so
`adapters.telegram` does it late and in a thread.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from typing import Any

import aiohttp
from telegram import Bot, LinkPreviewOptions, TelegramObject
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from adapters.forms import FORM, form_body
from adapters.media import MediaUnavailable
from adapters.telegram_updates import UNREADABLE, load_json

CALL_TIMEOUT_S = 10.0  # connect, send and read together; a long poll gets its own wait on top
FORM_HEADERS = {"Content-Type": FORM}
FILE_PATH = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_./-]{0,250}")
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
LONGEST_WAIT_S = 3600.0  # Telegram's own answers stay far below; a proxy's Retry-After may not

# What a call raises: the library's own errors, and whatever a 200 that is not shaped as promised does to its types.
CALL_ERRORS = (TelegramError, *UNREADABLE)


class Throttled(NetworkError):
    """429: nothing was done. `after_s` is None when nobody said how long to wait.

    Stands in for the library's RetryAfter, which warns about its own attribute and is not raised without a number.
    """

    def __init__(self, after_s: float | None) -> None:
        super().__init__("throttled")
        self.after_s = after_s


class NotConnected(NetworkError):
    """No connection came about (name, route, refusal, TLS), so certainly nothing was done."""


class AiohttpRequest(BaseRequest):
    """One call of the Bot API on the shared session: no redirects, no retries, no body in any log."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    @property
    def read_timeout(self) -> float:
        return CALL_TIMEOUT_S

    async def initialize(self) -> None:
        """Nothing to open: the session belongs to whoever made it."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = None,
        write_timeout: object = None,
        connect_timeout: object = None,
        pool_timeout: object = None,
    ) -> tuple[int, bytes]:
        form = request_data.json_parameters if request_data is not None else None
        total_s = read_timeout if isinstance(read_timeout, int | float) else CALL_TIMEOUT_S
        try:
            async with self._session.request(
                method,
                url,
                data=form_body(form) if form else None,
                headers=FORM_HEADERS,
                timeout=aiohttp.ClientTimeout(total=total_s),
                allow_redirects=False,
            ) as answer:
                status, body, headers = answer.status, await answer.read(), answer.headers
        # The library would put the original into its own message, and that one holds the URL with the token.
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotConnected(type(error).__name__) from None
        except TimeoutError:
            raise TimedOut from None
        except aiohttp.ClientError as error:
            raise NetworkError(type(error).__name__) from None
        if status == 429:
            raise Throttled(_retry_after_s(headers, body))
        return status, body

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """As the library's own, without logging the payload when it is no JSON."""
        try:
            answer = load_json(payload)
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            raise TelegramError("no JSON object")
        return answer


def make_bot(session: aiohttp.ClientSession, *, token: str, api_base_url: str) -> Bot:
    """The library's client for one bot; calls go to `{api_base_url}/bot{token}/{method}`."""
    logging.getLogger("telegram").setLevel(logging.WARNING)  # below that it prints what it sends and gets
    request = AiohttpRequest(session)
    return Bot(
        token,
        base_url=f"{api_base_url.rstrip('/')}/bot",
        base_file_url=f"{api_base_url.rstrip('/')}/file/bot",
        request=request,
        get_updates_request=request,
    )


def file_url(path: str, *, token: str, api_base_url: str) -> str:
    """Where a file lies that `getFile` found; holds the token, so it is shown to nobody. Raises MediaUnavailable for a
    path that is none: a server of one's own in local mode gives one of its own disk."""
    written = path.rpartition(f"/file/bot{token}/")[2]  # the library puts its own address before it
    if not FILE_PATH.fullmatch(written) or ".." in written:
        raise MediaUnavailable("no path of a file")
    return f"{api_base_url.rstrip('/')}/file/bot{token}/{written}"


async def send_text(bot: Bot, chat: str, text: str, markup: TelegramObject | None) -> int:
    """Send one message with its keyboard; Telegram's number of it. Raises CALL_ERRORS.

    Not `Bot.send_message`: we want the number, and it makes objects of everything that Telegram repeats.
    """
    form = {"chat_id": chat, "text": text, "reply_markup": markup, "link_preview_options": NO_PREVIEW}
    sent: Any = await bot.do_api_request("SendMessage", api_kwargs=form)  # capitalised for the same reason as below
    return int(sent["message_id"])


async def get_updates(bot: Bot, *, offset: int, wait_s: int, kinds: Sequence[str]) -> Sequence[object]:
    """The updates from `offset` on, as JSON gave them; waits up to `wait_s` for the first. Raises CALL_ERRORS.

    Not `Bot.get_updates`: one update that the library cannot read would cost the whole batch, and it would log it.
    """
    result: object = await bot.do_api_request(
        "GetUpdates",  # the API ignores case; spelt its own way the library insists on the method just refused
        api_kwargs={"offset": offset, "timeout": wait_s, "allowed_updates": list(kinds)},
        read_timeout=wait_s + CALL_TIMEOUT_S,
    )
    if not isinstance(result, list):
        raise TelegramError("no list of updates")
    return result


def _retry_after_s(headers: Mapping[str, str], body: bytes) -> float | None:
    try:
        answer = load_json(body)
    except (ValueError, RecursionError):
        answer = None
    match answer:
        case {"parameters": {"retry_after": int(seconds)}}:
            return min(float(seconds), LONGEST_WAIT_S)
    header = headers.get("Retry-After", "")
    return min(float(header), LONGEST_WAIT_S) if header.isascii() and header.isdigit() else None
