"""What one chat may send in a day and a month, so that it cannot look up strangers (promises §4, §9)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from adapters.engines import open_store
from tests.lines import Line
from tests.stores import ANA

BY_THE_PERSON, BY_STAFF = "the person", "staff"
both = pytest.mark.parametrize("who", [BY_THE_PERSON, BY_STAFF])


@pytest.fixture
async def line(database_url: str) -> AsyncIterator[Line]:
    async with open_store(database_url, serving=True) as store:
        yield Line(store)


async def sends(line: Line, number: int) -> str:
    """A whole round with the phone of that number; why it was held, «» where it was not."""
    await line.talks("hola", "acepto", "comprar", f"Ana Peña{'abcdefgh'[number]}", "otro", f"809-555-01{30 + number}")
    await line.talks(f"ana{number}@example.com", "saltar")
    await line.writes("sí")
    return line.leads[-1].held


async def erases(line: Line, who: str) -> None:
    if who == BY_STAFF:
        assert (await line.store.erase(ANA)).existed
        return
    await line.sent_all()
    await line.talks("borrar mis datos", "sí")


@both
async def test_erasing_does_not_open_the_look_up_again(line: Line, who: str) -> None:
    """Whoever erases their data between one stranger and the next still gets three answers a day, and no fourth."""
    held = []
    for number in range(5):
        held.append(await sends(line, number))
        await erases(line, who)
        line.now += timedelta(hours=1)
    assert held == ["", "", "", "volume", "volume"]


@both
async def test_three_strangers_a_month(line: Line, who: str) -> None:
    """Spread over days it is the number of different phones that counts, erased or not."""
    held = []
    for number in (0, 1, 2, 3):
        held.append(await sends(line, number))
        await erases(line, who)
        line.now += timedelta(days=2)
    assert held == ["", "", "", "volume"]
    line.now += timedelta(days=30)
    assert await sends(line, 4) == ""


@both
async def test_the_same_person_again_is_no_stranger(line: Line, who: str) -> None:
    """Somebody who erases their data and comes back with the same number every other day is never held."""
    for _ in range(5):
        assert await sends(line, 0) == ""
        await erases(line, who)
        line.now += timedelta(days=2)
