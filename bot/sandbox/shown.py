"""What the demo page shows, as plain JSON: two screens and what the CRM received.

The page draws exactly this and keeps nothing of its own, so a reload loses nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, timedelta
from html import unescape
from typing import Any

from bot.sandbox.crm import Received
from bot.sandbox.heard import Heard
from bot.sandbox.stage import OTHER_CARD, Screen, Stage
from bot.sandbox.telegram_phone import Bubble as TelegramBubble
from bot.sandbox.telegram_phone import TelegramPhone
from bot.sandbox.twilio_phone import Bubble as WhatsAppBubble
from bot.sandbox.twilio_phone import Phone as WhatsAppPhone
from flows.events import Sign
from flows.understanding.code import show_code

Json = dict[str, Any]

ANSWER_EXPECTED = timedelta(seconds=12)  # longer than the 8 s after which the person hears of a slow CRM
TYPED_COMMAND = re.compile(r"^(/start) \S+$")
TITLE_LINE = re.compile(r"^(?:Propiedad|Property): (.+)$", re.MULTILINE)


def describe(stage: Stage) -> Json:
    """Everything the page needs; JSON types only."""
    return {
        "agency": stage.agency,
        "sign": {
            "code": show_code(stage.sign.code),
            "title": stage.sign.title,
            "type": stage.sign.type,
            "address": stage.door.address,
        },
        "whatsapp": _whatsapp(stage.whatsapp_phone, stage.whatsapp_screen, stage),
        "telegram": _telegram(stage.telegram_phone, stage.telegram_screen, stage),
        "crm": {"mode": stage.crm.mode, "leads": _leads(stage.crm.received, stage.sign)},
        "heard": [_heard(one) for one in reversed(stage.listener.entries)],
    }


def _whatsapp(phone: WhatsAppPhone, screen: Screen, stage: Stage) -> Json:
    number_of_person = phone.address.removeprefix("whatsapp:")
    quotes = {bubble.sid: {"who": stage.agency, "text": bubble.text} for bubble in phone.chat if not bubble.mine}
    return {
        "bot": stage.twilio.number,
        "person": {"name": phone.profile_name, "phone": number_of_person},
        "messages": [
            {**_whatsapp_message(bubble, screen, own_number=number_of_person), "quote": quotes.get(bubble.answers)}
            for bubble in phone.chat
        ],
        "typing_until": _answer_due(screen),
        "ready": screen.ready,
    }


def _whatsapp_message(bubble: WhatsAppBubble, screen: Screen, *, own_number: str) -> Json:
    seen = screen.seen[bubble.sid]
    kind = "text" if bubble.what == "text" else (seen.attached or "photo")
    return {
        "id": bubble.sid,
        "mine": bubble.mine,
        "kind": kind,
        "text": _card_number(kind, own_number) or bubble.text,
        "at": seen.at.isoformat(),
        "tick": {"queued": "sent", "failed": "failed"}.get(bubble.tick, bubble.tick) if bubble.mine else "",
        "edited": False,
        "buttons": [[button.label] for button in bubble.buttons],
        "list": bubble.list_button,
        "chosen": bubble.chosen,
    }


def _telegram(phone: TelegramPhone, screen: Screen, stage: Stage) -> Json:
    answered = max((bubble.id for bubble in phone.chat if not bubble.mine), default=0)
    return {
        "bot": stage.telegram.username,
        "person": {"name": f"{phone.first_name} {phone.last_name}".rstrip(), "phone": stage.telegram_number},
        "started": phone.started,
        "blocked": phone.blocked,
        "waiting": bool(phone.waiting),
        "keyboard": [
            [{"label": key.label, "asks_contact": key.asks_contact} for key in row]
            for row in (phone.keyboard.rows if phone.keyboard else ())
        ],
        "messages": [_telegram_message(bubble, screen, answered=answered) for bubble in phone.chat],
        "typing_until": max(_answer_due(screen), int(phone.typing_until * 1000)),
        "ready": screen.ready,
    }


def _telegram_message(bubble: TelegramBubble, screen: Screen, *, answered: int) -> Json:
    seen = screen.seen[str(bubble.id)]
    attached = {"contact": "own_card", "location": "location", "media": "photo"}
    kind = "text" if bubble.kind == "text" else (seen.attached or attached[bubble.kind])
    return {
        "id": str(bubble.id),
        "mine": bubble.mine,
        "kind": kind,
        "text": TYPED_COMMAND.sub(r"\1", bubble.text),  # the app hides a link's payload
        "at": seen.at.isoformat(),
        "tick": ("read" if bubble.id < answered else "sent") if bubble.mine else "",
        "edited": bubble.edited,
        "buttons": [[button.label for button in row] for row in bubble.buttons],
    }


def _heard(one: Heard) -> Json:
    return {
        "id": str(one.number),
        "at": one.at.isoformat(),
        "channel": one.who.channel,
        "person": one.person,
        "kind": one.kind,
        "said": one.said,
        "asked": one.asked,
        "facts": [{"what": fact.what, "value": fact.value} for fact in one.understood.facts],
        "result": one.understood.result,
        "asks": one.understood.asks,
        "webhook": one.webhook
        and {
            "path": f"/webhooks/{one.who.agency}/{one.who.channel}",
            "body": one.webhook.body,
        },
    }


def _answer_due(screen: Screen) -> int:
    """Until when an answer is awaited, in milliseconds since 1970; 0 when none is."""
    return int((screen.asked_at + ANSWER_EXPECTED).timestamp() * 1000) if screen.asked_at else 0


def _card_number(kind: str, own_number: str) -> str:
    return {"own_card": own_number, "other_card": OTHER_CARD}.get(kind, "")


def _leads(received: Iterable[Received], sign: Sign) -> list[Json]:
    """One entry a lead, newest first, with every attempt to hand it over."""
    attempts: dict[str, list[Received]] = {}
    for post in received:
        attempts.setdefault(_lead_id(post, attempts), []).append(post)
    return [_lead(lead, posts, sign) for lead, posts in reversed(attempts.items())]


def _lead_id(post: Received, known: Iterable[str]) -> str:
    """Our own id of the lead; where the CRM refused to take it as a field, it stands in the notes."""
    metadata = post.body.get("metadata")
    if isinstance(metadata, Mapping) and metadata.get("leadbot_id"):
        return str(metadata["leadbot_id"])
    notes = str(post.body.get("notes", ""))
    return next((lead for lead in known if lead in notes), f"post {post.number}")


def _lead(lead: str, posts: Sequence[Received], sign: Sign) -> Json:
    body = posts[-1].body
    notes = unescape(str(body.get("notes", "")))
    return {
        "id": lead,
        "at": posts[0].at.astimezone(UTC).isoformat(),
        "name": str(body.get("full_name", "")),
        "phone": str(body.get("phone", "")),
        "email": str(body.get("email", "")),
        "looking_for": {1: "buy", 2: "rent"}.get(body.get("listing_type", 0), ""),
        "property": _property(body, notes, sign),
        "budget": {"amount": body["budget"], "currency": body.get("currency", "")} if "budget" in body else None,
        "channel": str(body.get("form_name", "")).removeprefix("chatbot-"),
        "via": str(body.get("via", "")),
        "notes": notes.splitlines(),
        "attempts": [
            {"number": post.number, "at": post.at.isoformat(), "status": post.status, "said": post.said or ""}
            for post in posts
        ],
        "body": body,
    }


def _property(body: Mapping[str, Any], notes: str, sign: Sign) -> Json | None:
    named = TITLE_LINE.search(notes)
    uid = str(body.get("property_uid", ""))
    title = named[1] if named else sign.title if uid == sign.property_uid else ""
    return {"title": title, "uid": uid} if uid or title else None
