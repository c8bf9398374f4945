"""What a message costs the store, counted: a statement more a message is a decision and no accident."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from adapters.engines import open_store
from adapters.records import TurnDone
from adapters.store import Store
from tests.stores import (
    AGENCY,
    CHANNEL,
    HANDING,
    NO_LIMITS,
    NOW,
    confirm,
    file_in,
    lead,
    on_connection,
    saying,
    text,
)

MOST = {"statements": 8, "savepoints": 2, "commits": 2}  # of one message that gets an answer
MOST_PAGES = 14  # written to the log, each of 4 KiB
PAGE = 4096 + 24  # with its header in the log: https://www.sqlite.org/fileformat.html#the_write_ahead_log


async def message(store: Store, key: str) -> None:
    """Received, applied, answered."""
    done = (await store.take(AGENCY, CHANNEL, text(key), saying("¿y qué más?"), NOW, HANDING)).turned
    assert isinstance(done, TurnDone)
    assert done.handed
    assert await store.reply_sent(done.handed, key, NOW)


async def test_a_lead_costs_the_same_among_many_agencies(tmp_path: Path) -> None:
    """Nobody looks for leads of agencies that have none."""
    seen: list[int] = []
    async with open_store(f"sqlite:///{file_in(tmp_path)}", serving=True) as store:
        for number, agencies in enumerate((1, 1000), start=1):
            await confirm(
                store, lead(number, phone=f"+1809555{number:04}", email=f"{number}@example.do"), chat=f"{number}"
            )
            limits = {f"other{n}": (0.0, 0) for n in range(agencies - 1)} | NO_LIMITS

            statements = await traced(store)
            assert await store.claim_delivery(NOW, 120, limits, 90)
            seen.append(len(statements))
    assert seen[0] == seen[1]


async def traced(store: Store) -> list[str]:
    """Every statement from now on."""
    seen: list[str] = []

    def note(cursor: Any, statement: str, values: Any) -> bool:
        seen.append(statement)
        return True

    await store._do(on_connection(lambda connection: setattr(connection, "exec_trace", note)))
    seen.clear()
    return seen


async def test_a_message_costs_no_more_than_it_did(tmp_path: Path) -> None:
    """A plain turn of a known chat, one job after the other, so that no commit is shared."""
    kinds = {"BEGIN": "", "COMMIT": "commits", "SAVEPOINT": "savepoints", "RELEASE": ""}
    log = tmp_path / f"{file_in(tmp_path).name}-wal"
    async with open_store(f"sqlite:///{file_in(tmp_path)}", serving=True) as store:
        await message(store, "first")
        statements = await traced(store)
        before = log.stat().st_size
        await message(store, "second")
        written = log.stat().st_size - before
        seen = Counter(kinds.get(statement.split()[0], "statements") for statement in statements)
    assert {kind: seen[kind] for kind in MOST} == MOST
    assert written <= MOST_PAGES * PAGE
