"""Passwords: argon2id in a thread, the same work whether the user exists or not (security §2)."""

from __future__ import annotations

import asyncio
import unicodedata
from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from flows.understanding.text import fold

SHORTEST, LONGEST = 12, 128  # characters
FEWEST = 5  # different ones
COMMON = ("password", "contrasena", "123456", "qwerty", "leadbot", "alterestate", "inmobiliaria")
NO_SALT, NO_HASH = "bm9ib2R5IGlzIGhlcmUhIQ", "bm9ib2R5IGhhcyB0aGlzIHBhc3N3b3JkIGF0IGFsbCE"
AT_ONCE = 2  # each takes a tenth of a second and 64 MB
Flaw = Literal["short", "long", "common", "login"]


class Passwords:
    """Hashes and compares them; `hasher` with the usual costs of argon2-cffi (RFC 9106, low memory)."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        costs = f"m={self._hasher.memory_cost},t={self._hasher.time_cost},p={self._hasher.parallelism}"
        self._nobody = (
            f"$argon2id$v=19${costs}${NO_SALT}${NO_HASH}"  # the work of a real one, and the password of nobody
        )
        self._room = asyncio.Semaphore(AT_ONCE)

    async def hashed(self, password: str) -> str:
        """argon2's own text of it."""
        async with self._room:
            return await asyncio.to_thread(self._hasher.hash, normal(password))

    async def match(self, stored: str | None, typed: str) -> bool:
        """Whether it is the one; `stored` is None for a user who does not exist, and that takes as long."""
        async with self._room:
            same = await asyncio.to_thread(self._same, stored or self._nobody, normal(typed[:LONGEST]))
        return same and stored is not None

    def _same(self, stored: str, typed: str) -> bool:
        try:
            return self._hasher.verify(stored, typed)
        except (VerificationError, InvalidHashError):
            return False


def normal(password: str) -> str:
    """The same however a keyboard composes its letters."""
    return unicodedata.normalize("NFKC", password)


def flaw_of(password: str, login: str) -> Flaw | None:
    """Why it will not do."""
    low = normal(password).casefold()
    if len(low) < SHORTEST:
        return "short"
    if len(low) > LONGEST:
        return "long"
    if login.casefold() in low:
        return "login"
    if len(set(low)) < FEWEST or any(
        fold(low).startswith(word) and len(low) < len(word) + SHORTEST // 2 for word in COMMON
    ):
        return "common"
    return None
