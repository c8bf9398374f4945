"""The second factor: codes of an authenticator app (RFC 6238), and recovery codes for whoever lost it (security §2)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

from pyotp import TOTP
from pyotp.utils import strings_equal

STEP_S = 30
SECRET_BYTES = 20
RECOVERY_CODES = 8
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is taken for another
ISSUER = "leadbot"


def secret_for(token: str) -> str:
    """The secret that a session offers until it is confirmed, so that it need not be kept anywhere."""
    return base64.b32encode(hmac.digest(token.encode(), b"second factor", hashlib.sha256)[:SECRET_BYTES]).decode()


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The time step that a code is of: this one, or one before or after it; None for a wrong code."""
    step, typed = int(now.timestamp()) // STEP_S, "".join(code.split())
    for near in (step, step - 1, step + 1):
        if strings_equal(TOTP(secret).generate_otp(near), typed):
            return near
    return None


def address_of(secret: str, login: str, agency: str) -> str:
    """What the QR says to the app."""
    return TOTP(secret).provisioning_uri(name=f"{login} ({agency})", issuer_name=ISSUER)


def draw_recovery_codes() -> list[str]:
    """«k7m4-pf2d-9qxa»: 59 bits each."""
    return [
        "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3)) for _ in range(RECOVERY_CODES)
    ]


def as_recovery_code(typed: str) -> str:
    """However it was typed."""
    plain = "".join(sign for sign in typed.lower() if sign in LETTERS)
    return "-".join(plain[start : start + 4] for start in range(0, len(plain), 4))
