"""Webhook calls that miss: another method, a channel that is not there, a slip in the address. Whoever set the webhook
finds the address that would be right in the log, once a minute; what the call held is in no log."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from difflib import get_close_matches

import structlog

log = structlog.get_logger()

LOG_EVERY_S = 60
COMPARED = 200  # characters of a stranger's path
MOST_NAMED = 5  # addresses, where none of ours is near


class StrayCalls:
    """`addresses` are the webhooks that there are, as the platforms should call them. Times come from `clock`, in
    seconds that only grow."""

    def __init__(self, addresses: Sequence[str], clock: Callable[[], float] = time.monotonic) -> None:
        self._addresses = addresses
        self._clock = clock
        self._logged_at = -float(LOG_EVERY_S)

    def met(self, method: str, path: str) -> None:
        """A call with `method` came to `path`, where nothing of ours takes it."""
        now = self._clock()
        if now - self._logged_at < LOG_EVERY_S:
            return
        self._logged_at = now
        known = path != "" and any(address.endswith(path) for address in self._addresses)
        phrase = "webhook called with the wrong method" if known else "webhook called at an unknown address"
        log.warning(phrase, method="POST" if method == "POST" else "not POST", right=self._right(path))

    def _right(self, path: str) -> list[str]:
        """The nearest one, else as many as a person would read."""
        by_path = {"/webhooks/" + address.partition("/webhooks/")[2]: address for address in self._addresses}
        near = get_close_matches(path[:COMPARED].lower(), by_path, n=1)
        return [by_path[near[0]]] if near else list(self._addresses[:MOST_NAMED])
