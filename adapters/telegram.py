"""Telegram: updates come in by webhook or long poll, Bot API calls go out.

How Telegram really behaves, with sources: docs/facts/telegram.md. The library takes 0.13 s to import, so only functions
import it, and `prepare` pays for that in a thread. How calls travel: `telegram_transport`; what updates say:
`telegram_updates`.
"""

from __future__ import annotations

import asyncio
import hmac
import importlib
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, partial
from typing import TYPE_CHECKING, Literal

import structlog

from adapters.media import Media, MediaGone, MediaUnavailable, nowhere, opened, without_media
from adapters.records import Arrival, Press
from adapters.sending import (
    JUST_HEARD,
    Later,
    Misconfigured,
    Rejected,
    SendOutcome,
    Sent,
    Unknown,
    Unreachable,
)
from adapters.webhook import Acknowledgement, RawRequest
from flows.lead import Attachment
from flows.replies import Message, numbered_text

if TYPE_CHECKING:
    import aiohttp
    from telegram import Bot, InlineKeyboardMarkup, ReplyKeyboardMarkup, ReplyKeyboardRemove, WebhookInfo

    Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | None
    Part = tuple[str, Markup]

log = structlog.get_logger()

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # the header's name
UPDATE_KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
MAX_CONNECTIONS = 40  # Telegram's default: that many chats at once
SEND_TIMEOUT_S = 10  # one reply must not hold the chat's next one
TEXT_LIMIT = 4000  # UTF-16 units; Telegram takes 4,096 and does not say of what
LABEL_LIMIT = 24  # characters, conversation §3; Telegram has no limit, phones do
DESCRIPTION_LIMIT, ABOUT_LIMIT = 512, 120  # characters
MAX_BUTTONS = 10  # conversation §3
CHECK_MARK = "✓"  # beside what was chosen
BUTTON_DATA_LIMIT = 64  # bytes
PER_SECOND = 30  # messages to all chats together; more is refused, or costs (facts/telegram §6)
REMEMBERED = 10_000  # chats whose newest message is known: those of the last hours
GONE = ("chat not found", "deactivated", "upgraded to a supergroup")  # in a 400: this chat will not get it


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What the app shows of a bot in one language: the commands of its menu, each with what it does; the `description`
    in an empty chat, before START; and `about` on its page and beside its link."""

    commands: tuple[tuple[str, str], ...]
    description: str
    about: str


Profiles = Mapping[str, Profile]  # by language, «» for all others


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Why a call that is not a reply failed. `after_s`: how long Telegram asked us to wait, if it did.

    conflict: somebody else polls this bot, or a webhook is set. network: anything that may pass by itself.
    """

    reason: Literal["token", "conflict", "throttled", "refused", "network"]
    after_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What one poll brought. Asking for `next_offset` makes Telegram forget it, so store it first."""

    arrivals: tuple[Arrival, ...]
    next_offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BotState:
    """What Telegram says of a bot. `as_wanted`: it delivers the way `mode` says, and where. `waiting`: updates that it
    could not deliver yet; `error`: why, in its own words, and when it last failed."""

    username: str
    webhook: str
    as_wanted: bool
    waiting: int
    error: str = ""
    error_at: datetime | None = None


class Pace:
    """So many calls in any second at most."""

    def __init__(self, per_second: int) -> None:
        self._last: deque[float] = deque(maxlen=per_second)

    def wait_s(self, now: float) -> float:
        """How long the next call has to wait; it then counts as made. `now`: seconds on a steady clock."""
        is_full = len(self._last) == self._last.maxlen
        at = max(now, self._last[0] + 1.0) if is_full else now
        self._last.append(at)
        return at - now


class TelegramChannel:
    """One bot of an agency."""

    body_limit = 512 * 1024  # bytes (promises §3)
    acknowledgement = Acknowledgement(content_type=None, body=b"")
    unclear_tries = 2  # more, after a send that may have arrived (promises §6)

    def __init__(
        self,
        *,
        agency: str,
        name: str,
        token: str,
        secrets: tuple[str, ...],
        api_base_url: str,
        session: aiohttp.ClientSession,
        mode: Literal["webhook", "polling"],
        webhook_url: str,
        keeps_media: bool = False,
    ) -> None:
        """`secrets`: the current one and, while they are being changed, the previous one; none when polling.
        `webhook_url`: what Telegram is to call, unused when polling."""
        self.agency = agency
        self.name = name
        self.mode = mode
        self._keeps_media = keeps_media
        self._token = token
        self._secrets = tuple(secret.encode() for secret in secrets)
        self._api_base_url = api_base_url
        self._session = session
        self._webhook_url = webhook_url
        self._pace = Pace(PER_SECOND)
        self._newest: dict[str, int] = {}  # by chat, the last message that this process sent; the latest chat last

    async def prepare(self) -> None:
        """Load the library without holding the loop, once the socket listens. Asks nothing of Telegram."""
        await asyncio.to_thread(importlib.import_module, "adapters.telegram_transport")
        self._bot  # noqa: B018  # made here rather than by the first message

    # authenticate

    def admits(self, headers: Mapping[str, str]) -> bool:
        """Whether this is Telegram calling: it sends our own secret back. Decides before the body is read."""
        if self.mode == "polling":
            return False
        # compare_digest takes only ASCII as text; a header can hold any byte.
        given = headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        return any(hmac.compare_digest(given, secret) for secret in self._secrets)

    def verify(self, request: RawRequest) -> bool:
        """Nothing in the body proves anything more."""
        return True

    def used_previous(self, request: RawRequest) -> bool:
        """Whether a call that was let in came with the previous secret."""
        return request.headers[SECRET_HEADER].encode() != self._secrets[0]

    # parse

    def parse(self, request: RawRequest) -> tuple[Arrival, ...]:
        """The one event of an authenticated update. Never raises: what cannot be read is kept aside (promises §3)."""
        from adapters.telegram_updates import read_body

        return (self._kept(read_body(request.body, bot=self._bot_id)),)

    async def fetch(self, offset: int, *, wait_s: int) -> Batch | Trouble:
        """Poll: what came from `offset` on, empty when nothing did within `wait_s`."""
        from adapters.telegram_transport import CALL_ERRORS, get_updates
        from adapters.telegram_updates import read_update

        try:
            updates = await get_updates(self._bot, offset=offset, wait_s=wait_s, kinds=UPDATE_KINDS)
        except CALL_ERRORS as error:
            return trouble(error)
        arrivals = tuple(self._kept(read_update(update, bot=self._bot_id)) for update in updates)
        return Batch(arrivals=arrivals, next_offset=max([offset, *map(_offset_after, updates)]))

    def _kept(self, arrival: Arrival) -> Arrival:
        return arrival if self._keeps_media else without_media(arrival)

    # send

    async def send(
        self, address: str, message: Message, *, attempts: int, silent_for: timedelta = JUST_HEARD
    ) -> SendOutcome:
        """Send one reply; it does not matter how long the person has been silent. `attempts` counts tries begun, this
        one included: on the first, a message that Telegram does not like goes out once more, plain and cut
        (promises §6)."""
        outcome = await self._send_parts(address, render(message))
        if isinstance(outcome, Rejected) and attempts <= 1:
            log.warning("reply refused, sent plain", agency=self.agency, channel=self.name, reason=outcome.reason)
            return await self._send_parts(address, [(split(numbered_text(message))[0], None)])
        return outcome

    async def _send_parts(self, address: str, parts: Sequence[Part]) -> SendOutcome:
        from adapters.telegram_transport import CALL_ERRORS, send_text

        number = 0
        try:
            async with asyncio.timeout(SEND_TIMEOUT_S):
                for text, markup in parts:
                    await asyncio.sleep(self._pace.wait_s(asyncio.get_running_loop().time()))
                    number = await send_text(self._bot, address, text, markup)
        except TimeoutError:
            return Unknown("timeout")
        except CALL_ERRORS as error:
            return send_outcome(error)
        self._sent(address, number)
        return Sent(str(number or ""), messages=len(parts))

    async def acknowledge(self, arrival: Arrival) -> None:
        """End the progress bar of a pressed button, and take the buttons away. Its message then shows what was chosen,
        unless we asked something since: that button has expired. Never raises: too late, or lost, harms nobody."""
        from adapters.telegram_transport import CALL_ERRORS, NO_PREVIEW

        press = arrival.press
        if press is None:
            return
        shown = f"{press.text}\n\n{CHECK_MARK} {press.label}" if self._is_newest(arrival.chat, press) else ""
        try:
            await self._bot.answer_callback_query(press.id)
            if press.label and shown and len(shown) <= TEXT_LIMIT:
                where = (arrival.chat, int(press.message))
                await self._bot.edit_message_text(shown, *where, link_preview_options=NO_PREVIEW)
            elif press.label:
                await self._bot.edit_message_reply_markup(arrival.chat, int(press.message))
        except CALL_ERRORS as error:
            log.info("press not acknowledged", agency=self.agency, channel=self.name, reason=type(error).__name__)

    async def show_typing(self, arrival: Arrival) -> None:
        """«escribiendo…», for 5 s or until our next message. It fails unheard: nobody misses it."""
        from adapters.telegram_transport import CALL_ERRORS

        try:
            await self._bot.send_chat_action(arrival.chat, "typing")
        except CALL_ERRORS as error:
            log.info("typing not shown", agency=self.agency, channel=self.name, reason=type(error).__name__)

    def _is_newest(self, chat: str, press: Press) -> bool:
        """Whether this process has sent nothing to the chat since; another one's message it cannot know of."""
        return int(press.message or 0) >= self._newest.get(chat, 0)

    def _sent(self, chat: str, number: int) -> None:
        self._newest.pop(chat, None)
        self._newest[chat] = number
        if len(self._newest) > REMEMBERED:
            del self._newest[next(iter(self._newest))]

    @asynccontextmanager
    async def open_media(self, attachment: Attachment) -> AsyncIterator[Media]:
        """The file of somebody's message, from Telegram as it is read. Raises MediaGone, MediaUnavailable."""
        from telegram.error import BadRequest

        from adapters.telegram_transport import CALL_ERRORS, file_url

        try:
            path = (await self._bot.get_file(attachment.ref)).file_path or ""
        except BadRequest:
            raise MediaGone from None  # not this bot's, or above 20 MB
        except CALL_ERRORS as error:
            raise MediaUnavailable(type(error).__name__) from None
        url = file_url(path, token=self._token, api_base_url=self._api_base_url)
        async with opened(self._session, url, attachment, headers={}, may_follow=nowhere) as media:
            yield media

    # the bot's own settings at Telegram

    async def connect(self) -> Trouble | None:
        """Make Telegram deliver the way `mode` says, if it does not yet. Nothing that waits there is dropped."""
        from adapters.telegram_transport import CALL_ERRORS

        try:
            await (self._connect_webhook() if self.mode == "webhook" else self._disconnect_webhook())
        except CALL_ERRORS as error:
            return trouble(error)
        return None

    async def state(self) -> BotState | Trouble:
        """What Telegram says of this bot now; changes nothing."""
        from adapters.telegram_transport import CALL_ERRORS

        try:
            username = (await self._bot.get_me()).username or ""
            info = await self._bot.get_webhook_info()
        except CALL_ERRORS as error:
            return trouble(error)
        return BotState(
            username=username,
            webhook=info.url,
            as_wanted=self._is_as_wanted(info) if self.mode == "webhook" else not info.url,
            waiting=info.pending_update_count,
            error=info.last_error_message or "",
            error_at=info.last_error_date,
        )

    def _is_as_wanted(self, info: WebhookInfo) -> bool:
        return (
            info.url == self._webhook_url
            and set(info.allowed_updates) == set(UPDATE_KINDS)
            and info.max_connections == MAX_CONNECTIONS
        )

    async def _connect_webhook(self) -> None:
        info = await self._bot.get_webhook_info()
        # The secret cannot be asked for: a change of it shows in the settings, or as calls that we refused.
        if self._is_as_wanted(info) and info.last_error_date is None and len(self._secrets) == 1:
            return
        await self._bot.set_webhook(
            self._webhook_url,
            secret_token=self._secrets[0].decode() if self._secrets else None,
            allowed_updates=UPDATE_KINDS,
            max_connections=MAX_CONNECTIONS,
        )
        log.info("webhook set", agency=self.agency, channel=self.name)

    async def _disconnect_webhook(self) -> None:
        if (await self._bot.get_webhook_info()).url:
            await self._bot.delete_webhook(drop_pending_updates=False)
            log.info("webhook removed", agency=self.agency, channel=self.name)

    async def introduce(self, profiles: Profiles) -> Trouble | None:
        """Make the app show these profiles: what differs is set, the rest is left alone."""
        from adapters.telegram_transport import CALL_ERRORS

        try:
            async for change in self._changes(profiles):
                await change()
        except CALL_ERRORS as error:
            return trouble(error)
        return None

    async def is_introduced(self, profiles: Profiles) -> bool | Trouble:
        """Whether the app shows these profiles; changes nothing."""
        from adapters.telegram_transport import CALL_ERRORS

        try:
            async for _ in self._changes(profiles):
                return False
        except CALL_ERRORS as error:
            return trouble(error)
        return True

    async def _changes(self, profiles: Profiles) -> AsyncIterator[Callable[[], Awaitable[object]]]:
        """The calls that would make what the app shows the same as `profiles`."""
        bot = self._bot
        for language, wanted in profiles.items():
            code = language or None
            commands = [(one.command, one.description) for one in await bot.get_my_commands(language_code=code)]
            if commands != list(wanted.commands):
                yield partial(bot.set_my_commands, list(wanted.commands), language_code=code)
            if (await bot.get_my_description(code)).description != wanted.description:
                yield partial(bot.set_my_description, wanted.description, code)
            if (await bot.get_my_short_description(code)).short_description != wanted.about:
                yield partial(bot.set_my_short_description, wanted.about, code)

    async def username(self) -> str | Trouble:
        """The bot's name in links, as Telegram knows it now."""
        from adapters.telegram_transport import CALL_ERRORS

        try:
            return (await self._bot.get_me()).username or ""
        except CALL_ERRORS as error:
            return trouble(error)

    @property
    def _bot_id(self) -> str:
        return self._token.partition(":")[0]

    @cached_property
    def _bot(self) -> Bot:
        from adapters.telegram_transport import make_bot

        return make_bot(self._session, token=self._token, api_base_url=self._api_base_url)


def render(message: Message) -> list[Part]:
    """A reply as the messages that make it, each with its keyboard (conversation §3). One carries a keyboard, or the
    removal of one; options that have no place on it become numbered lines."""
    from telegram import (
        InlineKeyboardButton,
        InlineKeyboardMarkup,
        KeyboardButton,
        ReplyKeyboardMarkup,
        ReplyKeyboardRemove,
    )

    if message.share_phone:
        button = KeyboardButton(message.share_phone, request_contact=True)
        keyboard = ReplyKeyboardMarkup([[button]], resize_keyboard=True, one_time_keyboard=True)
        return _parts(numbered_text(message), keyboard)
    if message.clear_keyboard:
        return _parts(numbered_text(message), ReplyKeyboardRemove())
    if not message.choices or not _fit_buttons(message):
        return _parts(numbered_text(message), None)
    # One to a row, however short: a thumb finds them, and they read like a list.
    buttons = [
        [InlineKeyboardButton(choice.label, callback_data=_button_data(message, choice.id))]
        for choice in message.choices
    ]
    return _parts(message.text, InlineKeyboardMarkup(buttons))


def _parts(text: str, markup: Markup) -> list[Part]:
    """The keyboard stands where the person has read to."""
    *first, last = split(text)
    return [*((part, None) for part in first), (last, markup)]


def split(text: str) -> tuple[str, ...]:
    """The text in parts of at most 4,000 UTF-16 units, cut at a line or word where one ends late enough."""
    parts = []
    while len(raw := text.encode("utf-16-le", "replace")) > TEXT_LIMIT * 2:
        head = raw[: TEXT_LIMIT * 2].decode("utf-16-le", "ignore")
        cut = max(head.rfind("\n"), head.rfind(" "))
        head = head[:cut] if cut > len(head) // 2 else head
        parts.append(head)
        text = text[len(head) :].lstrip()
    return (*parts, text) if text else tuple(parts)


def send_outcome(error: Exception) -> SendOutcome:
    """What a failed send means for us; the table is promises §6."""
    from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, TimedOut

    from adapters.telegram_transport import NotConnected, Throttled

    match error:
        case Throttled():
            return Later(error.after_s)
        case NotConnected():
            return Later(whole_channel=True)
        case Forbidden() | ChatMigrated():
            return Unreachable()
        case InvalidToken():
            return Misconfigured("token")
        case BadRequest():
            gone = any(words in str(error).lower() for words in GONE)
            return Unreachable() if gone else Rejected("400")
        case TimedOut():
            return Unknown("timeout")
        case _:
            return Unknown(type(error).__name__)  # reset, 5xx, an unreadable answer: it may have been delivered


def trouble(error: Exception) -> Trouble:
    """What any other failed call means for us."""
    from telegram.error import BadRequest, Conflict, InvalidToken

    from adapters.telegram_transport import Throttled

    match error:
        case InvalidToken():
            return Trouble(reason="token")
        case Conflict():
            return Trouble(reason="conflict")
        case Throttled():
            return Trouble(reason="throttled", after_s=error.after_s)
        case BadRequest():
            return Trouble(reason="refused")
        case _:
            return Trouble(reason="network")


def _fit_buttons(message: Message) -> bool:
    return len(message.choices) <= MAX_BUTTONS and all(
        len(choice.label) <= LABEL_LIMIT and len(_button_data(message, choice.id).encode()) <= BUTTON_DATA_LIMIT
        for choice in message.choices
    )


def _button_data(message: Message, option: str) -> str:
    return f"{message.step}:{option}"  # the step tells an old button; Telegram keeps buttons alive for ever


def _offset_after(update: object) -> int:
    match update:
        case {"update_id": int(number)}:
            return number + 1
        case _:
            return 0
