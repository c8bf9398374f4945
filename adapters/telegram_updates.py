"""Telegram's updates as our events: plain functions, no network.

One update holds one thing that happened; its shape, its kinds and its traps: facts/telegram §1 and §2. Importing
this imports the library (0.13 s), so `adapters.telegram` does it late.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Literal

from telegram import CallbackQuery, ChatMemberUpdated, Contact, Message, Update, User
from telegram.constants import ChatMemberStatus, ChatType

from adapters.media import JPEG, MP3, MP4, OGG, attached
from adapters.records import Arrival, Press
from adapters.telegram_texts import TEXT_LIMIT, clean, read_text, staff_code
from flows.events import (
    NOBODY,
    Blocked,
    ContactShared,
    Forwarded,
    GroupAddressed,
    LocationShared,
    MediaReceived,
    OptionTapped,
    Said,
    Sender,
    TextEdited,
    TextReceived,
    Unblocked,
)
from flows.lead import Attachment

MAX_DEPTH = 64  # levels of JSON (promises §3)
MAX_DIGITS = 18  # of an integer (promises §3); Telegram's own have at most 16
RAW_KEPT = 2048  # bytes of what could not be read (promises §3)
NAME_LIMIT = 64  # characters of a first or last name
TAG_LIMIT = 35  # characters of a language tag (RFC 5646 §4.4.1)

FILE_ID = re.compile(r"[A-Za-z0-9_-]{1,250}")
BUTTON_DATA = re.compile(r"([0-9]{1,9}):([!-~]{1,54})")  # «step:option», as `adapters.telegram` writes it

# Parts of a message that we do not use, and that may hold whole messages of kinds nobody knows yet.
UNUSED = {"reply_to_message", "external_reply", "quote", "entities", "caption_entities", "link_preview_options"}

# What the library raises on an update that is not shaped as Telegram promises: it trusts every type.
UNREADABLE = (ArithmeticError, AttributeError, LookupError, OSError, RecursionError, TypeError, ValueError)


def read_body(body: bytes, *, bot: str) -> Arrival:
    """The event in one authenticated webhook body. Never raises. `bot` is the bot's id, part of every key."""
    try:
        data = load_json(body)
    except UNREADABLE:
        return _malformed(None, body, bot)
    return read_update(data, bot=bot)


def read_update(data: object, *, bot: str) -> Arrival:
    """The event in one update as JSON gave it. Never raises; what cannot be read is kept aside (promises §3)."""
    try:
        return _read(Update.de_json(_essential(data), None), bot)
    except UNREADABLE:
        return _malformed(data, json.dumps(data).encode(), bot)


def load_json(body: bytes) -> object:
    """JSON from outside: bad UTF-8 is replaced; NaN and numbers nobody counts to become None, so that one odd field
    does not cost the message. Raises ValueError or RecursionError."""
    text = body.decode("utf-8-sig", "replace")
    data: object = json.loads(text, parse_int=_small_int, parse_constant=lambda _: None)
    if text.count("{") + text.count("[") > MAX_DEPTH and _depth(data) > MAX_DEPTH:
        raise ValueError("nested too deeply")
    return data


def _read(update: Update, bot: str) -> Arrival:
    # P3: an update's own number may be reused after a quiet week, so it is part of a key only where nothing else is.
    if update.message is not None:
        return _read_message(update.message, bot)
    if update.edited_message is not None:
        return _read_edit(update.edited_message, bot)
    if update.callback_query is not None:
        return _read_press(update.callback_query, bot)
    if update.my_chat_member is not None:
        return _read_membership(update.my_chat_member, bot)
    return _read_other(update, bot)


def _read_message(message: Message, bot: str) -> Arrival:
    chat, said = _integer(message.chat.id), read_content(message)
    key = f"{bot}:m:{chat}:{_integer(message.message_id)}"
    code = staff_code(message.text)
    if message.chat.type != ChatType.PRIVATE:
        known = said is not None
        event, ignored = (GroupAddressed(), "") if known else (None, "group")
        return Arrival(key=key, chat=str(chat), event=event, ignored=ignored, staff_code=code)
    if said is not None:
        # An album is one update per picture; the person did one thing and hears one answer.
        album = clean(message.media_group_id, NAME_LIMIT)
        return Arrival(key=f"{bot}:g:{chat}:{album}" if album else key, chat=str(chat), event=said, staff_code=code)
    if _is_service(message):
        return Arrival(key=key, chat=str(chat), ignored="service")
    unknown = MediaReceived(what="unknown", message=str(message.message_id), sender=read_sender(message.from_user))
    return Arrival(key=key, chat=str(chat), event=unknown)


def read_content(message: Message) -> Said | None:
    """What somebody said with a message, or passed on; None when it holds nothing we have a word for."""
    said = _read_custom(message)
    match said:
        case TextReceived(text=words) | MediaReceived(caption=words) if words.strip() and _is_forwarded(message):
            return Forwarded(text=words, sender=said.sender)
        case _:
            return said


def _is_forwarded(message: Message) -> bool:
    """Until 2024 a forwarded message had `forward_date` and others; servers of that time still send them."""
    return message.forward_origin is not None or any(field.startswith("forward_") for field in message.api_kwargs)


def _read_custom(message: Message) -> Said | None:
    sender = read_sender(message.from_user)
    if isinstance(message.text, str):
        text = clean(message.text, TEXT_LIMIT)
        return read_text(text, message=str(message.message_id), sender=sender)
    if message.contact is not None:
        phone = clean(message.contact.phone_number, NAME_LIMIT)
        return ContactShared(phone=phone, whose=_whose(message.contact, message), sender=sender)
    if message.location is not None or message.venue is not None:
        return LocationShared(sender=sender)
    media = MediaReceived(
        what="file",
        caption=clean(message.caption, TEXT_LIMIT),
        message=str(message.message_id),
        sender=sender,
        attachment=read_attachment(message),
    )
    if message.voice is not None or message.audio is not None or message.video_note is not None:
        return replace(media, what="voice")
    if message.sticker is not None:
        return replace(media, what="sticker")
    if message.photo or message.video is not None or message.document is not None or message.animation is not None:
        return media
    return None


def read_attachment(message: Message) -> Attachment | None:
    """The file of a message, a photo in its largest size (facts/telegram §1). The type is the sender's word."""
    if message.photo:
        return _attached(message.photo[-1].file_id, JPEG)
    for file, usual in ((message.voice, OGG), (message.audio, MP3), (message.video, MP4), (message.document, "")):
        if file is not None:
            return _attached(file.file_id, clean(file.mime_type, NAME_LIMIT) or usual)
    return None if message.video_note is None else _attached(message.video_note.file_id, MP4)


def _attached(file_id: object, content_type: str) -> Attachment | None:
    return attached(file_id, content_type) if isinstance(file_id, str) and FILE_ID.fullmatch(file_id) else None


def _whose(contact: Contact, message: Message) -> Literal["own", "other", "unknown"]:
    # The Bot API has no other sign of it (facts/telegram §1): a card from the address book lacks the id or has
    # another one, and a forwarded card proves nothing about who forwards it.
    if contact.user_id is None:
        return "unknown"
    is_own = message.from_user is not None and contact.user_id == message.from_user.id
    return "own" if is_own and not _is_forwarded(message) else "other"


def _is_service(message: Message) -> bool:
    """Telegram's own notices in a private chat: nobody said anything."""
    return bool(
        message.pinned_message
        or message.message_auto_delete_timer_changed
        or message.chat_background_set
        or message.write_access_allowed
        or message.connected_website
    )


def _read_edit(message: Message, bot: str) -> Arrival:
    chat, number = _integer(message.chat.id), _integer(message.message_id)
    key = f"{bot}:e:{chat}:{number}:{_seconds(message.edit_date)}"
    if message.chat.type != ChatType.PRIVATE:
        return Arrival(key=key, chat=str(chat), ignored="group")
    if not isinstance(message.text, str):
        return Arrival(key=key, chat=str(chat), ignored="edited without text")  # a live location moves, for example
    text, sender = clean(message.text, TEXT_LIMIT), read_sender(message.from_user)
    return Arrival(key=key, chat=str(chat), event=TextEdited(text=text, message=str(number), sender=sender))


def _read_press(press: CallbackQuery, bot: str) -> Arrival:
    number = clean(press.id, NAME_LIMIT)
    if not number:
        raise ValueError("a press without id")
    # A message that is too old to be seen still has its chat; an inline one has none.
    chat = _integer(press.from_user.id if press.message is None else press.message.chat.id)
    arrival = Arrival(key=f"{bot}:c:{number}", chat=str(chat), press=_pressed(press, number))
    if press.message is not None and press.message.chat.type != ChatType.PRIVATE:
        return replace(arrival, ignored="group")
    sent = BUTTON_DATA.fullmatch(press.data) if isinstance(press.data, str) else None  # any client can send anything
    option, step = (sent[2], int(sent[1])) if sent else ("?", None)
    return replace(arrival, event=OptionTapped(option=option, step=step, sender=read_sender(press.from_user)))


def _pressed(press: CallbackQuery, number: str) -> Press:
    """The button with its message, as far as Telegram still shows it."""
    message = press.message
    if not isinstance(message, Message) or not isinstance(message.text, str) or message.reply_markup is None:
        return Press(id=number)
    buttons = (button for row in message.reply_markup.inline_keyboard for button in row)
    label = next((str(button.text) for button in buttons if button.callback_data == press.data), "")
    return Press(id=number, message=str(_integer(message.message_id)), text=message.text, label=label)


def _read_membership(change: ChatMemberUpdated, bot: str) -> Arrival:
    chat, status = _integer(change.chat.id), clean(change.new_chat_member.status, NAME_LIMIT)
    arrival = Arrival(key=f"{bot}:s:{chat}:{_seconds(change.date)}:{status}", chat=str(chat))
    if change.chat.type != ChatType.PRIVATE:
        return replace(arrival, ignored="group")
    sender = read_sender(change.from_user)
    match status:
        case ChatMemberStatus.BANNED:
            return replace(arrival, event=Blocked(sender=sender))
        case ChatMemberStatus.MEMBER:
            return replace(arrival, event=Unblocked(sender=sender))
        case _:
            return replace(arrival, ignored="membership")


def _read_other(update: Update, bot: str) -> Arrival:
    message = update.effective_message
    date = _seconds(message.date) if message is not None else 0
    return Arrival(key=f"{bot}:u:{_integer(update.update_id)}:{date}", ignored="unknown kind")


def read_sender(user: User | None) -> Sender:
    """What Telegram says of a person. Both names are free text of theirs; a bot is never told a phone here."""
    if user is None:
        return NOBODY
    names = (clean(user.first_name, NAME_LIMIT), clean(user.last_name, NAME_LIMIT))
    return Sender(profile_name=" ".join(filter(None, names)), language=clean(user.language_code, TAG_LIMIT))


def _malformed(data: object, body: bytes, bot: str) -> Arrival:
    chat = _private_chat(data)
    return Arrival(
        key=f"{bot}:x:{hashlib.sha256(body).hexdigest()[:32]}",
        chat=chat,
        event=MediaReceived(what="unknown") if chat else None,
        ignored="malformed",
        raw=body[:RAW_KEPT],
    )


def _private_chat(data: object) -> str:
    """The private chat an unreadable update came from, empty when even that cannot be read. Groups count down."""
    for part in data.values() if isinstance(data, dict) else ():
        match part:
            case {"chat": {"id": int(chat)}} | {"message": {"chat": {"id": int(chat)}}} if chat > 0:
                return f"{chat:d}"
    return ""


def _essential(data: object) -> dict[str, object]:
    """An update without the unused parts of its message, so that they cannot spoil it and cost nothing to read."""
    if not isinstance(data, dict):
        raise TypeError("not an object")
    return {
        name: {field: value for field, value in part.items() if field not in UNUSED} if isinstance(part, dict) else part
        for name, part in data.items()
    }


def _integer(value: object) -> int:
    if type(value) is not int:
        raise TypeError("not an integer")
    return value


def _seconds(moment: datetime | None) -> int:
    return 0 if moment is None else int(moment.timestamp())


def _small_int(digits: str) -> int | None:
    return int(digits) if len(digits) <= MAX_DIGITS else None


def _depth(data: object) -> int:
    depth, level = 0, [data]
    while level:
        depth += 1
        level = [inner for outer in level for inner in _inside(outer) if isinstance(inner, dict | list)]
    return depth


def _inside(data: object) -> Iterable[object]:
    return data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
