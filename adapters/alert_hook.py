"""Alerts to a system of the agency's own: a signed JSON POST.

`X-Leadbot-Signature: t=1764000000,v1=…` holds the time and, in hex, HMAC-SHA256 of «time.body» under the shared secret.
Whoever receives it recomputes that, refuses what is older than some minutes, and knows repetitions by the alerts' ids.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime

import aiohttp

from adapters.sending import Later, Rejected, SendOutcome, Sent, Unknown

SIGNATURE_HEADER = "X-Leadbot-Signature"
TIMEOUT_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertHook:
    """Where it goes; no redirect is followed, any 2xx is taken for yes."""

    http: aiohttp.ClientSession
    url: str
    secret: str = field(repr=False)

    async def send(self, body: bytes, *, now: datetime) -> SendOutcome:
        """Post it once."""
        headers = {"Content-Type": "application/json", SIGNATURE_HEADER: signature(self.secret, body, now)}
        try:
            async with (
                asyncio.timeout(TIMEOUT_S),
                self.http.post(self.url, data=body, headers=headers, allow_redirects=False) as answer,
            ):
                status = answer.status
        except aiohttp.ClientConnectorError:
            return Later()
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            return Unknown(type(error).__name__)
        if 200 <= status < 300:
            return Sent("")
        return Later() if status == 429 or status >= 500 else Rejected(str(status))


def signature(secret: str, body: bytes, now: datetime) -> str:
    """Of a body that is sent at this time."""
    at = str(int(now.timestamp()))
    return f"t={at},v1={hmac.new(secret.encode(), f'{at}.'.encode() + body, hashlib.sha256).hexdigest()}"
