"""WhatsApp by way of Twilio: signed form posts come in, Messages API calls go out.

How Twilio really behaves, with sources: docs/facts/twilio-whatsapp.md.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import parse_qsl, urlsplit

import aiohttp

from adapters.records import Arrival
from adapters.sending import (
    Later,
    Misconfigured,
    Progress,
    Rejected,
    SendOutcome,
    Sent,
    StatusUpdate,
    Unknown,
    Unreachable,
    WindowClosed,
)
from adapters.webhook import Acknowledgement, RawRequest
from flows.events import Ad, Forwarded, LocationShared, MediaReceived, OptionTapped, Said, Sender, TextReceived
from flows.replies import Message, numbered_text

if TYPE_CHECKING:
    from twilio.request_validator import RequestValidator

    from adapters.twilio_transport import TwilioMessages

SIGNATURE = "X-Twilio-Signature"
SIGNATURE_SETTINGS = "X-Twilio-Webhooks-Signature-Settings"  # names another algorithm when a shared key signs
SIGNATURE_LENGTH = {"HMAC_SHA1": 28, "HMAC_SHA256": 44}  # Base64 of the digest
FIELD_LIMIT = 300  # form fields that are believed; Twilio sends about twenty
CHECK_LIMIT = 2000  # form fields whose signature is still looked at: more would cost a stranger's call 0.1 s
NO_AD = Ad()
AD_LIMIT, CLICK_LIMIT = 120, 512  # characters that are kept of what Meta says of an ad (facts/twilio-whatsapp §1)
RAW_LIMIT = 2048  # bytes kept of a request that cannot be read
CRITICAL = ("AccountSid", "MessageSid", "From", "To", "Body")  # one value each, or the message is not believed
SINGLE_BYTE = {"iso-8859-1", "latin-1", "latin1", "windows-1252", "cp1252"}  # Twilio itself only sends UTF-8

PHONE_ADDRESS = re.compile(r"whatsapp:(\+[1-9][0-9]{6,14})")
MEXICAN = re.compile(r"\+521([0-9]{10})")  # WhatsApp keeps a 1 that nobody dials since 2019
ANY_ADDRESS = re.compile(r"whatsapp:[!-~]{1,160}")  # a hidden number: facts/twilio-whatsapp §2
# A name cannot fake it: the quotes inside a JSON text have a backslash before them.
FORWARDED = re.compile(r'"(?:Frequently)?Forwarded"\s*:\s*"?true', re.IGNORECASE)
MESSAGE_SID = re.compile(r"(?:SM|MM)[0-9A-Fa-f]{32}")
NAMES_SID = re.compile(r"[A-Za-z]*MessageSid")  # also «SmsMessageSid», «OriginalRepliedMessageSid»
SIGNED_SID = re.compile(rf"MessageSid{MESSAGE_SID.pattern}")
OPTION = re.compile(r"([0-9]{1,9}):(\S{1,64})")  # the id we give to buttons and rows: «step:option»

PART_LIMIT = 1500  # characters; Twilio refuses more than 1,600 with 21617
LIST_TIMEOUT_S = 30  # for a thousand messages
SEND_TIMEOUT_S = 10  # one reply must not hold the chat's next one
STALE_AFTER_S = 600  # a question that Twilio still queues by then is not sent (promises §6)
REPEAT_WINDOW = timedelta(minutes=10)  # how far back a reply of unknown fate is looked for (promises §6)

# Twilio's error numbers: facts/twilio-whatsapp §5. What is in none of these sets would be refused again.
THROTTLED = {20429, 21611, 63017, 63018}  # not processed, safe to repeat
GONE = {21211, 21610, 63003, 63024}  # this number, or this person, will not get it
CLOSED = {63016}
TOO_LONG = {21617}
BROKEN = {20003, 20005, 20403, 20404, 21212, 63007, 63020, 63038, 63051, 63062, 90010}  # nobody gets anything
UNSURE = {63001, 63010, 63012}  # failures between Twilio and WhatsApp

PROGRESS: Mapping[str, Progress] = {
    "accepted": "queued",
    "scheduled": "queued",
    "queued": "queued",
    "sending": "sending",
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "failed": "failed",
    "canceled": "failed",
    "undelivered": "undelivered",
}

T = TypeVar("T")


class Form(dict[str, list[str]]):
    """A posted form with repeated names kept. `getall` is what `RequestValidator` asks for."""

    getall = dict.__getitem__

    def one(self, name: str) -> str:
        """The first value, without NUL, or «» when there is none."""
        return self.get(name, ("",))[0].replace("\0", "")

    def repeats(self, *names: str) -> bool:
        """Whether one of these came more than once, so that nobody can say which value was meant."""
        return any(len(self.get(name, ())) > 1 for name in names)

    def message_sid(self) -> str | None:
        """Twilio's id of the message; None where there is none, or where fields may have been cut anew.

        Twilio signs names and values as one text, so a signature also fits a form in which something moved from one
        field into the next. Every id in that text must therefore be the value of a field that may hold one.
        """
        sid = self.one("MessageSid")
        if not MESSAGE_SID.fullmatch(sid) or self.repeats("MessageSid"):
            return None
        signed = "".join(name + value for name in sorted(self) for value in sorted(set(self[name])))
        named = [value for name in self if NAMES_SID.fullmatch(name) for value in set(self[name])]
        return sid if len(SIGNED_SID.findall(signed)) == sum(map(bool, map(MESSAGE_SID.fullmatch, named))) else None


class WhatsAppChannel:
    """One WhatsApp sender of an agency. Call `prepare` once before the first `send`."""

    kind = "whatsapp"
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
    ) -> None:
        """`auth_tokens`: the current one, then the previous one while it is being changed. `number` in E.164.

        `webhook_url` and `status_url` are what Twilio calls, built from the configured public URL; a fragment with
        Twilio's connection settings is allowed. Calls are signed in with the API key where there is one.
        """
        self.agency = agency
        self.name = name
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
            arrival = Arrival(key=f"{self._account_sid}:{sid}", chat=sender)
            if form.one("MessageType") == "reaction":
                return (replace(arrival, ignored="reaction"),)  # its emoji would be a text, and 👍 a «sí»
            return (replace(arrival, event=read_event(form)),)
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
        key, sent_at = f"{self._account_sid}:{form.one('MessageSid')}", datetime.fromisoformat(form.one("DateSent"))
        return Arrival(key=key, chat=form.one("From"), event=read_event(form), sent_at=sent_at)

    def parse_status(self, request: RawRequest) -> StatusUpdate | None:
        """What became of a sent message, from a verified status callback; None when it says nothing. Never raises."""
        form = self._read(request)
        status = PROGRESS.get(form.one("MessageStatus"))
        sid, written = form.message_sid(), form.one("ErrorCode")
        if status is None or sid is None or form.repeats("MessageStatus", "ErrorCode"):
            return None
        code = int(written) if is_number(written) else None
        return StatusUpdate(provider_id=sid, status=status, error_code=code, unreachable=code in GONE)

    async def acknowledge(self, arrival: Arrival) -> None:
        """WhatsApp wants nothing after a tap."""

    # --- send ---

    async def prepare(self) -> None:
        """Load the twilio client; its imports take about 0.4 s and stay off the event loop."""
        self._messages = await asyncio.to_thread(self._connect)

    def _connect(self) -> TwilioMessages:
        from adapters.twilio_transport import TwilioMessages

        self._each_validator()
        return TwilioMessages(
            self._session, account_sid=self._account_sid, login=self._login, api_base_url=self._api_base_url
        )

    async def send(self, address: str, message: Message, *, attempts: int) -> SendOutcome:
        """Send a reply, in parts of at most 1,500 characters. `attempts` counts this one, so it is 1 at first.

        Twilio has no idempotency key: above 1, parts that it got in the last 10 minutes are not sent again.
        """
        known: Mapping[str, str] = {}
        if attempts > 1:
            found = await self._sent_since(address, datetime.now(UTC) - REPEAT_WINDOW)
            if isinstance(found, Later | Unknown):
                return found
            known = found if isinstance(found, Mapping) else {}  # a key that may only send may not look
        return await self._send_parts(address, message, known)

    async def already_sent(self, address: str, message: Message, since: datetime) -> str | None:
        """Twilio's id of the same reply to that person since then, None when there is none or Twilio does not say."""
        found = await self._sent_since(address, since)
        known = found if isinstance(found, Mapping) else {}
        ids = [known.get(part) for part in parts_of(message)]
        return ids[-1] if ids and all(ids) else None

    async def _send_parts(self, address: str, message: Message, known: Mapping[str, str]) -> SendOutcome:
        sid = ""
        for part in parts_of(message):
            answer = known.get(part) or await self._send_part(address, part, message)
            if not isinstance(answer, str):
                return answer
            sid = answer
        return Sent(sid)

    async def _send_part(self, address: str, part: str, message: Message) -> str | SendOutcome:
        messages = await self._client()
        validity_s = None if message.kind == "receipt" else STALE_AFTER_S
        return await _answer(
            messages.create(
                sender=self._sender, to=address, body=part, status_url=self._status_url, validity_s=validity_s
            )
        )

    async def _sent_since(self, address: str, since: datetime) -> Mapping[str, str] | SendOutcome:
        messages = await self._client()
        return await _answer(messages.sent_since(since, sender=self._sender, to=address))

    async def _client(self) -> TwilioMessages:
        if self._messages is None:
            await self.prepare()
        assert self._messages is not None
        return self._messages


# --- payload → events ---


def is_signed(validator: RequestValidator, url: str, form: Form, signature: str, algorithm: str = "HMAC_SHA1") -> bool:
    """Whether the signature is that of this URL, with or without its standard port, and this form."""
    expected: str = validator.compute_signature(url, form, algorithm)  # type: ignore[no-untyped-call]  # twilio's
    if compare_digest(expected.encode(), signature.encode("utf-8", "replace")):
        return True  # without computing the same for the port, as nearly always
    return bool(validator.validate(url, form, signature, algorithm))  # type: ignore[no-untyped-call]  # twilio's


def read_form(request: RawRequest) -> Form:
    """The form of any body at all. What is not UTF-8 is read in the declared charset if that is a single-byte one,
    else with «�» in its place: whether to believe it is for the signature to say."""
    try:
        return _fields(request.body, "utf-8", "strict")
    except UnicodeDecodeError:
        declared = (request.charset or "").lower()
        return _fields(request.body, declared if declared in SINGLE_BYTE else "utf-8", "replace")


def _fields(body: bytes, encoding: str, errors: str) -> Form:
    form = Form()
    for name, value in parse_qsl(body.decode(encoding, errors), True, encoding=encoding, errors=errors):
        form.setdefault(name, []).append(value)
    return form


def read_event(form: Form) -> Said:
    """What the person did, and the ad that brought them there."""
    event = as_passed_on(read_deed(form)) if is_forwarded(form) else read_deed(form)
    ad = Ad(
        id=form.one("ReferralSourceId")[:AD_LIMIT],
        headline=form.one("ReferralHeadline")[:AD_LIMIT],
        click=form.one("ReferralCtwaClid")[:CLICK_LIMIT],
    )
    return replace(event, ad=ad) if ad != NO_AD and not form.repeats(*CRITICAL) else event


def read_deed(form: Form) -> Said:
    """What the person did. A form that contradicts itself is something we could not read, never a guess."""
    sender, sid, text = read_sender(form), form.one("MessageSid"), form.one("Body")
    if form.repeats(*CRITICAL) or sum(map(len, form.values())) > FIELD_LIMIT:
        return MediaReceived(what="unknown", message=sid, sender=sender)
    if option := OPTION.fullmatch(form.one("ButtonPayload") or form.one("ListId")):
        return OptionTapped(option=option[2], step=int(option[1]), sender=sender)
    if form.one("Latitude") and form.one("Longitude"):
        return LocationShared(sender=sender)
    if form.one("NumMedia") not in ("", "0"):
        return read_media(form, sender)
    if text.strip():
        return TextReceived(text=text, message=sid, sender=sender)
    return MediaReceived(what="unknown", message=sid, sender=sender)  # a contact, or something new


def is_forwarded(form: Form) -> bool:
    """Whether somebody else wrote it; some calls say so only in the JSON that repeats the message's fields."""
    said = (form.one("Forwarded"), form.one("FrequentlyForwarded"))
    return "true" in map(str.lower, said) or FORWARDED.search(form.one("ChannelMetadata")) is not None


def as_passed_on(deed: Said) -> Said:
    match deed:
        case TextReceived(text=words) | MediaReceived(caption=words) if words.strip():
            return Forwarded(text=words, sender=deed.sender)
        case _:
            return deed


def read_media(form: Form, sender: Sender) -> MediaReceived:
    kind, caption, sid = form.one("MediaContentType0").lower(), form.one("Body"), form.one("MessageSid")
    if kind.startswith("audio/"):
        return MediaReceived(what="voice", caption=caption, message=sid, sender=sender)
    if kind == "image/webp":
        return MediaReceived(what="sticker", caption=caption, message=sid, sender=sender)
    return MediaReceived(what="file", caption=caption, message=sid, sender=sender)


def read_sender(form: Form) -> Sender:
    """WhatsApp vouches for a number in `From`; where the person hides it there is none."""
    address = PHONE_ADDRESS.fullmatch(form.one("From"))
    phone = MEXICAN.sub(r"+52\1", address[1]) if address else ""
    return Sender(profile_name=form.one("ProfileName"), phone=phone)


def is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 9


# --- reply → parts ---


def parts_of(message: Message) -> tuple[str, ...]:
    """The texts to send, in order. Options are numbered lines (conversation §3)."""
    return tuple(split_text(numbered_text(message), PART_LIMIT))


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


# --- answer → our outcome ---


async def _answer(call: Awaitable[T]) -> T | SendOutcome:
    """What Twilio answered, or what the lack of an answer means for us. Its exceptions end here: they carry URLs."""
    from adapters.twilio_transport import ApiError

    try:
        async with asyncio.timeout(SEND_TIMEOUT_S):
            return await call
    except ApiError as error:
        return outcome(error.status, code=error.code, retry_after_s=error.retry_after_s)
    except aiohttp.ClientConnectorError:
        return Later(whole_channel=True)  # never left this machine
    except TimeoutError:
        return Unknown("timeout")
    except (aiohttp.ClientError, OSError):
        return Unknown("connection lost")
    except ValueError:
        return Unknown("unreadable answer")


def outcome(status: int, *, code: int | None, retry_after_s: float | None = None) -> SendOutcome:
    """What a refused send means for us. `status` is HTTP's, `code` Twilio's own number; the table is promises §6."""
    if status == 429 or code in THROTTLED:
        return Later(retry_after_s, whole_channel=True)
    if code in GONE:
        return Unreachable()
    if code in CLOSED:
        return WindowClosed()
    if status == 401 or 300 <= status < 400 or code in BROKEN:
        return Misconfigured(f"http {status}, code {code}")
    if status < 300 or status >= 500 or code in UNSURE:
        return Unknown(f"http {status}")  # Twilio may have accepted it before the failure
    if code in TOO_LONG:
        return Rejected("too long")
    return Rejected(f"http {status}, code {code}")
