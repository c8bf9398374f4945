"""Buttons and lists of the WhatsApp in a box: what the Content API takes, and what a phone then shows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

BODY_LIMIT = 1024  # characters, with buttons or a list (facts/twilio-whatsapp §7)
# type of content → its list, the field of a label, how many WhatsApp shows, how long a label may be
LABEL_LIMITS = {"twilio/quick-reply": ("actions", "title", 3, 20), "twilio/list-picker": ("items", "item", 10, 24)}

Types = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Button:
    """A reply button or list row. `fields` is what a press on it adds to the webhook's form."""

    label: str
    fields: Mapping[str, str]


def breaks_limits(types: Types) -> bool:
    """Whether a button, a row or their text is longer, or more, than WhatsApp shows (facts/twilio-whatsapp §7)."""
    for kind, (items, label, most, longest) in LABEL_LIMITS.items():
        shown: Sequence[Mapping[str, str]] = types.get(kind, {}).get(items, ())
        too_long = len(types.get(kind, {}).get("body", "")) > BODY_LIMIT
        if too_long or len(shown) > most or any(len(item[label]) > longest for item in shown):
            return True
    return False


def render_content(types: Types, values: Mapping[str, str]) -> tuple[str, tuple[Button, ...]]:
    """What WhatsApp shows of a content: the rich form where there is one, with its variables filled in."""

    def fill(text: str) -> str:
        return re.sub(r"\{\{(\w+)\}\}", lambda name: str(values.get(name[1], name[0])), text)

    if reply := types.get("twilio/quick-reply"):
        pressed = [(fill(action["title"]), fill(action["id"])) for action in reply["actions"]]
        buttons = (Button(title, {"ButtonText": title, "ButtonPayload": id_}) for title, id_ in pressed)
        return fill(reply["body"]), tuple(buttons)
    if picker := types.get("twilio/list-picker"):
        chosen = [(fill(item["item"]), fill(item["id"])) for item in picker["items"]]
        rows = (Button(title, {"ListTitle": title, "ListId": id_}) for title, id_ in chosen)
        return fill(picker["body"]), tuple(rows)
    return fill(types["twilio/text"]["body"]), ()
