"""Minting codes: at random, so that one says nothing about another (signs §1)."""

from __future__ import annotations

import secrets

from flows.understanding.code import LENGTH, SYMBOLS, is_code


def mint_code() -> str:
    """Six random symbols that pass the check and hold a digit and two letters. Whether it is still free, the registry
    knows."""
    while True:  # one draw in thirty is good
        code = "".join(secrets.choice(SYMBOLS) for _ in range(LENGTH))
        if is_code(code):
            return code
