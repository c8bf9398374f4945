"""The key of keyed hashes: drawn once in the life of a store, kept in it, sealed like everything else."""

from __future__ import annotations

import secrets

from adapters.store.ledger import Ledger

HASH_KEY_BYTES = 32


def draw_hash_key(ledger: Ledger) -> bytes:
    """The store's key, drawn if this is its first opening, and sealed anew when the encryption keys were changed.

    Raises StoreLocked when none of them opens it, so that a missing one is found at start.
    """
    ledger.run("draw_hash_key", ledger.seal.close(secrets.token_bytes(HASH_KEY_BYTES)))
    stored = ledger.value("find_hash_key")
    if not ledger.seal.is_newest(stored):
        ledger.run("reseal_hash_key", ledger.seal.close(ledger.seal.open(stored)))
    return ledger.seal.open(stored)


def find_hash_key(ledger: Ledger) -> bytes:
    """The same for whoever only looks."""
    return ledger.seal.open(ledger.value("find_hash_key"))
