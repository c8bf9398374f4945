"""What a job works with: statements by name, and the seal for personal data.

Two ledgers stand behind it (adapters/engines). A job is a plain function of one; it runs in one transaction, is durable
when its caller hears the result, and cannot tell which database it writes to.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any, NamedTuple, Protocol, TypeVar

from adapters.records import Doubt, Room, Takes
from adapters.store.errors import StoreLocked
from adapters.store.sealing import HASH_BYTES, Seal

KEY_BYTES = HASH_BYTES  # of an event: a hash of the platform's key, or drawn where there is none
UNREADABLE = (ValueError, StoreLocked)  # one stored value: written by another release, changed, or its key is gone

Row = tuple[Any, ...]
T = TypeVar("T")


class InHand(NamedTuple):
    """The key of an event that was being applied when a process died, and how many deaths it has caused by now."""

    key: bytes
    deaths: int


class Ledger(Protocol):
    """One open transaction. `faults`: what is wrong with the database, not with the job that met it."""

    @property
    def seal(self) -> Seal: ...

    @property
    def faults(self) -> tuple[type[Exception], ...]: ...

    @property
    def takes(self) -> Takes:
        """What of that which arrives there is room for."""

    def run(self, name: str, *values: Any) -> int:
        """Run a statement of adapters/sql; how many rows it inserted, changed or deleted."""

    def row(self, name: str, *values: Any) -> Row | None:
        """The first row."""

    def rows(self, name: str, *values: Any) -> list[Row]:
        """Every row."""

    def value(self, name: str, *values: Any) -> Any:
        """The first column of the first row; None without one."""

    def hold(self, name: str, *values: Any) -> None:
        """Wait for whoever changes what this statement names; nobody else does until the transaction ends."""

    def shared(self, now: datetime) -> datetime:
        """`now` by the clock that all processes share, for what one of them promises another: the end of a lease."""

    def tell(self, work: str) -> None:
        """Wake whoever waits for this kind of work in another process, once it is durable."""

    def retire_copies(self, before: datetime) -> int:
        """Delete the copies that were made before a migration, if that was before then; how many there were."""

    def hash(self, *parts: str) -> bytes:
        """What stands for `parts` where they have to be found again but not read."""

    def in_hand(self, key: bytes, deaths: int) -> AbstractContextManager[None]:
        """While inside, dying or computing for 10 s is on the account of the event with this key; it had `deaths`
        before. Where it is left alive, they are forgotten with the transaction."""

    def left_in_hand(self) -> InHand | None:
        """What the process before this one died over, if nobody else can have noticed."""


Job = Callable[[Ledger], T]


class Engine(Protocol):
    """Runs jobs, each in its own transaction. `owner` names this process where another could be meant; `doubts` are
    known when it is open."""

    @property
    def owner(self) -> str: ...

    @property
    def doubts(self) -> Sequence[Doubt]: ...

    async def do(self, job: Job[T]) -> T:
        """The job's result, once it is durable. The job also runs when the caller is cancelled meanwhile."""

    def hangs(self) -> bool:
        """Whether a job has gone on for too long."""

    def room(self) -> Room | None:
        """On the disk under it; None where that is not ours to see."""


def to_ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def from_ms(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)


def locally(ledger: Ledger, ms: int, now: datetime) -> datetime:
    """A moment of the shared clock, by the clock that says `now`."""
    return from_ms(ms) - (ledger.shared(now) - now)


def maybe_from_ms(ms: int | None) -> datetime | None:
    return None if ms is None else from_ms(ms)
