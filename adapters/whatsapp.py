"""WhatsApp by way of Twilio: signed form posts come in, Messages API calls go out.

How Twilio really behaves, with sources: docs/facts/twilio-whatsapp.md. What its forms say: `twilio_form`; what its
refusals mean: `twilio_outcomes`; buttons and lists: `twilio_content`; how calls travel: `twilio_transport`.
"""

from __future__ import annotations

import asyncio
import codecs
import json
import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from hmac import compare_digest
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import aiohttp
import structlog

from adapters.media import Media, opened, without_media
from adapters.records import Arrival
from adapters.sending import (
    JUST_HEARD,
    Later,
    Misconfigured,
    Rejected,
    SendOutcome,
    Sent,
    StatusUpdate,
    Unknown,
    WindowClosed,
)
from adapters.twilio_content import Content, Contents, NoShelf, Shelf, as_content
from adapters.twilio_form import PROGRESS, SINGLE_BYTE, Form, is_number, read_event, read_form
from adapters.twilio_order import InOrder
from adapters.twilio_outcomes import answer_of, outcome
from adapters.webhook import Acknowledgement, RawRequest
from flows.lead import Attachment
from flows.replies import Message, TemplateName, numbered_text

if TYPE_CHECKING:
    from twilio.request_validator import RequestValidator

    from adapters.twilio_transport import TwilioMessages

log = structlog.get_logger()

SIGNATURE = "X-Twilio-Signature"
SIGNATURE_SETTINGS = "X-Twilio-Webhooks-Signature-Settings"  # names another algorithm when a shared key signs
SIGNATURE_LENGTH = {"HMAC_SHA1": 28, "HMAC_SHA256": 44}  # Base64 of the digest
CHECK_LIMIT = 2000  # form fields whose signature is still looked at: more would cost a stranger's call 0.1 s
RAW_LIMIT = 2048  # bytes kept of a request that cannot be read

ANY_ADDRESS = re.compile(r"whatsapp:[!-~]{1,160}")  # a hidden number: facts/twilio-whatsapp §2

API = "https://api.twilio.com"
MEDIA_HOSTS = ("https://mms.twiliocdn.com/", "https://s3-external-1.amazonaws.com/media.twiliocdn.com/")
WINDOW = timedelta(hours=24)  # after a person's message, in which anything may be said: facts/twilio-whatsapp §6
PART_LIMIT = 1500  # characters; Twilio refuses more than 1,600 with 21617
LIST_TIMEOUT_S = 30  # for a thousand messages
STALE_AFTER_S = 600  # a question that Twilio still queues by then is not sent (promises §6)
REPEAT_WINDOW = timedelta(minutes=10)  # how far back a reply of unknown fate is looked for (promises §6)
NOTHING: Mapping[str, str] = {}
NO_SHELF = NoShelf()

Templates = Mapping[tuple[TemplateName, str], str]  # name and language → Twilio's id
NO_TEMPLATES: Templates = {}


class WhatsAppChannel:
    """One WhatsApp sender of an agency. Call `prepare` once before the first `send`."""

    body_limit = 64 * 1024
    unclear_tries = 1  # more, after a send of unknown fate that Twilio does not list (promises §6)
    acknowledgement = Acknowledgement(
        content_type="text/xml", body=b'<?xml version="1.0" encoding="UTF-8"?><Response/>'
    )

    def __init__(
        self,
        *,
        agency: str,
        name: str,
        account_sid: str,
        auth_tokens: tuple[str, ...],
        number: str,
        webhook_url: str,
        status_url: str,
        session: aiohttp.ClientSession,
        api_key_sid: str = "",
        api_key_secret: str = "",
        api_base_url: str = "",
        shelf: Shelf = NO_SHELF,
        keeps_media: bool = False,
        templates: Templates = NO_TEMPLATES,
    ) -> None:
        """`auth_tokens`: the current one, then the previous one while it is being changed. `number` in E.164.

        `webhook_url` and `status_url` are what Twilio calls, built from the configured public URL; a fragment with
        Twilio's connection settings is allowed. Calls are signed in with the API key where there is one. `shelf`: where
        the ids of our buttons and lists are kept. `templates`: the approved ones, by name and language.
        """
        self.agency = agency
        self.name = name
        self._keeps_media = keeps_media
        self._account_sid = account_sid
        self._auth_tokens = auth_tokens
        self._login = (api_key_sid, api_key_secret) if api_key_sid else (account_sid, auth_tokens[0])
        self._sender = f"whatsapp:{number}"
        self._api_base_url = api_base_url
        self._webhook_url = webhook_url.partition("#")[0]  # Twilio signs without the fragment
        self._status_url = status_url
        self._status_path = urlsplit(status_url).path
        self._session = session
        self._validators: tuple[RequestValidator, ...] = ()
        self._messages: TwilioMessages | None = None
        self._contents = Contents(
            session, account_sid=account_sid, login=self._login, api_base_url=api_base_url, shelf=shelf
        )
        self._templates = templates
        self._order = InOrder()
        self._latest: tuple[RawRequest | None, Form] = (None, Form())

    # --- authenticate ---

    def admits(self, headers: Mapping[str, str]) -> bool | None:
        """False: refuse without reading the body. None: `verify` decides, with the body."""
        return None if headers.get(SIGNATURE) else False

    def verify(self, request: RawRequest) -> bool:
        """Whether Twilio sent this, for our account and our number, to the URL in the settings. Never raises."""
        _, ours = self._called(request.target)
        if not self._is_signed(request, self._each_validator()):
            return False
        form = self._read(request)
        return self._account_sid in form.get("AccountSid", ()) and self._sender in form.get(ours, ())

    def used_previous(self, request: RawRequest) -> bool:
        """Whether a call that was let in is signed with the previous token."""
        validators = self._each_validator()
        return len(validators) > 1 and not self._is_signed(request, validators[:1])

    def _is_signed(self, request: RawRequest, validators: tuple[RequestValidator, ...]) -> bool:
        url, _ = self._called(request.target)
        signature = request.headers.get(SIGNATURE, "")
        algorithm = "HMAC_SHA256" if "HMAC_SHA256" in request.headers.get(SIGNATURE_SETTINGS, "") else "HMAC_SHA1"
        if not url.isascii() or len(signature) != SIGNATURE_LENGTH[algorithm]:
            return False
        if request.body.count(b"&") >= CHECK_LIMIT:
            return False
        form = self._read(request)
        return any(is_signed(validator, url, form, signature, algorithm) for validator in validators)

    def _called(self, target: str) -> tuple[str, str]:
        """The URL that Twilio must have signed, and the field that holds our number in that kind of call."""
        path, mark, query = target.partition("?")
        slash = "/" if path.endswith("/") else ""  # set so by hand at Twilio, and signed so
        if self._status_path.endswith(path.removesuffix("/")):  # a proxy may have taken off the first part of the path
            return self._status_url.partition("#")[0] + slash + mark + query, "From"
        return self._webhook_url + slash + mark + query, "To"

    def _each_validator(self) -> tuple[RequestValidator, ...]:
        if not self._validators:
            from twilio.request_validator import RequestValidator

            make: Callable[[str], RequestValidator] = RequestValidator
            self._validators = tuple(make(token) for token in self._auth_tokens)
        return self._validators

    def _read(self, request: RawRequest) -> Form:
        """The request's form; `verify` and `parse` read the same request, one after the other."""
        if self._latest[0] is not request:
            self._latest = (request, read_form(request))
        return self._latest[1]

    # --- parse ---

    def parse(self, request: RawRequest) -> tuple[Arrival, ...]:
        """What happened, from a verified request: always one arrival. Never raises."""
        form = self._read(request)
        sid, sender = form.message_sid(), form.one("From")
        if sid and ANY_ADDRESS.fullmatch(sender) and not form.repeats("From"):
            self._order.answered(sender)
            arrival = Arrival(key=f"{self._account_sid}:{sid}", chat=sender, alias=form.user_id())
            if form.one("MessageType") == "reaction":
                return (replace(arrival, ignored="reaction"),)  # its emoji would be a text, and 👍 a «sí»
            arrival = replace(arrival, event=read_event(form))
            return (arrival if self._keeps_media else without_media(arrival),)
        digest = sha256(request.body).hexdigest()
        return (Arrival(key=f"malformed:{digest}", ignored="malformed", raw=request.body[:RAW_LIMIT]),)

    async def missed(self, since: datetime) -> tuple[Arrival, ...] | None:
        """What Twilio holds of what people wrote since then, oldest first: for what its webhooks never brought. None
        when it does not say. A button that was pressed is its label here, and a place is nothing."""
        if self._messages is None:
            return None
        from adapters.twilio_transport import ApiError

        try:
            async with asyncio.timeout(LIST_TIMEOUT_S):
                rows = await self._messages.received_since(since, by=self._sender)
        except (ApiError, aiohttp.ClientError, OSError, ValueError):
            return None
        return tuple(arrival for row in rows if (arrival := self._logged(row)))

    def _logged(self, row: Mapping[str, str]) -> Arrival | None:
        form = Form({name: [value] for name, value in row.items()})
        if not (form.message_sid() and ANY_ADDRESS.fullmatch(form.one("From")) and form.one("DateSent")):
            return None
        # Twilio tells the second, so its end: what came in the same one is not older.
        sent_at = datetime.fromisoformat(form.one("DateSent")) + timedelta(seconds=1)
        key = f"{self._account_sid}:{form.one('MessageSid')}"
        return Arrival(key=key, chat=form.one("From"), event=read_event(form), sent_at=sent_at)

    def parse_status(self, request: RawRequest) -> StatusUpdate | None:
        """What became of a sent message, from a verified status callback; None when it says nothing. Never raises."""
        form = self._read(request)
        status = PROGRESS.get(form.one("MessageStatus"))
        sid, written = form.message_sid(), form.one("ErrorCode")
        if status is None or sid is None or form.repeats("MessageStatus", "ErrorCode"):
            return None
        self._order.reported(sid, status)
        code = int(written) if is_number(written) else None
        failure = outcome(400, code=code) if code and status in ("failed", "undelivered") else None
        if isinstance(failure, Rejected) and failure.as_text:
            self._contents.distrust()
        return StatusUpdate(provider_id=sid, status=status, error_code=code, failure=failure)

    async def acknowledge(self, arrival: Arrival) -> None:
        """WhatsApp wants nothing after a tap."""

    async def show_typing(self, arrival: Arrival) -> None:
        """«Escribiendo…», for 25 s or until our next message. It fails unheard: nobody misses it."""
        messages = await self._client()
        failed = await answer_of(messages.show_typing(arrival.key.rpartition(":")[2]))
        if failed:
            log.info("typing not shown", agency=self.agency, channel=self.name, reason=type(failed).__name__)

    # --- send ---

    async def prepare(self) -> None:
        """Load the twilio client, once; its imports take about 0.4 s and stay off the event loop."""
        if self._messages is None:
            self._messages = await asyncio.to_thread(self._connect)

    def _connect(self) -> TwilioMessages:
        from adapters.twilio_transport import TwilioMessages

        self._each_validator()
        for name in SINGLE_BYTE:
            codecs.lookup(name)  # read from the disk now, not when somebody writes
        return TwilioMessages(
            self._session, account_sid=self._account_sid, login=self._login, api_base_url=self._api_base_url
        )

    async def send(
        self, address: str, message: Message, *, attempts: int, silent_for: timedelta = JUST_HEARD
    ) -> SendOutcome:
        """Send a reply, with native buttons or a list where it can have them, else as text in parts of at most 1,500
        characters; in approved words to a person who has been silent for a day. `attempts` counts this one, so it is 1
        at first.

        Twilio has no idempotency key: above 1, what it got in the last 10 minutes is not sent again.
        """
        known: Mapping[str, str] = {}
        if attempts > 1:
            found = await self._sent_since(address, datetime.now(UTC) - REPEAT_WINDOW)
            if isinstance(found, Later | Unknown):
                return found
            known = found if isinstance(found, Mapping) else {}  # a key that may only send may not look
        if silent_for >= WINDOW:
            return await self._send_template(address, message, known)
        if known and (sid := last_of(known, message)):
            return Sent(sid, messages=0)
        content = as_content(message)
        answer = await (
            self._send_content(address, message, content) if content else self._send_text(address, message, known)
        )
        return await self._send_template(address, message) if isinstance(answer, WindowClosed) else answer

    async def _send_template(self, address: str, message: Message, known: Mapping[str, str] = NOTHING) -> SendOutcome:
        """Outside the window, where the agency has approved words for it. What else Twilio has of the last minutes can
        only be the same."""
        if known:
            return Sent(next(iter(known.values())), messages=0)
        wanted = message.template
        sid = self._templates.get((wanted.name, message.language)) if wanted else None
        if wanted is None or sid is None:
            return WindowClosed()
        values = {str(place): value for place, value in enumerate(wanted.values, 1)}
        what = {"ContentSid": sid, "ContentVariables": json.dumps(values, ensure_ascii=False)}
        answer = await self._send_one(address, what, message)
        if not isinstance(answer, Rejected):
            return answer
        log.warning("a template is refused", agency=self.agency, channel=self.name, reason=answer.reason)
        return WindowClosed()

    @asynccontextmanager
    async def open_media(self, attachment: Attachment) -> AsyncIterator[Media]:
        """The file of somebody's message, from Twilio as it is read. Raises MediaGone, MediaUnavailable."""
        message, _, file = attachment.ref.partition("/")
        base = self._api_base_url.rstrip("/") or API
        url = f"{base}/2010-04-01/Accounts/{self._account_sid}/Messages/{message}/Media/{file}"
        login = {"Authorization": aiohttp.encode_basic_auth(*self._login)}
        follow = partial(is_media_host, base)
        async with opened(self._session, url, attachment, headers=login, may_follow=follow) as media:
            yield media

    async def already_sent(self, address: str, message: Message, since: datetime) -> str | None:
        """Twilio's id of the same reply to that person since then, None when there is none or Twilio does not say."""
        found = await self._sent_since(address, since)
        return last_of(found, message) if isinstance(found, Mapping) else None

    async def _send_content(self, address: str, message: Message, content: Content) -> SendOutcome:
        """Where that cannot be had or is refused, as text; if this goes out, it was the content's fault."""
        sid = await self._contents.sid(content)
        if sid is None:
            return await self._send_text(address, message)
        what = {"ContentSid": sid, "ContentVariables": json.dumps(content.values, ensure_ascii=False)}
        answer = await self._send_one(address, what, message)
        if not isinstance(answer, Rejected | Misconfigured):
            return answer
        instead = await self._send_text(address, message)
        if isinstance(instead, Sent):
            await self._contents.refused(content)
        return instead

    async def _send_text(self, address: str, message: Message, known: Mapping[str, str] = NOTHING) -> SendOutcome:
        """In parts, but for those that Twilio is known to have."""
        sid, messages = "", 0
        for part in parts_of(message):
            if part in known:
                sid = known[part]
                continue
            answer = await self._send_one(address, {"Body": part}, message)
            if not isinstance(answer, Sent):
                return answer
            sid, messages = answer.provider_id, messages + 1
        return Sent(sid, messages)

    async def _send_one(self, address: str, what: Mapping[str, str], message: Message) -> SendOutcome:
        messages = await self._client()
        await self._order.turn(address)
        validity_s = None if message.kind == "receipt" else STALE_AFTER_S
        answer = await answer_of(
            messages.create(what, sender=self._sender, to=address, status_url=self._status_url, validity_s=validity_s)
        )
        if not isinstance(answer, str):
            return answer
        self._order.took(address, answer)
        return Sent(answer)

    async def _sent_since(self, address: str, since: datetime) -> Mapping[str, str] | SendOutcome:
        messages = await self._client()
        return await answer_of(messages.sent_since(since, sender=self._sender, to=address))

    async def _client(self) -> TwilioMessages:
        if self._messages is None:
            await self.prepare()
        assert self._messages is not None
        return self._messages


def is_signed(validator: RequestValidator, url: str, form: Form, signature: str, algorithm: str = "HMAC_SHA1") -> bool:
    """Whether the signature is that of this URL, with or without its standard port, and this form."""
    expected: str = validator.compute_signature(url, form, algorithm)  # type: ignore[no-untyped-call]  # twilio's
    if compare_digest(expected.encode(), signature.encode("utf-8", "replace")):
        return True  # without computing the same for the port, as nearly always
    return bool(validator.validate(url, form, signature, algorithm))  # type: ignore[no-untyped-call]  # twilio's


# --- reply → parts ---


def parts_of(message: Message) -> tuple[str, ...]:
    """The texts to send, in order. Options are numbered lines (conversation §3)."""
    return tuple(split_text(numbered_text(message), PART_LIMIT))


def last_of(known: Mapping[str, str], message: Message) -> str | None:
    """The id of the message that ended this reply, where texts and ids of all that went out are known: Twilio lists a
    template as what it became, if at all (facts/twilio-whatsapp §12)."""
    parts = parts_of(message)
    if parts and known.keys() >= set(parts):
        return known[parts[-1]]
    return known.get(message.text.strip()) if message.choices else None


def split_text(text: str, limit: int) -> Iterator[str]:
    """Pieces of at most `limit` characters, broken after a line where one ends late enough, else at a space."""
    text = text.strip()
    while len(text) > limit:
        cut = text.rfind("\n", limit // 2, limit + 1)
        if cut < 0:
            cut = text.rfind(" ", limit // 2, limit + 1)
        if cut < 0:
            cut = limit
        yield text[:cut].rstrip()
        text = text[cut:].lstrip()
    if text:
        yield text


def is_media_host(base: str, target: str) -> bool:
    """Whether Twilio may send us on to there for a file (facts/twilio-whatsapp §1): its own hosts, and the configured
    one. A name that only begins like one of them ends with another sign than «/»."""
    return target.startswith((*MEDIA_HOSTS, f"{base}/"))
