"""A chat on the agency's own website: its page posts what people write to the webhook, and waits at a door of the
channel's own for what we say.

Who knows a visitor's id is that visitor: the page draws and keeps it. A reply that no page waits for stays queued.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote

from adapters.records import Arrival
from adapters.sending import Later, SendOutcome, Sent
from adapters.telegram_texts import clean
from adapters.webhook import Acknowledgement, RawRequest
from bot.settings.section import ChannelSettings
from bot.settings.values import Listen, RequiredWeb
from bot.signs.words import prepared_text
from flows.events import MediaReceived, OptionTapped, Said, Sender, TextReceived
from flows.replies import Message

if TYPE_CHECKING:
    from aiohttp import web

    from bot.channels import Entry, Running, Wiring, Worker

VISITOR = re.compile(r"[A-Za-z0-9_-]{22,64}")  # as good as a secret: 128 bits and more
BUTTON = re.compile(r"([0-9]{1,9}):(.{1,54})")  # «step:option», as `as_json` writes it
HELD_S = 25.0  # how long a page waits for a reply; proxies often end a connection after 30
HANDED_S = 5.0  # how long a reply waits for its page, which may be between two requests


class WebChatSettings(ChannelSettings):
    """`url` is the page; `listen`, host and port of the door where it waits for replies."""

    kind: Literal["webchat"]
    url: RequiredWeb
    listen: Listen


class WebChat:
    """The chat of one website."""

    body_limit = 64 * 1024
    unclear_tries = 0
    acknowledgement = Acknowledgement(content_type=None, body=b"")

    def __init__(self, site: WebChatSettings, wiring: Wiring) -> None:
        self.agency, self.name = wiring.agency, wiring.name
        self._listen = site.listen
        self._pages: dict[str, asyncio.Future[Message]] = {}  # that wait, by visitor
        self._came = asyncio.Condition()

    async def prepare(self) -> None:
        """It needs no library."""

    def admits(self, headers: Mapping[str, str]) -> bool | None:
        """`verify` decides, with the body."""
        return None

    def verify(self, request: RawRequest) -> bool:
        """Whether a visitor speaks."""
        return VISITOR.fullmatch(str(read_body(request).get("visitor"))) is not None

    def used_previous(self, request: RawRequest) -> bool:
        """No secret could be an older one."""
        return False

    def parse(self, request: RawRequest) -> tuple[Arrival, ...]:
        """What the visitor did, once for each id that the page gave it. Never raises."""
        said = read_body(request)
        key = f"{said['visitor']}:{clean(said.get('id'), 64)}"
        return (Arrival(key=key, chat=str(said["visitor"]), event=read_deed(said)),)

    async def acknowledge(self, arrival: Arrival) -> None:
        """The page shows by itself what was pressed."""

    async def send(self, address: str, message: Message, **_: object) -> SendOutcome:
        """Hand a reply to the visitor's page; where none is open, it is tried again."""
        try:
            async with asyncio.timeout(HANDED_S), self._came:
                await self._came.wait_for(lambda: address in self._pages and not self._pages[address].done())
                self._pages[address].set_result(message)
        except TimeoutError:
            return Later()
        return Sent("")

    async def next_reply(self, request: web.Request) -> web.Response:
        """The door: one reply for the page that waits, 204 when there was none for a while."""
        from aiohttp import web

        visitor, page = request.match_info["visitor"], asyncio.get_running_loop().create_future()
        async with self._came:
            self._pages[visitor] = page
            self._came.notify_all()
        await asyncio.wait([page], timeout=HELD_S)
        if self._pages.get(visitor) is page:  # and no newer one of the same visitor
            del self._pages[visitor]
        return web.json_response(as_json(page.result())) if page.done() else web.Response(status=204)

    async def keep_door(self, stop: asyncio.Event) -> None:
        """Open until `stop`."""
        from aiohttp import web

        from bot.http.listening import listening

        app = web.Application()
        app.router.add_get(f"/{{visitor:{VISITOR.pattern}}}", self.next_reply)
        host, _, port = self._listen.rpartition(":")
        async with listening(app, host, int(port)):
            await stop.wait()


def read_body(request: RawRequest) -> dict[str, Any]:
    """The JSON object in it; empty where there is none."""
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def read_deed(said: Mapping[str, Any]) -> Said:
    """A pressed button, words, or something that we cannot read."""
    sender = Sender(profile_name=clean(said.get("name"), 64), language=clean(said.get("language"), 16))
    if button := BUTTON.fullmatch(clean(said.get("button"), 64)):
        return OptionTapped(option=button[2], step=int(button[1]), sender=sender)
    if text := clean(said.get("text"), 4000).strip():
        return TextReceived(text=text, sender=sender)
    return MediaReceived(what="unknown", sender=sender)


def as_json(message: Message) -> dict[str, Any]:
    """A reply as the page gets it."""
    buttons = [{"button": f"{message.step}:{one.id}", "label": one.label} for one in message.choices]
    return {"text": message.text, "buttons": buttons}


def work(adapter: WebChat, wiring: Wiring, running: Running) -> Iterator[Worker]:
    yield "web chat", adapter.keep_door(running.stop)


def link(url: str, entry: Entry) -> str:
    """The page, with the first message ready to be sent."""
    return f"{url}?say={quote(prepared_text(entry), safe='')}"
