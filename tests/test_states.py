"""A state is one row, and the row is whole: whatever it shows can be chosen, and what is pending survives a restart."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from adapters.store.codec import dump_conversation, load_conversation
from flows.conversation import Draft, Pending, State
from flows.lead import Phone
from flows.states import ROWS, asked, deed_of, explained, row_of
from tests.chats import PHONE, SIGN, Chat, pending_in
from tests.flows import GUESTS, PLACE, flow_from, toml, written

EVERY_STATE = [pytest.param(pending_in(state), id=state.value) for state in State]


def standing_at(pending: Pending, folder: Path) -> Chat:
    """A chat of an agency with questions of its own, where this is pending."""
    chat = Chat(flow_from(written(folder, toml("name phone email place guests", PLACE, GUESTS))))
    draft = Draft(name="Ana Peña", phone=Phone(e164=PHONE))
    source = replace(chat.conversation.source, sign=SIGN)
    chat.conversation = replace(chat.conversation, pending=pending, draft=draft, source=source, own_phone=PHONE)
    return chat


def test_every_state_is_a_row() -> None:
    """Nothing can be pending that nobody has said how to ask."""
    assert set(ROWS) == set(State)
    assert all(row.state is state for state, row in ROWS.items())


@pytest.mark.parametrize("pending", EVERY_STATE)
@pytest.mark.parametrize("misses", [0, 1, 2, 3])
def test_every_option_does_something(pending: Pending, misses: int, tmp_path: Path) -> None:
    """No button leads nowhere, neither in a question nor in what explains it after a miss."""
    chat = standing_at(pending, tmp_path)
    conversation = replace(chat.conversation, misses=misses)
    row = row_of(conversation)
    shown = (*asked(chat.flow, conversation).options, *explained(chat.flow, conversation).options)
    assert all(deed_of(row, option.id) or option.id == "skip" or row.any_option for option in shown)


@pytest.mark.parametrize("pending", EVERY_STATE)
def test_what_is_pending_survives_a_restart(pending: Pending, tmp_path: Path) -> None:
    """A chat goes on exactly where it stood, whatever was pending and wherever it would come back to."""
    conversation = replace(standing_at(pending, tmp_path).conversation, back=pending)
    assert load_conversation(dump_conversation(conversation)) == conversation
