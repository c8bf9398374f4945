"""How many files and sockets this process may have open, and who gets how many of them."""

from __future__ import annotations

import resource
from dataclasses import dataclass

from bot.assembly import CONNECTIONS
from bot.http.listening import ACCEPTED_AT_ONCE, MOST_CONNECTIONS

FILES = 48  # the database and its companions, the log, what a page or a library opens for a moment
WANTED = MOST_CONNECTIONS + ACCEPTED_AT_ONCE + CONNECTIONS + FILES


@dataclass(frozen=True, slots=True)
class Shares:
    """Connections of strangers to us, and of ours to the platforms."""

    incoming: int
    outgoing: int


def raise_limit() -> int:
    """As many as we want, as far as the system lets us; how many there are now."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = WANTED if hard == resource.RLIM_INFINITY else min(WANTED, hard)
    if soft == resource.RLIM_INFINITY or soft >= most:
        return WANTED if soft == resource.RLIM_INFINITY else soft
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    return most


def share_out(descriptors: int) -> Shares:
    """So that both together always leave enough for the files; a fifth of ours is for those just coming in."""
    outgoing = max(4, min(CONNECTIONS, descriptors // 4))
    left = max(8, descriptors - outgoing - FILES)
    return Shares(incoming=min(MOST_CONNECTIONS, left * 4 // 5), outgoing=outgoing)
