"""Updates on their way to the bot: kept until it took them, pushed to its webhook with Telegram's order and retries.

facts/telegram §4. One queue is one chat's messages, one person's presses, or one chat's blocks; the next update of a
queue goes out after a 2xx for the one before it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass

import aiohttp
from aiohttp import web

from bot.sandbox.telegram_phone import UpdateKind

WAITS_S = (0.0, 0.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 90.0)  # before each try of one update; then it is given up
LONGEST_RETRY_AFTER_S = 3600.0
DAY_S = 86_400.0
PRESS_S = 150.0  # how long a press is worth delivering
CALL_TIMEOUT = aiohttp.ClientTimeout(total=15)
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # the header's name


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    url: str
    secret: str = ""
    max_connections: int = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """Something that happened and that the bot does not know of yet. `expires_at`: Unix seconds."""

    id: int
    kind: UpdateKind
    body: Mapping[str, object]
    queue: str
    expires_at: float

    @property
    def json(self) -> dict[str, object]:
        """As it travels."""
        return {"update_id": self.id, self.kind: self.body}


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What the webhook answered to one try of an update; status 0 when it could not be reached."""

    update: Update
    status: int
    body: str = ""


class UpdateQueue:
    """`moved` is called whenever something changed. `waits_s`: seconds before each try, the first one included."""

    def __init__(self, *, moved: Callable[[], None], now: Callable[[], float], waits_s: Sequence[float]) -> None:
        self.pending: list[Update] = []
        self.delivered: list[Delivered] = []
        self.webhook: Webhook | None = None
        self.last_failure: tuple[int, str] | None = None
        self._moved = moved
        self._now = now
        self._waits_s = waits_s
        self._last_id = 900_000_000
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._http: aiohttp.ClientSession | None = None

    async def run(self, app: web.Application) -> AsyncIterator[None]:
        """Deliver for as long as the app runs."""
        async with aiohttp.ClientSession(timeout=CALL_TIMEOUT) as self._http:
            self._start_workers()
            yield
            workers = list(self._workers.values())
            for worker in workers:
                worker.cancel()
            await asyncio.gather(*workers, return_exceptions=True)
        self._http = None

    def add(self, kind: UpdateKind, body: Mapping[str, object], *, queue: str) -> None:
        """Something happened."""
        self._last_id += 1
        expires_at = self._now() + (PRESS_S if kind == "callback_query" else DAY_S)
        self.pending.append(Update(id=self._last_id, kind=kind, body=body, queue=queue, expires_at=expires_at))
        self._start_workers()
        self._moved()

    def begin_anew(self, after: int) -> None:
        """As after a week in which nothing happened: numbers go on from another one, be it lower."""
        self._last_id = after

    def send_to(self, webhook: Webhook | None) -> None:
        """Deliver there from now on, what waits included; None: keep it for getUpdates."""
        self.webhook = webhook
        self._start_workers()
        self._moved()

    def forget_before(self, offset: int) -> None:
        """The bot has everything below `offset`."""
        self.pending = [update for update in self.pending if update.id >= offset and self._now() <= update.expires_at]
        self._moved()

    def _start_workers(self) -> None:
        if self.webhook is None or self._http is None:
            return
        for queue in {update.queue for update in self.pending} - self._workers.keys():
            self._workers[queue] = asyncio.create_task(self._push_queue(queue, self._http))

    async def _push_queue(self, queue: str, http: aiohttp.ClientSession) -> None:
        try:
            while self.webhook is not None and (update := next((u for u in self.pending if u.queue == queue), None)):
                if await self._push(update, http) and update in self.pending:
                    self.pending.remove(update)
                    self._moved()
        finally:
            del self._workers[queue]

    async def _push(self, update: Update, http: aiohttp.ClientSession) -> bool:
        """True when the update is done with: taken, expired, or given up. False when the webhook is gone."""
        asked_for_s = 0.0
        for wait_s in self._waits_s:
            await asyncio.sleep(asked_for_s or wait_s)
            if self.webhook is None:
                return False
            if self._now() > update.expires_at:
                return True
            answer, asked_for_s = await self._post(update, self.webhook, http)
            self.delivered.append(answer)
            self._moved()
            if 200 <= answer.status < 300:
                return True
            self.last_failure = (int(self._now()), f"Wrong response from the webhook: {answer.status}")
        return True

    async def _post(self, update: Update, webhook: Webhook, http: aiohttp.ClientSession) -> tuple[Delivered, float]:
        headers = {SECRET_HEADER: webhook.secret} if webhook.secret else {}
        try:
            async with http.post(webhook.url, json=update.json, headers=headers, allow_redirects=False) as answer:
                asked_for = answer.headers.get("Retry-After", "")
                body = await answer.text(errors="replace")
        except (aiohttp.ClientError, TimeoutError):
            return Delivered(update=update, status=0), 0.0
        wait_s = min(float(asked_for), LONGEST_RETRY_AFTER_S) if asked_for.isdigit() else 0.0
        return Delivered(update=update, status=answer.status, body=body), wait_s
