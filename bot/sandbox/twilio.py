"""Twilio and WhatsApp in a box: the REST calls that the adapter makes, and the phones at the other end.

What people write goes out as signed form posts, what the agency sends ends up in a phone's chat, and each sent message
is followed by signed status callbacks. Refuses what the real Twilio refuses, with its numbers and its error bodies
(facts/twilio-whatsapp §5 to §7).
"""

from __future__ import annotations

import asyncio
import json
import re
from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import count
from typing import Any, Literal
from urllib.parse import urlencode

import aiohttp
from aiohttp import web
from twilio.request_validator import RequestValidator

from bot.sandbox.twilio_content import Button, breaks_limits, render_content

BODY_LIMIT = 1600
WINDOW = timedelta(hours=24)
CALL_TIMEOUT = aiohttp.ClientTimeout(total=15)  # Twilio waits no longer for our answer
Tick = Literal["queued", "sent", "delivered", "read", "failed"]
TICKS: tuple[Tick, ...] = ("queued", "sent", "delivered", "read", "failed")  # a message only moves forward

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What the next call to Messages.json gets instead of an answer. `processed`: the message goes out all the same.

    «answer»: `status`, `code` and `body` (None: Twilio's usual error JSON). «hang»: nothing, until the sandbox stops.
    «reset»: the connection is cut.
    """

    how: Literal["answer", "hang", "reset"] = "answer"
    status: int = 500
    code: int = 20500
    body: str | None = None
    retry_after: str = ""
    processed: bool = False


@dataclass(slots=True, kw_only=True)
class Bubble:
    """A message as the phone shows it. `mine`: the person wrote it. `answered`: our webhook's HTTP status, if mine."""

    sid: str
    mine: bool
    text: str
    what: Literal["text", "media", "location"] = "text"
    buttons: tuple[Button, ...] = ()
    tick: Tick = "queued"
    answered: int | None = None


@dataclass(slots=True, kw_only=True)
class Stored:
    """A row of the account's message log. `fields` are those of the form it came with, or went out with."""

    sid: str
    fields: Mapping[str, str]
    inbound: bool
    created_at: datetime
    status: Tick


class Phone:
    """One person's WhatsApp. `reads` False: no blue ticks. `blocked` True: what is sent fails."""

    def __init__(self, twilio: SandboxTwilio, address: str, profile_name: str) -> None:
        self.address = address
        self.profile_name = profile_name
        self.chat: list[Bubble] = []
        self.reads = True
        self.blocked = False
        self.wrote_at: datetime | None = None
        self._twilio = twilio
        self._incoming: asyncio.Queue[Bubble] = asyncio.Queue()

    async def say(self, text: str, **fields: str) -> int:
        """Write a text; the HTTP status that our webhook gave, 0 when it could not be reached."""
        return await self._write(
            Bubble(sid=self._twilio.next_sid("SM"), mine=True, text=text), {"Body": text, **fields}
        )

    async def tap(self, label: str) -> int:
        """Press the newest button of that label; where there is none, type it."""
        buttons = [button for bubble in self.chat for button in bubble.buttons if button.label == label]
        return await self.say(label, **(buttons[-1].fields if buttons else {}))

    async def send_location(self, latitude: str = "18.4861", longitude: str = "-69.9312") -> int:
        bubble = Bubble(sid=self._twilio.next_sid("SM"), mine=True, text="", what="location")
        return await self._write(bubble, {"Body": "", "Latitude": latitude, "Longitude": longitude})

    async def send_media(self, content_type: str, caption: str = "") -> int:
        sid = self._twilio.next_sid("MM")
        url = f"https://api.twilio.com/2010-04-01/Accounts/{self._twilio.account_sid}/Messages/{sid}/Media/ME{sid[2:]}"
        media = {"NumMedia": "1", "MediaContentType0": content_type, "MediaUrl0": url}
        return await self._write(Bubble(sid=sid, mine=True, text=caption, what="media"), {"Body": caption, **media})

    async def hear(self) -> Bubble:
        """The next message from the agency that was not heard yet; waits for it without end."""
        return await self._incoming.get()

    def show(self, bubble: Bubble) -> None:
        """A message from the agency arrives."""
        self.chat.append(bubble)
        self._incoming.put_nowait(bubble)
        self._twilio.changed(self)

    async def _write(self, bubble: Bubble, fields: Mapping[str, str]) -> int:
        self.chat.append(bubble)
        self._twilio.changed(self)
        bubble.answered = await self._twilio.deliver_inbound(self, bubble.sid, fields)
        bubble.tick = "read" if 200 <= bubble.answered < 300 else "failed"
        self._twilio.changed(self)
        return bubble.answered


class SandboxTwilio:
    """One Twilio account with one WhatsApp sender. Serve `app`; `webhook_url` is where people's messages are posted,
    empty to keep them here. `on_change` is called with a phone whenever its chat changed."""

    def __init__(
        self,
        *,
        account_sid: str,
        auth_token: str,
        number: str,
        webhook_url: str = "",
        on_change: Callable[[Phone], None] | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.account_sid = account_sid
        self.number = number
        self.webhook_url = webhook_url
        self.on_change = on_change
        self.phones: dict[str, Phone] = {}
        self.faults: list[Fault] = []
        self.answers_after_s = 0.0  # once it has taken a message
        self.refused: list[int] = []  # Twilio's numbers of what it would not take
        self.log: list[Stored] = []
        self.contents: dict[str, dict[str, Any]] = {}
        self.callback_order: tuple[Tick, ...] = ("sent", "delivered", "read")
        self.callbacks: list[int] = []  # what our status callbacks were answered
        self.app = self._make_app()
        self._authorization = "Basic " + b64encode(f"{account_sid}:{auth_token}".encode()).decode()
        self._signer = RequestValidator(auth_token)  # type: ignore[no-untyped-call]  # twilio has no types
        self._now = now
        self._numbers = count(1)
        self._stopping = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    def phone(self, who: str, profile_name: str = "") -> Phone:
        """The phone with this number («+1809…») or hidden-number id («DO.8f3…»), made when it is not there yet."""
        address = f"whatsapp:{who}"
        if address not in self.phones:
            self.phones[address] = Phone(self, address, profile_name)
        return self.phones[address]

    def next_sid(self, prefix: str) -> str:
        return f"{prefix}{next(self._numbers):032x}"

    def changed(self, phone: Phone) -> None:
        if self.on_change:
            self.on_change(phone)

    async def settled(self) -> None:
        """Waits until every status callback that is under way has been answered."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    # --- to our webhooks ---

    async def deliver_inbound(self, phone: Phone, sid: str, fields: Mapping[str, str]) -> int:
        phone.wrote_at = self._now()
        form = {**self._inbound_form(phone, sid), **fields}
        self.log.append(
            Stored(sid=sid, fields=form, inbound=True, created_at=phone.wrote_at, status="delivered"),
        )
        return await self.post(self.webhook_url, form) if self.webhook_url else 200

    def _inbound_form(self, phone: Phone, sid: str) -> dict[str, str]:
        who = phone.address.removeprefix("whatsapp:")
        return {
            "SmsMessageSid": sid,
            "SmsSid": sid,
            "MessageSid": sid,
            "NumMedia": "0",
            "ProfileName": phone.profile_name,
            "WaId": who.removeprefix("+"),
            "SmsStatus": "received",
            "To": f"whatsapp:{self.number}",
            "NumSegments": "1",
            "ReferralNumMedia": "0",
            "AccountSid": self.account_sid,
            "From": phone.address,
            "ApiVersion": "2010-04-01",
            **({} if who.startswith("+") else {"ExternalUserId": phone.address}),
        }

    async def post(self, url: str, form: Mapping[str, str]) -> int:
        """Post a signed form as Twilio does; the HTTP status, 0 when there was no answer."""
        address = url.partition("#")[0]
        signature = self._signer.compute_signature(address, dict(form))  # type: ignore[no-untyped-call]  # twilio has no types
        headers = {"X-Twilio-Signature": signature, "I-Twilio-Idempotency-Token": form["MessageSid"]}
        try:
            async with self._session.post(
                address, data=dict(form), headers=headers, timeout=CALL_TIMEOUT, allow_redirects=False
            ) as answer:
                return answer.status
        except (aiohttp.ClientError, TimeoutError):
            return 0

    async def _follow(self, phone: Phone, bubble: Bubble, message: Stored) -> None:
        """Bring a message to its phone, and report each step where the sender asked for it."""
        if not phone.blocked:
            phone.show(bubble)
        for step in self._steps(phone):
            bubble.tick = message.status = max(bubble.tick, step, key=TICKS.index)
            self.changed(phone)
            if url := message.fields.get("StatusCallback"):
                self.callbacks.append(await self.post(url, self._status_form(message, step)))

    def _steps(self, phone: Phone) -> tuple[Tick, ...]:
        if phone.blocked:
            return ("failed",)
        return tuple(step for step in self.callback_order if step != "read" or phone.reads)

    def _status_form(self, message: Stored, step: str) -> dict[str, str]:
        return {
            "MessageSid": message.sid,
            "SmsSid": message.sid,
            "MessageStatus": step,
            "SmsStatus": step,
            "AccountSid": self.account_sid,
            "From": message.fields["From"],
            "To": message.fields["To"],
            "ApiVersion": "2010-04-01",
            "ChannelPrefix": "whatsapp",
            **({"ErrorCode": "63024", "ErrorMessage": "Invalid message recipient"} if step == "failed" else {}),
        }

    # --- the REST calls ---

    def _make_app(self) -> web.Application:
        app = web.Application(middlewares=[self._signed_in])
        account = "/2010-04-01/Accounts/{account}"
        app.router.add_post(f"{account}/Messages.json", self._create_message)
        app.router.add_get(f"{account}/Messages.json", self._list_messages)
        app.router.add_post("/v1/Content", self._create_content)
        app.router.add_get("/v1/Content", self._list_content)
        app.router.add_post("/v2/Indicators/Typing.json", self._show_typing)
        app.on_shutdown.append(self._stop)
        app.cleanup_ctx.append(self._run)
        return app

    async def _run(self, app: web.Application) -> AsyncIterator[None]:
        async with aiohttp.ClientSession() as self._session:
            yield
            await self.settled()

    async def _stop(self, app: web.Application) -> None:
        self._stopping.set()

    @web.middleware
    async def _signed_in(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.headers.get("Authorization") != self._authorization:
            return self._refuse(401, 20003, "Authenticate")
        if request.match_info.get("account", self.account_sid) != self.account_sid:
            return self._refuse(404, 20404, "The requested resource was not found")
        return await handler(request)

    async def _create_message(self, request: web.Request) -> web.StreamResponse:
        form = {name: str(value) for name, value in (await request.post()).items()}
        fault = self.faults.pop(0) if self.faults else None
        if fault and not fault.processed:
            return await self._fail(request, fault)
        if code := self._objection(form):
            return self._refuse(400, code, "The message was refused")
        message = self._accept(form)
        await asyncio.sleep(self.answers_after_s)
        return await self._fail(request, fault) if fault else web.json_response(self._resource(message), status=201)

    def _objection(self, form: Mapping[str, str]) -> int:
        """Twilio's number for what is wrong with a message, 0 when nothing is."""
        phone = self.phones.get(form.get("To", ""))
        if form.get("From") != f"whatsapp:{self.number}":
            return 21212
        if not re.fullmatch(r"whatsapp:(\+[1-9][0-9]{6,14}|[A-Z]{2}\.[0-9A-Za-z.]{1,130})", form.get("To", "")):
            return 21211
        if bool(form.get("Body")) == bool(form.get("ContentSid")):
            return 21619
        if len(form.get("Body", "")) > BODY_LIMIT:
            return 21617
        if form.get("ContentSid") and form["ContentSid"] not in self.contents:
            return 63027
        if phone is None or phone.wrote_at is None or self._now() - phone.wrote_at > WINDOW:
            return 63016
        return 0

    def _accept(self, form: Mapping[str, str]) -> Stored:
        message = Stored(sid=self.next_sid("SM"), fields=form, inbound=False, created_at=self._now(), status="queued")
        self.log.append(message)
        text, buttons = self._shown(form)
        bubble = Bubble(sid=message.sid, mine=False, text=text, buttons=buttons)
        task = asyncio.create_task(self._follow(self.phones[form["To"]], bubble, message))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return message

    def _shown(self, form: Mapping[str, str]) -> tuple[str, tuple[Button, ...]]:
        if not form.get("ContentSid"):
            return form["Body"], ()
        content = self.contents[form["ContentSid"]]
        values = {**content.get("variables", {}), **json.loads(form.get("ContentVariables") or "{}")}
        return render_content(content["types"], values)

    async def _list_messages(self, request: web.Request) -> web.Response:
        query = request.query
        rows = [
            row
            for row in reversed(self.log)
            if row.fields["To"] == query.get("To", row.fields["To"])
            and row.fields["From"] == query.get("From", row.fields["From"])
            and f"{row.created_at:%Y-%m-%dT%H:%M:%SZ}" >= query.get("DateSent>", "")
        ]
        size, page = int(query.get("PageSize", "50")), int(query.get("Page", "0"))
        end = size * (page + 1)
        following = f"{request.path}?{urlencode({**query, 'Page': page + 1})}" if len(rows) > end else None
        return web.json_response(
            {
                "messages": [self._resource(row) for row in rows[size * page : end]],
                "page": page,
                "page_size": size,
                "next_page_uri": following,
            }
        )

    def _resource(self, message: Stored) -> dict[str, object]:
        when = format_datetime(message.created_at)
        return {
            "sid": message.sid,
            "account_sid": self.account_sid,
            "from": message.fields["From"],
            "to": message.fields["To"],
            "body": message.fields.get("Body", ""),
            "status": "received" if message.inbound else message.status,
            "direction": "inbound" if message.inbound else "outbound-api",
            "num_segments": "1",
            "num_media": message.fields.get("NumMedia", "0"),
            "error_code": None,
            "error_message": None,
            "api_version": "2010-04-01",
            "uri": f"/2010-04-01/Accounts/{self.account_sid}/Messages/{message.sid}.json",
            "date_created": when,
            "date_updated": when,
            "date_sent": when,
        }

    async def _create_content(self, request: web.Request) -> web.Response:
        content = await request.json()
        if not content.get("language") or not content.get("types") or breaks_limits(content["types"]):
            return self._refuse(400, 20001, "Invalid content")
        sid = self.next_sid("HX")
        self.contents[sid] = {**content, "sid": sid, "account_sid": self.account_sid}
        return web.json_response(self.contents[sid], status=201)

    async def _list_content(self, request: web.Request) -> web.Response:
        meta = {"page": 0, "page_size": len(self.contents), "key": "contents", "next_page_url": None}
        return web.json_response({"contents": list(self.contents.values()), "meta": meta})

    async def _show_typing(self, request: web.Request) -> web.Response:
        return web.json_response({"success": True})

    async def _fail(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        if fault.how == "hang":
            await self._stopping.wait()
        if fault.how != "answer" and request.transport is not None:
            request.transport.abort()
        headers = {"Retry-After": fault.retry_after} if fault.retry_after else {}
        body = problem(fault.status, fault.code, "Scripted") if fault.body is None else fault.body
        return web.Response(status=fault.status, text=body, content_type="application/json", headers=headers)

    def _refuse(self, status: int, code: int, message: str) -> web.Response:
        self.refused.append(code)
        return web.Response(status=status, text=problem(status, code, message), content_type="application/json")


def problem(status: int, code: int, message: str) -> str:
    """The JSON of a refusal, as Twilio writes it."""
    more = f"https://www.twilio.com/docs/errors/{code}"
    return json.dumps({"code": code, "message": message, "more_info": more, "status": status})
