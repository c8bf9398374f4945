"""The Content API in a box: which buttons and lists it takes, keeps and gives back, and what a phone then shows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

BODY_LIMIT = 1024  # characters, with buttons or a list; this and the rest: facts/twilio-whatsapp §7
ID_LIMIT, DESCRIPTION_LIMIT, LIST_BUTTON_LIMIT = 200, 72, 20
# type of content → its list, the field of a label, how many WhatsApp shows, how long a label may be
LABEL_LIMITS = {"twilio/quick-reply": ("actions", "title", 3, 20), "twilio/list-picker": ("items", "item", 10, 24)}
PROPERTIES = {"friendly_name", "language", "variables", "types"}
VARIABLE = re.compile(r"\{\{(\w+)\}\}")
MADE_AT = "2026-11-23T12:00:00Z"

Types = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Button:
    """A reply button or list row. `fields` is what a press on it adds to the webhook's form."""

    label: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What WhatsApp makes of a content."""

    text: str
    buttons: tuple[Button, ...] = ()
    list_button: str = ""


class SandboxContents:
    """The contents of one account."""

    def __init__(self, account_sid: str) -> None:
        self.made: dict[str, dict[str, Any]] = {}
        self.approvals: dict[str, str] = {}  # sid → what Meta says of it: «approved», «pending», «rejected» …
        self.created = 0  # also those that are gone
        self._account_sid = account_sid

    def create(self, content: Any) -> dict[str, Any] | None:
        """The content with its sid; None where Twilio would refuse it."""
        if not isinstance(content, dict) or next(faults_of(content), None):
            return None
        self.created += 1
        sid = f"HX{self.created:032x}"
        dates = {"date_created": MADE_AT, "date_updated": MADE_AT}
        self.made[sid] = {**content, **dates, "sid": sid, "account_sid": self._account_sid}
        return self.made[sid]

    def approved(self, content: Any) -> str:
        """The sid of a content that Meta has approved as a template."""
        made = self.create(content)
        assert made
        self.approvals[made["sid"]] = "approved"
        return str(made["sid"])

    def approval(self, sid: str) -> dict[str, Any]:
        """What the Content API tells of it."""
        status = self.approvals.get(sid, "unsubmitted")
        whatsapp = {"type": "whatsapp", "name": "leadbot", "category": "UTILITY", "status": status}
        return {"sid": sid, "account_sid": self._account_sid, "whatsapp": whatsapp}

    def page(self, request: web.Request) -> dict[str, Any]:
        """One page of all contents, oldest first."""
        size, number = int(request.query.get("PageSize", "50")), int(request.query.get("Page", "0"))
        rows = list(self.made.values())
        more = urlencode({"PageSize": size, "Page": number + 1})
        following = f"https://content.twilio.com{request.path}?{more}" if len(rows) > size * (number + 1) else None
        meta = {"page": number, "page_size": size, "key": "contents", "next_page_url": following}
        return {"contents": rows[size * number : size * (number + 1)], "meta": meta}

    def objection(self, form: Mapping[str, str]) -> int:
        """Twilio's number for what is wrong with a message that names a content, 0 when nothing is."""
        if form["ContentSid"] not in self.made:
            return 63027
        try:
            values = json.loads(form.get("ContentVariables") or "{}")
        except ValueError:
            return 63028
        is_good = isinstance(values, dict) and all(isinstance(value, str) and value for value in values.values())
        return 0 if is_good else 63028

    def shown(self, form: Mapping[str, str]) -> Shown | None:
        """What the phone shows; None where WhatsApp refuses it, which only turns out on the way."""
        content = self.made[form["ContentSid"]]
        values = {**content.get("variables", {}), **json.loads(form.get("ContentVariables") or "{}")}
        types = json.loads(VARIABLE.sub(lambda name: json.dumps(values.get(name[1], name[0]))[1:-1], dumped(content)))
        return None if next(faults_of({**content, "types": types}), None) else render_types(types)


def dumped(content: Mapping[str, Any]) -> str:
    return json.dumps(content["types"])


def faults_of(content: Mapping[str, Any]) -> Iterator[str]:
    """What the Content API would refuse of a content, one phrase each."""
    if extra := content.keys() - PROPERTIES - {"sid", "account_sid", "date_created", "date_updated"}:
        yield f"unknown property {min(extra)}"
    types = content.get("types")
    if not content.get("language") or not isinstance(types, dict) or not types:
        yield "no language or no types"
        return
    used = set(VARIABLE.findall(dumped(content)))
    if used != {str(number) for number in range(1, len(used) + 1)}:
        yield "variables that do not count up from 1"
    for kind, fields in types.items():
        if kind in LABEL_LIMITS:
            yield from faults_of_type(kind, fields)


def faults_of_type(kind: str, fields: Mapping[str, Any]) -> Iterator[str]:
    items, label, most, longest = LABEL_LIMITS[kind]
    shown = fields.get(items, [])
    ids = [item.get("id", "") for item in shown]
    if not 0 < len(fields.get("body", "")) <= BODY_LIMIT:
        yield "body"
    if not 0 < len(shown) <= most:
        yield f"number of {items}"
    if not all(0 < len(item.get(label, "")) <= longest for item in shown):
        yield label
    if not all(0 < len(id_) <= ID_LIMIT for id_ in ids) or len(set(ids)) < len(ids):
        yield "id"
    if kind == "twilio/list-picker" and not 0 < len(fields.get("button", "")) <= LIST_BUTTON_LIMIT:
        yield "button"
    if any(len(item.get("description", "")) > DESCRIPTION_LIMIT for item in shown):
        yield "description"


def render_types(types: Types) -> Shown:
    """The rich form where there is one; the values are in it already."""
    if reply := types.get("twilio/quick-reply"):
        pressed = [(action["title"], action["id"]) for action in reply["actions"]]
        buttons = (Button(title, {"ButtonText": title, "ButtonPayload": id_}) for title, id_ in pressed)
        return Shown(text=reply["body"], buttons=tuple(buttons))
    if picker := types.get("twilio/list-picker"):
        chosen = [(item["item"], item["id"]) for item in picker["items"]]
        rows = (Button(title, {"ListTitle": title, "ListId": id_}) for title, id_ in chosen)
        return Shown(text=picker["body"], buttons=tuple(rows), list_button=picker["button"])
    return Shown(text=types["twilio/text"]["body"])
