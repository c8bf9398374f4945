"""Whatever comes from Telegram becomes one event of one chat, and nothing that comes breaks the reading of it."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.records import Arrival, Press
from adapters.telegram_updates import RAW_KEPT, read_body, read_update
from flows.events import MediaReceived, OptionTapped, TextReceived

BOT = "123456"
CASES = sorted((Path(__file__).parent / "payloads" / "telegram").glob("*.json"))
PERSON = {"id": 42, "is_bot": False, "first_name": "Ana"}
CHAT = {"id": 42, "type": "private"}


def message(**fields: object) -> dict[str, Any]:
    return {"update_id": 1, "message": {"message_id": 7, "from": PERSON, "chat": CHAT, "date": 1790000000, **fields}}


def only_set(value: object) -> object:
    """A dataclass as the fields that say something, the way the recorded cases spell it."""
    if not dataclasses.is_dataclass(value):
        return value
    fields = {field: getattr(value, field.name) for field in dataclasses.fields(value)}
    return {
        field.name: only_set(held)
        for field, held in fields.items()
        if field.name == "kind" or (held != field.default and field.name != "fresh")
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_every_kind_of_update_is_read(case: Path) -> None:
    """What a person does in Telegram reaches the conversation as the event it is."""
    recorded = json.loads(case.read_text(encoding="utf-8"))
    arrival = read_body(json.dumps(recorded["update"]).encode(), bot=BOT)
    assert only_set(arrival) == recorded["arrival"], recorded["why"]


MALFORMED = [
    (b"", "nothing"),
    (b"\xff\xfe\x00", "no JSON at all"),
    (b"[]", "a list"),
    (b"null", "no object"),
    (b'{"update_id": 1, "message"', "cut off"),
    (b"[" * 100_000, "nested beyond any stack"),
    (b'{"a":' * 70 + b"1" + b"}" * 70, "nested deeper than 64"),
    (b'{"update_id": "1"}', "a number as text, and nothing else"),
    (b'{"update_id": 1, "callback_query": {"id": "", "from": {"id": 1, "is_bot": false, "first_name": "A"}}}', "no id"),
]


@pytest.mark.parametrize(("body", "why"), MALFORMED, ids=[why for _, why in MALFORMED])
def test_what_cannot_be_read_is_kept_aside(body: bytes, why: str) -> None:
    """An authentic but unreadable update is stored, in part, and never answered with an error."""
    arrival = read_body(body, bot=BOT)
    assert arrival.ignored == "malformed"
    assert arrival.event is None
    assert len(arrival.raw) <= RAW_KEPT
    assert arrival == read_body(body, bot=BOT), "the same again must be the same event"


SPOILT = [
    ({"message_id": "7", "text": "hola"}, "the message's number is a text"),
    ({"date": "mañana", "text": "hola"}, "the date is a word"),
    ({"date": 10**17, "text": "hola"}, "the date is beyond the calendar"),
    ({"contact": {"phone_number": "809"}}, "a card without a name"),
    ({"photo": [{}]}, "a picture without size"),
    ({"photo": 7}, "a number for a picture"),
]


@pytest.mark.parametrize(("fields", "why"), SPOILT, ids=[why for _, why in SPOILT])
def test_an_unreadable_message_of_a_known_chat_is_answered(fields: dict[str, object], why: str) -> None:
    """Who sends something we cannot read is asked again, rather than met with silence."""
    arrival = read_body(json.dumps(message(**fields)).encode(), bot=BOT)
    assert (arrival.chat, arrival.event, arrival.ignored) == ("42", MediaReceived(what="unknown"), "malformed")


TOLERATED = [
    (b'"a\\u0000b\\ud800c"', "abc", "NUL and half characters go"),
    ('"ñandú 👍"'.encode(), "ñandú 👍", "any script stays"),
    (b'"caf\xe9"', "caf\ufffd", "bad UTF-8 is replaced"),
    (b'"' + b"x" * 5000 + b'"', "x" * 4096, "longer than Telegram allows"),
]


@pytest.mark.parametrize(("raw", "text", "why"), TOLERATED, ids=[why for *_, why in TOLERATED])
def test_odd_text_is_cleaned(raw: bytes, text: str, why: str) -> None:
    """Odd characters never cost a person their message."""
    body = json.dumps(message(text="@@")).encode().replace(b'"@@"', raw)
    event = read_body(body, bot=BOT).event
    assert isinstance(event, TextReceived)
    assert event.text == text


@pytest.mark.parametrize("odd", [b"NaN", b"-Infinity", b"1" * 5000, b"1e999", b"[[[]]]"])
def test_an_odd_value_in_a_field_we_do_not_use_costs_nothing(odd: bytes) -> None:
    """A value that no parser should take seriously does not spoil the message around it."""
    body = json.dumps(message(text="hola", strange="@@")).encode().replace(b'"@@"', odd)
    event = read_body(body, bot=BOT).event
    assert isinstance(event, TextReceived)
    assert event.text == "hola"


BUTTONS = [
    ("4:yes", "yes", 4, "ours"),
    ("0:lang_es", "lang_es", 0, "any id of ours"),
    ("4:", "?", None, "no option"),
    (":yes", "?", None, "no step"),
    ("٤:yes", "?", None, "digits of another script"),
    ("4:sí", "?", None, "our ids are plain"),
    ("9999999999:yes", "?", None, "a step nobody reaches"),
    ("4:yes\n", "?", None, "nothing may follow"),
    (7, "?", None, "not even text"),
]


@pytest.mark.parametrize(("data", "option", "step", "why"), BUTTONS, ids=[why for *_, why in BUTTONS])
def test_button_data_is_read_strictly(data: object, option: str, step: int | None, why: str) -> None:
    """A made-up press never counts as a choice, and is still acknowledged."""
    press = {"id": "9", "from": PERSON, "chat_instance": "1", "data": data}
    arrival = read_update({"update_id": 1, "callback_query": press}, bot=BOT)
    assert isinstance(arrival.event, OptionTapped)
    assert (arrival.event.option, arrival.event.step, arrival.press) == (option, step, Press(id="9"))


def test_keys_do_not_depend_on_the_update_number() -> None:
    """Telegram's numbers start anew after a quiet week, and the same message still counts once."""
    first, again = message(text="hola"), {**message(text="hola"), "update_id": 999}
    assert read_update(first, bot=BOT).key == read_update(again, bot=BOT).key
    assert read_update(first, bot=BOT).key != read_update(first, bot="654321").key, "another bot, another message"


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["private", "hola"])
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner), max_leaves=8
)
FIELDS = ["text", "contact", "location", "venue", "voice", "photo", "sticker", "caption", "edit_date", "date", "chat"]
FIELDS += ["from", "message_id", "media_group_id", "forward_origin", "pinned_message", "entities", "reply_to_message"]
KINDS = ["message", "edited_message", "callback_query", "my_chat_member", "channel_post", "poll"]


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reading(body: bytes) -> None:
    """Whatever bytes carry the right secret, they become one arrival."""
    assert isinstance(read_body(body, bot=BOT), Arrival)


@given(
    kind=st.sampled_from(KINDS), body=anything, fields=st.dictionaries(st.sampled_from(FIELDS), anything, max_size=4)
)
def test_no_json_breaks_the_reading(kind: str, body: object, fields: dict[str, object]) -> None:
    """Whatever JSON comes in place of what Telegram promises, it becomes one arrival that can be stored."""
    for part in (body, message(**fields)["message"]):
        arrival = read_body(json.dumps({"update_id": 1, kind: part}).encode(), bot=BOT)
        assert arrival.key
        assert (arrival.key + arrival.chat).encode()
