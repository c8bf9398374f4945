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
from typing import Literal
from urllib.parse import urlencode

import aiohttp
from aiohttp import web
from twilio.request_validator import RequestValidator

from bot.sandbox.twilio_account import SandboxAccount
from bot.sandbox.twilio_content import SandboxContents, Shown
from bot.sandbox.twilio_phone import TICKS, Bubble, Phone, Tick

BODY_LIMIT = 1600
WINDOW = timedelta(hours=24)
CALL_TIMEOUT = aiohttp.ClientTimeout(total=15)  # Twilio waits no longer for our answer

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What the next call gets instead of an answer. `processed`: the message goes out all the same.

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
class Stored:
    """A row of the account's message log. `fields` are those of the form it came with, or went out with; `text` what
    the phone shows; `error`: Twilio's number of why it did not get there, 0 otherwise. `after_sent`: whether the one
    before to the same person had left by then, or it might have overtaken it."""

    sid: str
    fields: Mapping[str, str]
    inbound: bool
    created_at: datetime
    status: Tick | Literal["undelivered"]
    text: str = ""
    error: int = 0
    after_sent: bool = True


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
        self.sender = f"whatsapp:{number}"
        self.faults: list[Fault] = []  # of the next calls to Messages.json
        self.content_faults: list[Fault] = []  # and to the Content API
        self.typing_faults: list[Fault] = []
        self.typed: list[str] = []  # messages whose writers have seen that somebody types
        self.late_faults: list[int] = []  # numbers with which the next messages fail after they were taken
        self.answers_after_s = 0.0  # once it has taken a message
        self.callbacks_after_s = 0.0  # after that, until it leaves
        self.refused: list[int] = []  # Twilio's numbers of what it would not take
        self.log: list[Stored] = []
        self.contents = SandboxContents(account_sid)
        self.media: dict[str, tuple[str, bytes]] = {}  # type and bytes of what people sent, by «MM…/ME…»
        self.in_pieces = False  # files come without their length
        self.media_host = ""  # where a file is to be had; «»: here
        self.logins = {basic(account_sid, auth_token)}
        self.callback_order: tuple[Tick, ...] = ("sent", "delivered", "read")
        self.callbacks: list[int] = []  # what our status callbacks were answered
        self.account = SandboxAccount(account_sid=account_sid, number=number)
        self.app = self._make_app()
        self._signer = RequestValidator(auth_token)  # type: ignore[no-untyped-call]  # twilio has no types
        self._now = now
        self._numbers = count(1)
        self._stopping = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    def phone(self, who: str, profile_name: str = "") -> Phone:
        """The phone with this number («+1809…») or hidden-number id («DO.8f3…»), made when it is not there yet."""
        if who not in self.phones:
            self.phones[who] = Phone(self, who, profile_name)
        return self.phones[who]

    def phone_at(self, address: str) -> Phone | None:
        """By either name that WhatsApp gives a person."""
        who = address.removeprefix("whatsapp:")
        return next((phone for phone in self.phones.values() if who in (phone.number, phone.user_id)), None)

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
        return {
            "SmsMessageSid": sid,
            "SmsSid": sid,
            "MessageSid": sid,
            "NumMedia": "0",
            "ProfileName": phone.profile_name,
            "WaId": phone.address.removeprefix("whatsapp:").removeprefix("+"),
            "SmsStatus": "received",
            "To": self.sender,
            "NumSegments": "1",
            "ReferralNumMedia": "0",
            "AccountSid": self.account_sid,
            "From": phone.address,
            "ApiVersion": "2010-04-01",
            **({"ExternalUserId": f"whatsapp:{phone.user_id}"} if phone.user_id else {}),
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
        await asyncio.sleep(self.callbacks_after_s)
        if message.error:
            await self._report(message, "failed" if phone.blocked else "undelivered")
            return
        phone.show(bubble)
        for step in self.callback_order:
            if step != "read" or phone.reads:
                bubble.tick = max(bubble.tick, step, key=TICKS.index)
                self.changed(phone)
                await self._report(message, step, bubble.tick)

    async def _report(self, message: Stored, step: Tick | Literal["undelivered"], reached: Tick | None = None) -> None:
        message.status = reached or step
        if url := message.fields.get("StatusCallback"):
            self.callbacks.append(await self.post(url, self._status_form(message, step)))

    def _status_form(self, message: Stored, step: str) -> dict[str, str]:
        error = {"ErrorCode": str(message.error), "ErrorMessage": "Not delivered"} if message.error else {}
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
            **error,
        }

    # --- the REST calls ---

    def _make_app(self) -> web.Application:
        app = web.Application(middlewares=[self._signed_in])
        account = "/2010-04-01/Accounts/{account}"
        app.router.add_post(f"{account}/Messages.json", self._create_message)
        app.router.add_get(f"{account}/Messages.json", self._list_messages)
        app.router.add_get(f"{account}/Messages/{{message}}/Media/{{file}}", self._find_media)
        app.router.add_get("/stored/{message}/{file}", self._media)
        app.router.add_post("/v1/Content", self._create_content)
        app.router.add_get("/v1/Content", self._list_content)
        app.router.add_get("/v1/Content/{sid}", self._one_content)
        app.router.add_get("/v1/Content/{sid}/ApprovalRequests", self._approval)
        app.router.add_delete("/v1/Content/{sid}", self._delete_content)
        app.router.add_post("/v2/Indicators/Typing.json", self._show_typing)
        app.add_routes(self.account.routes())
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
        if request.path.startswith("/stored/"):
            return await handler(request)  # the link itself is the key, for four hours
        if request.headers.get("Authorization") not in self.logins:
            return self._refuse(401, 20003, "Authenticate")
        if request.match_info.get("account", self.account_sid) != self.account_sid:
            return self._not_found(request)
        if request.path.startswith("/v1/Content") and self.content_faults:
            return await self._fail(request, self.content_faults.pop(0))
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
        phone = self.phone_at(form.get("To", ""))
        if form.get("From") != self.sender:
            return 21212
        if not re.fullmatch(r"whatsapp:(\+[1-9][0-9]{6,14}|[A-Z]{2}\.[0-9A-Za-z.]{1,130})", form.get("To", "")):
            return 21211
        if bool(form.get("Body")) == bool(form.get("ContentSid")):
            return 21619
        if len(form.get("Body", "")) > BODY_LIMIT:
            return 21617
        if form.get("ContentSid") and (number := self.contents.objection(form)):
            return number
        is_open = phone and phone.wrote_at and self._now() - phone.wrote_at <= WINDOW
        is_approved = self.contents.approvals.get(form.get("ContentSid", "")) == "approved"
        return 0 if is_open or is_approved else 63016

    def _accept(self, form: Mapping[str, str]) -> Stored:
        phone = self.phone_at(form["To"])
        assert phone  # or it would have been refused
        shown = self.contents.shown(form) if form.get("ContentSid") else Shown(text=form["Body"])
        late = self.late_faults.pop(0) if self.late_faults else 0
        before = [row for row in self.log if not row.inbound and row.fields["To"] == form["To"]]
        message = Stored(
            sid=self.next_sid("SM"),
            after_sent=not before or before[-1].status != "queued",
            fields=form,
            inbound=False,
            created_at=self._now(),
            status="queued",
            text=shown.text if shown else "",
            error=63024 if phone.blocked else late if shown else 63021,
        )
        self.log.append(message)
        bubble = Bubble(sid=message.sid, mine=False, text=message.text)
        if shown:
            bubble.buttons, bubble.list_button = shown.buttons, shown.list_button
        task = asyncio.create_task(self._follow(phone, bubble, message))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return message

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
            "body": message.fields.get("Body", message.text),
            "status": "received" if message.inbound else message.status,
            "direction": "inbound" if message.inbound else "outbound-api",
            "num_segments": "1",
            "num_media": message.fields.get("NumMedia", "0"),
            "error_code": message.error or None,
            "error_message": "Not delivered" if message.error else None,
            "api_version": "2010-04-01",
            "uri": f"/2010-04-01/Accounts/{self.account_sid}/Messages/{message.sid}.json",
            "date_created": when,
            "date_updated": when,
            "date_sent": when,
        }

    async def _create_content(self, request: web.Request) -> web.Response:
        is_json = request.content_type == "application/json"
        content = self.contents.create(await request.json()) if is_json else None
        if content is None:
            return self._refuse(400, 20001, "Invalid content")
        return web.json_response(content, status=201)

    async def _list_content(self, request: web.Request) -> web.Response:
        return web.json_response(self.contents.page(request))

    async def _one_content(self, request: web.Request) -> web.Response:
        content = self.contents.made.get(request.match_info["sid"])
        return web.json_response(content) if content else self._not_found(request)

    async def _approval(self, request: web.Request) -> web.Response:
        sid = request.match_info["sid"]
        return web.json_response(self.contents.approval(sid)) if sid in self.contents.made else self._not_found(request)

    async def _delete_content(self, request: web.Request) -> web.Response:
        gone = self.contents.made.pop(request.match_info["sid"], None)
        return web.Response(status=204) if gone else self._not_found(request)

    async def _find_media(self, request: web.Request) -> web.Response:
        """Signed in, one is sent on to where the file lies (facts/twilio-whatsapp §1)."""
        name = "{message}/{file}".format_map(request.match_info)
        if name not in self.media:
            return self._not_found(request)
        host = self.media_host or f"http://{request.host}"
        return web.Response(status=307, headers={"Location": f"{host}/stored/{name}"})

    async def _media(self, request: web.Request) -> web.Response:
        kind, body = self.media["{message}/{file}".format_map(request.match_info)]
        response = web.Response(body=body, content_type=kind)
        if self.in_pieces:
            response.enable_chunked_encoding()
        return response

    async def _show_typing(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        if self.typing_faults:
            return await self._fail(request, self.typing_faults.pop(0))
        written = [row.sid for row in self.log if row.inbound]
        if form.get("channel") != "whatsapp" or form.get("messageId") not in written:
            return self._not_found(request)
        self.typed.append(str(form["messageId"]))
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

    def _not_found(self, request: web.Request) -> web.Response:
        return self._refuse(404, 20404, f"The requested resource {request.path} was not found")


def basic(user: str, password: str) -> str:
    """An Authorization header."""
    return "Basic " + b64encode(f"{user}:{password}".encode()).decode()


def problem(status: int, code: int, message: str) -> str:
    """The JSON of a refusal, as Twilio writes it."""
    more = f"https://www.twilio.com/docs/errors/{code}"
    return json.dumps({"code": code, "message": message, "more_info": more, "status": status})
