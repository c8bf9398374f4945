"""Buttons and lists on WhatsApp: a reply as a template of Twilio's Content API, made there once and sent by its id.

What the API takes, with sources: facts/twilio-whatsapp §7. A template holds our words only; a person's values, and the
step that tells an old button, travel with each message.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlsplit

import aiohttp
import structlog

from flows.replies import Choice, Message

log = structlog.get_logger()

BODY_LIMIT = 1024  # characters; like all limits here, of what the person sees, values filled in
MOST_BUTTONS, BUTTON_LIMIT = 3, 20  # in a session, without Meta's approval
MOST_ROWS, ROW_LIMIT = 10, 24
MOST_BREAKS = 5  # in what a person wrote: each way to break it is another template, and nobody makes them at will
HOST = "https://content.twilio.com"
PATH = "/v1/Content"
PAGE_SIZE = 100
MAY_NOT = (401, 403, 404)
NAME = "leadbot-{digest}"  # by which a template is found again, also when our own note of it is lost

WAIT_S = 4  # that a person may wait longer for buttons, once per text
FIRST_PAUSE_S, LONGEST_PAUSE_S = 60.0, 3600.0
SENDING, MAKING = "sending", "making"  # what can be left alone, beside a single template


class Shelf(Protocol):
    """Where Twilio's ids are kept between two starts. Neither raises."""

    async def find(self, account: str, name: str) -> str | None: ...
    async def keep(self, account: str, name: str, sid: str | None) -> None:
        """None: it is there no more."""


class NoShelf:
    """Keeps nothing: Twilio is asked again after each start."""

    async def find(self, account: str, name: str) -> str | None:
        """Never there."""
        return None

    async def keep(self, account: str, name: str, sid: str | None) -> None:
        """Forgotten at once."""


@dataclass(frozen=True, slots=True)
class Content:
    """A reply with buttons or a list. `template` is what Twilio keeps under `name`, `values` what a send adds."""

    name: str
    template: Mapping[str, Any]
    values: Mapping[str, str]


class _Answer(NamedTuple):
    status: int  # 0: none came
    body: Mapping[str, Any]


# --- reply → template and values ---


def as_content(message: Message) -> Content | None:
    """The reply with native buttons or a list; None where only text will do (conversation §3)."""
    if not message.choices or message.plain or not message.language or not _fits(message):
        return None
    values: list[str] = []

    def variable(value: str) -> str:
        values.append(value)
        return f"{{{{{len(values)}}}}}"

    body = "".join(variable(part) if given else part for part, given in _parts(message))
    labels = [variable(choice.label) if choice.given else choice.label for choice in message.choices]
    step = variable(str(message.step))
    ids = [f"{step}:{choice.id}" for choice in message.choices]
    shape = _buttons(body, labels, ids) if _are_buttons(message.choices) else _rows(message, body, labels, ids)
    template = {"language": message.language, "types": shape}
    digest = sha256(json.dumps(template, sort_keys=True).encode()).hexdigest()[:32]
    filled = {str(place): value for place, value in enumerate(values, 1)}
    samples = {place: place for place in filled}  # shown to nobody: every value is always given
    name = NAME.format(digest=digest)
    return Content(name, {"friendly_name": name, "variables": samples, **template}, filled)


def _fits(message: Message) -> bool:
    labels = [choice.label for choice in message.choices]
    return (
        0 < len(message.text.strip()) <= BODY_LIMIT
        and (_are_buttons(message.choices) or _are_rows(message.choices))
        and len(set(labels)) == len(labels)
        and sum(message.text.count("\n", *span) for span in message.given) <= MOST_BREAKS
        and not any("{{" in text for text in (message.text, *labels))  # would be read as a variable
    )


def _are_buttons(choices: tuple[Choice, ...]) -> bool:
    return len(choices) <= MOST_BUTTONS and all(0 < len(choice.label) <= BUTTON_LIMIT for choice in choices)


def _are_rows(choices: tuple[Choice, ...]) -> bool:
    return len(choices) <= MOST_ROWS and all(0 < len(choice.label) <= ROW_LIMIT for choice in choices)


def _parts(message: Message) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether it is a value of this talk. Whether a value may hold a line break is not
    documented, so each line of one is a value of its own."""
    at = 0
    for start, end in message.given:
        yield message.text[at:start], False
        for place, line in enumerate(message.text[start:end].split("\n")):
            yield "\n" if place else "", False
            yield line.strip(), bool(line.strip())
        at = end
    yield message.text[at:], False


def _buttons(body: str, labels: list[str], ids: list[str]) -> Mapping[str, Any]:
    actions = [{"title": label, "id": id} for label, id in zip(labels, ids, strict=True)]
    return {"twilio/quick-reply": {"body": body, "actions": actions}}


def _rows(message: Message, body: str, labels: list[str], ids: list[str]) -> Mapping[str, Any]:
    items = [{"item": label, "id": id} for label, id in zip(labels, ids, strict=True)]
    return {"twilio/list-picker": {"body": body, "button": message.list_button, "items": items}}


# --- template → Twilio's id ---


class Contents:
    """The templates of one account, as far as this process has met them."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        account_sid: str,
        login: tuple[str, str],
        api_base_url: str,
        shelf: Shelf,
    ) -> None:
        """`login`: account SID and token, or API key and secret. `api_base_url`: «» for Twilio's own host."""
        self._session = session
        self._account = account_sid
        self._headers = {"Authorization": aiohttp.encode_basic_auth(*login)}
        self._base = (api_base_url or HOST).rstrip("/")
        self._shelf = shelf
        self._sids: dict[str, str] = {}
        self._at_twilio: Mapping[str, str] | None = None  # None: not looked through since something was unsure
        self._one_at_a_time = asyncio.Lock()
        self._pauses = Pauses()

    async def sid(self, content: Content) -> str | None:
        """Twilio's id of it, made now if nobody did before; None where it cannot be had at once. Never raises."""
        if self._pauses.hold(SENDING, content.name):
            return None
        if content.name in self._sids or self._pauses.hold(MAKING):
            return self._sids.get(content.name)
        try:
            async with asyncio.timeout(WAIT_S), self._one_at_a_time:
                if content.name not in self._sids and not self._pauses.hold(MAKING, content.name):
                    await self._get(content)
        except TimeoutError:
            self._pause(MAKING, "timeout")
        return self._sids.get(content.name)

    async def refused(self, content: Content) -> None:
        """Twilio did not take a message with it: somebody has deleted it, or it will never be taken."""
        self._sids.pop(content.name, None)
        self._pause(content.name, "not sent")
        await self._shelf.keep(self._account, content.name, None)

    def distrust(self) -> None:
        """A message was taken, and then its content was not: options go as text for a while."""
        self._pause(SENDING, "not delivered")

    async def _get(self, content: Content) -> None:
        if sid := await self._shelf.find(self._account, content.name):
            self._sids[content.name] = sid
        elif sid := await self._find_or_make(content):
            self._sids[content.name] = sid
            await self._shelf.keep(self._account, content.name, sid)

    async def _find_or_make(self, content: Content) -> str | None:
        """The account has it already where our note of it was lost."""
        if self._at_twilio is None:
            self._at_twilio = await self._look_through()
        if self._at_twilio is None:
            return None
        return self._at_twilio.get(content.name) or await self._make(content)

    async def _look_through(self) -> Mapping[str, str] | None:
        """All that the account has, by name; nothing for a key that may not look, None where Twilio does not say."""
        found: dict[str, str] = {}
        page = f"{PATH}?PageSize={PAGE_SIZE}"
        while page:
            answer = await self._call("GET", page)
            if answer.status not in (200, *MAY_NOT):
                self._pause(MAKING, f"http {answer.status}")
                return None
            rows = answer.body.get("contents")
            for row in rows if isinstance(rows, list) else ():
                match row:
                    case {"friendly_name": str(name), "sid": str(sid)}:
                        found[name] = sid
            page = following(answer.body)
        return found

    async def _make(self, content: Content) -> str | None:
        answer = await self._call("POST", PATH, content.template)
        sid = answer.body.get("sid")
        if answer.status == 201 and isinstance(sid, str):
            return sid
        self._pause(content.name if answer.status == 400 else MAKING, f"http {answer.status}")
        return None

    async def _call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> _Answer:
        try:
            async with self._session.request(
                method, self._base + path, json=body, headers=self._headers, allow_redirects=False
            ) as http:
                answer = json.loads(await http.text())
                return _Answer(http.status, answer if isinstance(answer, dict) else {})
        except (aiohttp.ClientError, OSError, ValueError, RecursionError):
            return _Answer(0, {})

    def _pause(self, what: str, reason: str) -> None:
        if self._pauses.hold(what):
            return  # several messages met the same failure
        self._at_twilio = None  # what was being made may be there
        wait_s = self._pauses.begin(what)
        log.warning("no buttons on WhatsApp, options go as text", of=what, reason=reason, for_s=wait_s)


class Pauses:
    """What is left alone after it failed, by name: a minute, then twice as long each time, up to an hour."""

    def __init__(self) -> None:
        self._until: dict[str, float] = {}  # on the monotonic clock
        self._wait_s: dict[str, float] = {}

    def hold(self, *names: str) -> bool:
        """Whether one of these is left alone now."""
        return any(self._until.get(name, 0.0) > time.monotonic() for name in names)

    def begin(self, name: str) -> float:
        """How long this pause is, in seconds. Who did well for an hour begins anew."""
        now = time.monotonic()
        did_well = now - self._until.get(name, now) > LONGEST_PAUSE_S
        wait_s = FIRST_PAUSE_S if did_well else min(self._wait_s.get(name, FIRST_PAUSE_S / 2) * 2, LONGEST_PAUSE_S)
        self._until[name], self._wait_s[name] = now + wait_s, wait_s
        return wait_s


def following(body: Mapping[str, Any]) -> str:
    """The path of the next page, «» after the last. Its host is ours to say, whatever the answer names."""
    meta = body.get("meta")
    url = meta.get("next_page_url") if isinstance(meta, dict) else None
    parts = urlsplit(url) if isinstance(url, str) else None
    return f"{parts.path}?{parts.query}" if parts and parts.path else ""
