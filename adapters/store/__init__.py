"""The store: what was acknowledged survives, whatever happens to the process.

In the order a call passes through them: `door` has the methods that `bot` awaits; `inbox`, `turns`, `short`, `outbox`,
`deliveries`, `staff`, `parked`, `signs`, `erasing`, `resealing`, `restoring` and `retaining` are the jobs behind them;
`ledger` is what a job works with. `codec` and `sealing` turn values into what a column holds, `retention` says how long
it is kept, `waits` how long anything waits at most. The statements are in `adapters/sql/`, the databases in
`adapters/engines/`, and nothing here knows which of them it writes to.
"""

from adapters.store.door import Store

__all__ = ["Store"]
