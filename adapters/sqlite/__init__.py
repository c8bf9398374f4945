"""The store in one SQLite file: what was acknowledged survives, whatever happens to the process.

The statements and the schema are in `adapters/sql/`. Here, in the order a call passes through them: `store` is the
door, with the methods that `bot` awaits; `writer` runs what waits at that moment in one transaction, on one thread;
`inbox`, `turns`, `outbox`, `deliveries`, `staff`, `signs`, `erasing` and `retaining` are what it runs; `ledger` is what
those work with. `file` opens, checks and migrates, `lock` keeps a second `serve` out.
"""

from adapters.sqlite.store import SqliteStore, open_readonly, open_store

__all__ = ["SqliteStore", "open_readonly", "open_store"]
