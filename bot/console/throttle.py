"""How often somebody may guess: per name from one address, per address, and per name from anywhere (security §2).

Counted in this process alone: with several behind a balancer each allows as many, which changes nothing that matters.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

WINDOW_S = 15 * 60
MOST_FROM = 20  # wrong guesses from one address
MOST_PAIR = 5  # at one name from one address
MOST_NAME = 50  # at one name: a stranger must not lock somebody out with five
REMEMBERED = 20_000


class Throttle:
    """Wrong guesses of the last quarter of an hour. Unknown names count like known ones."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._guesses: dict[tuple[str, str], tuple[float, int]] = {}

    def wait_s(self, login: str, address: str) -> float:
        """How long until this may be tried; 0 for now."""
        now = self._clock()
        waits = [
            since + WINDOW_S - now
            for key, most in _keys(login, address)
            if (seen := self._guesses.get(key)) and seen[1] >= most
            for since in (seen[0],)
        ]
        return max(0.0, *waits) if waits else 0.0

    def wrong(self, login: str, address: str) -> None:
        """One more that was not it."""
        now = self._clock()
        for key, _ in _keys(login, address):
            since, times = self._guesses.pop(key, (now, 0))
            self._guesses[key] = (now, 1) if now - since > WINDOW_S else (since, times + 1)
        while len(self._guesses) > REMEMBERED:
            del self._guesses[next(iter(self._guesses))]

    def right(self, login: str, address: str) -> None:
        """It was them."""
        for key, _ in _keys(login, address):
            if key[0]:  # what else came from their address goes on counting
                self._guesses.pop(key, None)


def _keys(login: str, address: str) -> Iterator[tuple[tuple[str, str], int]]:
    yield (login, address), MOST_PAIR
    yield ("", address), MOST_FROM
    yield (login, ""), MOST_NAME
