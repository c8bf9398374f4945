"""The machine is total: twenty thousand random steps, in every language and setting, and what must always hold."""

from __future__ import annotations

import pytest

from flows.conversation import State
from tests.walks import walk

SEED = 12


@pytest.mark.timeout(240)  # half a minute of computing, and the machine may have other work
def test_nothing_breaks_on_random_walks() -> None:
    """Never an exception, one answer where one is due, only what was shown and confirmed is sent, always a way out."""
    taken = walk(20_000, SEED)
    assert {state for state, _ in taken} == set(State)
    assert sum(taken.values()) >= 19_900
