"""The code with which a chat of staff becomes one that hears alerts: «/staff K7M4PFQ2»."""

from __future__ import annotations

import secrets
from datetime import timedelta

SYMBOLS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # that nobody takes for another
CODE_LENGTH = 8  # 39 bits, good once and for half an hour
GOOD_FOR = timedelta(minutes=30)


def draw_code() -> str:
    return "".join(secrets.choice(SYMBOLS) for _ in range(CODE_LENGTH))
