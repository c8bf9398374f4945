"""Draws docs/map.svg, the picture of the house: the four steps of a message from left to right, the rooms from top to
bottom, and in each field the files that a step has in a room.

    python -m docs.draw_map
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path

PICTURE = Path(__file__).with_name("map.svg")

Files = Mapping[str, str]  # a path inside its room, and what it is for

STEPS = (
    ("Receive", "prove, read, store, answer 200"),
    ("Apply", "one event of a chat at a time"),
    ("Send", "in order, one of a chat at a time"),
    ("Deliver", "never two at once, and never lost"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """`fields` has one entry for each step, in their order."""

    path: str
    about: tuple[str, ...]
    fields: tuple[Files, Files, Files, Files]


ROOMS = (
    Room(
        path="bot/",
        about=("puts it together:", "server, workers,", "settings, commands"),
        fields=(
            {"http/web.py": "webhooks become stored events", "workers/polling.py": "without a public address"},
            {
                "workers/turns.py": "event, store and machine meet",
                "flow_files/agencies.py": "each agency's flow and words",
            },
            {"workers/outbox.py": "what becomes of each reply"},
            {"workers/delivery.py": "leases and pace", "workers/settle.py": "what an answer does to a lead"},
        ),
    ),
    Room(
        path="adapters/",
        about=("the outside world,", "one file a system"),
        fields=(
            {"telegram_updates.py": "update → event", "whatsapp.py": "Twilio's form → event"},
            {"records.py": "what the store takes and gives", "signs.py": "a sign, as it is registered"},
            {"telegram.py": "reply → call, error → what next", "whatsapp.py": "the same through Twilio"},
            {"alterestate.py": "the one POST", "alterestate_answers.py": "what an answer means"},
        ),
    ),
    Room(
        path="adapters/store/",
        about=("the store:", "jobs that know", "no database"),
        fields=(
            {"inbox.py": "inbox: every event, once"},
            {"turns.py": "conversations and timers", "signs.py": "the registry of signs"},
            {"outbox.py": "outbox: replies that wait"},
            {"deliveries.py": "leads and their attempts", "staff.py": "what people do about them"},
        ),
    ),
    Room(
        path="flows/",
        about=("the conversation,", "pure: no clock,", "no network, no chance"),
        fields=(
            {"events.py": "what can happen in a chat"},
            {
                "machine.py": "conversation and event → turn",
                "states/": "a row for each state",
                "understanding/": "how a message is read",
                "vocabulary/": "the words people use",
            },
            {"replies.py": "what we say, as keys", "wording/": "the sentences, a file a language"},
            {"lead.py": "a confirmed draft", "outcomes.py": "what the CRM can answer"},
        ),
    ),
)
BESIDE: Files = {
    "bot/service.py": "makes and connects all",
    "bot/settings/": "what can be set",
    "bot/cli/": "the commands",
    "bot/signs/": "codes, pages, print",
    "bot/sandbox/": "the outside in a box",
    "tests/": "a list of promises",
}
STORE = "adapters/store/"

WIDTH, EDGE, LEFT = 1040, 20, 168
COLUMN, GAP = 201, 14
PAD, ENTRY = 12, 33  # of a field: around its files, and for each of them
ROOM_GAP, LANES = 16, 58  # below the store: two lines that lead back and on
STYLE = """
  text { font: 11px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; fill: #4a5666; }
  .file { font: 600 11.5px ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; fill: #14202e; }
  .room { font: 700 13px ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; fill: #14202e; }
  .step { font-size: 15px; font-weight: 650; fill: #14202e; }
  .number { font-size: 13px; font-weight: 700; fill: #ffffff; }
  .label { fill: #1a5fb4; }
  .floor { fill: #edf1f5; }
  .field { fill: #ffffff; stroke: #c3ccd6; }
  .outside { fill: #14202e; }
  .outside-text { font-size: 13px; font-weight: 600; fill: #ffffff; }
  .way { fill: none; stroke: #1a5fb4; stroke-width: 2; }
  .back { stroke-dasharray: 5 4; }
""".strip("\n")


def paths() -> Iterator[str]:
    """Every path that the picture names."""
    for room in ROOMS:
        yield room.path
        for files in room.fields:
            yield from (room.path + name for name in files)
    yield from BESIDE


def svg() -> str:
    """The drawing as a document of its own; it ends with a line break."""
    body = [*_outside(), *_steps(132)]
    top = 186
    for room in ROOMS:
        body += _room(room, top)
        top += _height(room) + ROOM_GAP
        if room.path == STORE:
            body += _lanes(top - ROOM_GAP)
            top += LANES - ROOM_GAP
    body += _beside(top)
    height = top + 58 + EDGE
    head = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}">',
        "<title>The rooms of leadbot and the four steps of a message</title>",
        f"<style>\n{STYLE}\n</style>",
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" orient="auto">'
        '<path d="M0 0 8 4 0 8z" fill="#1a5fb4"/></marker></defs>',
        f'<rect width="{WIDTH}" height="{height}" rx="12" fill="#f7f9fb"/>',
    ]
    return "\n".join([*head, *body, "</svg>"]) + "\n"


def _left(column: int) -> int:
    return LEFT + column * (COLUMN + GAP)


def _middle(column: int) -> int:
    return _left(column) + COLUMN // 2


def _height(room: Room) -> int:
    return max(2, *map(len, room.fields)) * ENTRY + 2 * PAD


def _outside() -> Iterator[str]:
    """Who is out there, and what goes to and fro."""
    yield _text("leadbot", EDGE + 12, EDGE + 26, "step")
    for number, line in enumerate(("imports run down:", "bot → adapters → flows")):
        yield _text(line, EDGE + 12, EDGE + 48 + 15 * number)
    people = _left(2) + COLUMN - _left(0)
    yield f'<rect class="outside" x="{_left(0)}" y="{EDGE}" width="{people}" height="42" rx="10"/>'
    yield _text("People on WhatsApp and Telegram", _left(0) + people // 2, EDGE + 26, "outside-text", "middle")
    yield f'<rect class="outside" x="{_left(3)}" y="{EDGE}" width="{COLUMN}" height="42" rx="10"/>'
    yield _text("AlterEstate, the CRM", _middle(3), EDGE + 26, "outside-text", "middle")
    for column, start, end, label in ((0, 64, 118, "a message"), (2, 118, 66, "a reply"), (3, 118, 66, "a lead")):
        yield _way(f"M{_middle(column)} {start}V{end}")
        yield _text(label, _middle(column) + 10, 96, "label")


def _steps(top: int) -> Iterator[str]:
    for column, (name, what) in enumerate(STEPS):
        yield f'<circle cx="{_left(column) + 13}" cy="{top + 10}" r="12" fill="#1a5fb4"/>'
        yield _text(str(column + 1), _left(column) + 13, top + 14.5, "number", "middle")
        yield _text(name, _left(column) + 34, top + 15, "step")
        yield _text(what, _left(column), top + 40)


def _room(room: Room, top: int) -> Iterator[str]:
    height = _height(room)
    yield f'<rect class="floor" x="{EDGE}" y="{top}" width="{WIDTH - 2 * EDGE}" height="{height}" rx="10"/>'
    yield _text(room.path, EDGE + 12, top + 26, "room")
    for number, line in enumerate(room.about):
        yield _text(line, EDGE + 12, top + 45 + 15 * number)
    for column, files in enumerate(room.fields):
        yield from _field(files, _left(column), top + 6, COLUMN, height - 12)


def _field(files: Files, left: int, top: int, width: int, height: int) -> Iterator[str]:
    yield f'<rect class="field" x="{left}" y="{top}" width="{width}" height="{height}" rx="8"/>'
    for number, (name, what) in enumerate(files.items()):
        line = top + 20 + ENTRY * number
        yield _text(name, left + PAD, line, "file")
        yield _text(what, left + PAD, line + 15)


def _lanes(top: int) -> Iterator[str]:
    """What leads from one table to the next, and the CRM's answer back to the first."""
    beside = top - 30
    for column in (0, 1):
        yield _way(f"M{_left(column) + COLUMN} {beside}H{_left(column + 1) - 1}")
    low, lower = top + 16, top + 40
    yield _way(f"M{_middle(1) + 40} {top - 6}V{low}H{_middle(3) - 40}V{top - 5}")
    yield _text("after «Sí, enviar»: the lead", _middle(2), low - 4, "label", "middle")
    yield _way(f"M{_middle(3) + 40} {top - 6}V{lower}H{_middle(0)}V{top - 5}", "back")
    yield _text(
        "what the CRM answered comes back as an event of the chat", _middle(1) + 109, lower - 4, "label", "middle"
    )


def _beside(top: int) -> Iterator[str]:
    """What no message passes through."""
    width = (WIDTH - 2 * EDGE - 4 * GAP) // len(BESIDE)
    for number, entry in enumerate(BESIDE.items()):
        yield from _field(dict([entry]), EDGE + number * (width + GAP), top, width, 54)


def _way(path: str, kind: str = "") -> str:
    return f'<path class="{" ".join(filter(None, ("way", kind)))}" d="{path}" marker-end="url(#tip)"/>'


def _text(text: str, x: float, y: float, kind: str = "", anchor: str = "") -> str:
    marks = f' class="{kind}"' * bool(kind) + f' text-anchor="{anchor}"' * bool(anchor)
    return f'<text{marks} x="{x:g}" y="{y:g}">{escape(text, quote=False)}</text>'


if __name__ == "__main__":
    PICTURE.write_text(svg(), encoding="utf-8")
