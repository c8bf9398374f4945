"""`python -m tests.mutants`: faults of the kind that lose or double things, put into a copy of the code on purpose.
The proof named beside it has to fail; one that passes proves nothing (docs/reliability.md)."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
COPIED = ("adapters", "bot", "flows", "tests", "docs", "pyproject.toml", "README.md", "leadbot.example.toml")


@dataclass(frozen=True, slots=True)
class Mutant:
    """`old` stands once in `file`; with `new` in its place, `test` has to fail."""

    fault: str
    file: str
    old: str
    new: str
    test: str


MUTANTS = (
    Mutant(
        "the log is not synced at each commit",
        "adapters/engines/sqlite/file.py",
        "FULL = 2 ",
        "FULL = 1 ",
        "tests/test_power_loss.py::test_a_power_loss_keeps_everything_acknowledged",
    ),
    Mutant(
        "callers hear of a result that was never committed",
        "adapters/engines/sqlite/writer.py",
        'connection.execute("COMMIT")',
        'connection.execute("ROLLBACK")',
        "tests/test_power_loss.py::test_a_power_loss_keeps_everything_acknowledged",
    ),
    Mutant(
        "after a failed sync the next one is believed",
        "adapters/engines/sqlite/writer.py",
        "if isinstance(error, PASSING) and not moved:",
        "if isinstance(error, FAULTS) and not moved:",
        "tests/test_store_writer.py",
    ),
    Mutant(
        "a job that raises leaves half of its work behind",
        "adapters/engines/sqlite/ledger.py",
        'self.connection.execute("ROLLBACK TO work")',
        "pass",
        "tests/test_store_writer.py",
    ),
    Mutant(
        "tables are migrated one commit at a time",
        "adapters/engines/sqlite/file.py",
        """            with connection:
                for migration in migrations()[version:]:""",
        """            if connection:
                for migration in migrations()[version:]:""",
        "tests/test_power_loss.py tests/test_store_file.py",
    ),
    Mutant(
        "an event that comes again counts again",
        "adapters/store/inbox.py",
        'return ledger.hash("event", agency, channel, arrival.key)',
        'return ledger.hash("event", agency, channel, arrival.key, secrets.token_hex(1))',
        "tests/test_serial_order.py",
    ),
    Mutant(
        "the newest message of a chat is applied first",
        "adapters/sql/turns.sql",
        """WHERE i.chat = ?1 AND i.state = 'received'
ORDER BY i.id
LIMIT 1;""",
        """WHERE i.chat = ?1 AND i.state = 'received'
ORDER BY i.id DESC
LIMIT 1;""",
        "tests/test_serial_order.py",
    ),
    Mutant(
        "a message that was applied stays in the queue",
        "adapters/sql/turns.sql",
        "UPDATE inbox SET state = 'done' WHERE event_hash = ?1;",
        "UPDATE inbox SET failures = 0 WHERE event_hash = ?1;",
        "tests/test_store_turns.py",
    ),
    Mutant(
        "nothing notes which message is being applied, so one that kills does so for ever",
        "adapters/engines/sqlite/lock.py",
        "IN_HAND.pack_into(self.page, 0, key, deaths + 1)",
        "pass",
        "tests/test_store_crash.py",
    ),
    Mutant(
        "deaths are counted and never acted upon",
        "adapters/store/turns.py",
        "if event.deaths >= DEATHS_TO_PARK:",
        "if event.deaths >= DEATHS_TO_PARK * 100:",
        "tests/test_store_crash.py",
    ),
    Mutant(
        "an answer of the CRM whose lease has passed on settles the lead all the same",
        "adapters/sql/deliveries.sql",
        "WHERE id = ?1 AND lease = ?2",
        "WHERE id = ?1 AND ?2 = ?2",
        "tests/test_store_deliveries.py",
    ),
    Mutant(
        "a lead whose worker died is sent again at once",
        "adapters/store/deliveries.py",
        'state, again_at = "unclear", to_ms(now + timedelta(seconds=ambiguous_first_s))',
        'state, again_at = "unclear", to_ms(now)',
        "tests/test_store_deliveries.py tests/test_delivery.py",
    ),
    Mutant(
        "«ya estabas» is said after an attempt of unknown fate",
        "adapters/store/deliveries.py",
        "after_unclear=unclear > 0)",
        "after_unclear=False)",
        "tests/test_delivery.py",
    ),
    Mutant(
        "a full disk keeps its ballast",
        "adapters/engines/sqlite/writer.py",
        "self._ledger.disk.release()",
        "self._ledger.disk.close()",
        "tests/test_room.py",
    ),
    Mutant(
        "who was turned away for want of room is never asked for",
        "bot/workers/gaps.py",
        "await store.note_asked(*which, looked_at)",
        "await store.note_asked(*which, looked_at + FARTHEST)",
        "tests/test_room.py",
    ),
    Mutant(
        "staff hear of what is over",
        "adapters/sql/alerts.sql",
        "(a.ended_at IS NOT NULL OR a.raised_at <= ?2)",
        "(a.ended_at < 0 OR a.raised_at <= ?2)",
        "tests/test_store_alerts.py",
    ),
    Mutant(
        "an alert that could not be sent counts as sent",
        "adapters/sql/alerts.sql",
        "UPDATE notice INDEXED BY notice_waiting SET state = 'queued', due_at = ?4",
        "UPDATE notice INDEXED BY notice_waiting SET state = 'sent', due_at = ?4",
        "tests/test_store_alerts.py",
    ),
    Mutant(
        "a chat of staff is spoken to like anybody",
        "adapters/store/inbox.py",
        "return bool(chat.staff or",
        "return bool(",
        "tests/test_store_alerts.py",
    ),
    Mutant(
        "a poller moves on before what it read is stored",
        "adapters/store/door.py",
        """            ledger.run("move_poll", agency, channel, offset)
            return inbox.receive(ledger, agency, channel, arrivals, now)""",
        """            ledger.run("move_poll", agency, channel, offset)
            return inbox.receive(ledger, agency, channel, arrivals[:0], now)""",
        "tests/test_store_inbox.py tests/test_telegram_delivery.py",
    ),
)


def is_caught(mutant: Mutant) -> bool:
    """Whether its proof fails on a copy that has the fault."""
    with TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in COPIED:
            (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, copy / name)
        file = copy / mutant.file
        file.write_text(file.read_text("utf-8").replace(mutant.old, mutant.new), "utf-8")
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-x",
            "-n",
            "0",
            "-p",
            "no:cacheprovider",
            *mutant.test.split(),
        ]
        return subprocess.run(command, cwd=copy, capture_output=True, check=False).returncode == 1


def main() -> int:
    """Say of each whether it was caught; 1 if one was not."""
    missed = 0
    for mutant in MUTANTS:
        caught = is_caught(mutant)
        missed += not caught
        print(f"{'caught' if caught else 'MISSED'}  {mutant.fault}", flush=True)
    return min(missed, 1)


if __name__ == "__main__":
    raise SystemExit(main())
