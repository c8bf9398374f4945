"""Counting without following people: how often a code was opened, tapped, talked about, and sent (signs §9)."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import re
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, tzinfo
from typing import Protocol

import structlog

from adapters.signs import Device, SignEvent, Tick
from adapters.store.errors import StoreUnavailable
from bot.workers.waiting import stopped_within
from flows.conversation import Conversation, State
from flows.events import CodeSeen
from flows.turn import Turn

log = structlog.get_logger()

FOLD_S = 60.0  # the same address again within this time is the same person, looking twice
KEY_LASTS_S = 3600.0
MOST_REMEMBERED = 20_000  # addresses; beyond that the oldest memories go
LOOKUPS_A_MINUTE = 60  # of codes that nobody issued, from one address: enough for people, too few for guessing
WRITE_EVERY_S = 1.0
FIRST_DAY = date(1970, 1, 1).toordinal()
BANDS = 6  # hours of one

# Programs that fetch a link to show what it is, and those that read the whole web. They get the page and are no visit.
PREVIEWS = re.compile(
    r"whatsapp/|telegrambot|facebookexternalhit|facebookcatalog|meta-external|twitterbot|linkedinbot|slackbot|slack-img|"
    r"discordbot|skypeuripreview|pinterest|redditbot|embedly|iframely|vkshare|viber|google-inspectiontool|googleother|"
    r"\b(?!cubot\b)\w*(?:bot|crawl|spider|slurp|preview|prerender|lighthouse|headless)\w*(?:[/;) ]|$)",
    re.IGNORECASE,
)
PHONES = re.compile(r"mobi|android|iphone|ipad|ipod|phone|opera mini", re.IGNORECASE)
BEFORE_A_ROUND = (State.START, State.DONE, State.SENDING, State.CANCELLED, State.DECLINED)


class CountStore(Protocol):
    """What counting needs of the store."""

    async def count_ticks(self, ticks: Mapping[Tick, int]) -> object: ...


def tick(agency: str, code: str, event: SignEvent, *, now: datetime, zone: tzinfo, device: Device = "") -> Tick:
    """`now` (aware) as a day and its quarter on the agency's clock."""
    local = now.astimezone(zone)
    day = local.date().toordinal() - FIRST_DAY
    return Tick(agency=agency, code=code, day=day, band=local.hour // BANDS, event=event, device=device)


def is_preview(user_agent: str) -> bool:
    """Whether nobody is looking. Without a name it is no browser."""
    return not user_agent or PREVIEWS.search(user_agent) is not None


def device_of(user_agent: str) -> Device:
    return "phone" if PHONES.search(user_agent) else "desktop"


def chat_ticks(
    before: Conversation, seen: CodeSeen | None, turn: Turn, agency: str, *, now: datetime, zone: tzinfo
) -> Iterator[Tick]:
    """What of one turn counts for the code that the chat came by: it began, it agreed, it sent. Tests count nothing."""
    after = turn.conversation
    source = after.source
    if not source.code or source.test:
        return
    code = source.code if source.sign else ""
    if seen and (before.source.code != source.code or before.state in BEFORE_A_ROUND):
        yield tick(agency, code, "inició chat", now=now, zone=zone)
    if after.consent and before.consent is None:
        yield tick(agency, code, "aceptó", now=now, zone=zone)
    if turn.lead and all(sent.lead != turn.lead.id for sent in before.sent):
        yield tick(agency, code, "envió", now=now, zone=zone)


class Visitors:
    """Who came in the last minute, under a key that lives only here and changes every hour. Nothing of it is stored."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._key = secrets.token_bytes(32)
        self._key_since = clock()
        self._last: dict[bytes, float] = {}
        self._misses: Counter[bytes] = Counter()
        self._minute = clock()

    def is_repeat(self, address: str, *what: str) -> bool:
        """Whether this address did the same within 60 s; remembers that it did it now."""
        now, who = self._clock(), self._hash(address, *what)
        last = self._last.pop(who, None)
        self._last[who] = now
        if len(self._last) > MOST_REMEMBERED:
            del self._last[next(iter(self._last))]
        return last is not None and now - last < FOLD_S

    def may_ask(self, address: str) -> bool:
        """Whether the registry is asked for this address: not after sixty codes in a minute that nobody issued."""
        return self._misses[self._hash(address)] < LOOKUPS_A_MINUTE

    def missed(self, address: str) -> None:
        """It asked for a code that nobody issued."""
        if self._clock() - self._minute >= FOLD_S or len(self._misses) > MOST_REMEMBERED:
            self._misses.clear()
            self._minute = self._clock()
        self._misses[self._hash(address)] += 1

    def _hash(self, *parts: str) -> bytes:
        if self._clock() - self._key_since >= KEY_LASTS_S:
            self._key, self._key_since = secrets.token_bytes(32), self._clock()
            self._last.clear()
            self._misses.clear()
        return hmac.digest(self._key, "\0".join(parts).encode("utf-8", "replace"), hashlib.sha256)[:16]


class Tally:
    """What was counted and is not yet written."""

    def __init__(self) -> None:
        self._ticks: Counter[Tick] = Counter()

    def add(self, counted: Tick) -> None:
        self._ticks[counted] += 1

    async def keep(self, store: CountStore, stop: asyncio.Event) -> None:
        """Write every second, so that no page waits for the disk; until `stop`, and then what is left."""
        stopping = False
        while not stopping:
            stopping = await stopped_within(stop, WRITE_EVERY_S)
            await self._write(store)

    async def _write(self, store: CountStore) -> None:
        ticks, self._ticks = self._ticks, Counter()
        if not ticks:
            return
        try:
            await store.count_ticks(ticks)
        except StoreUnavailable:
            self._ticks += ticks
            log.info("counts wait for the store")
