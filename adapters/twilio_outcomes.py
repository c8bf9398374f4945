"""What Twilio's refusals mean for us, said at once or in a later status callback; the table is promises §6."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

import aiohttp

from adapters.sending import Failure, Later, Misconfigured, Rejected, Unknown, Unreachable, WindowClosed

SEND_TIMEOUT_S = 10  # one reply must not hold the chat's next one

# Twilio's error numbers: facts/twilio-whatsapp §5. What is in none of these sets would be refused again.
THROTTLED = {20429, 21611, 30001, 63017, 63018}  # not processed, safe to repeat
GONE = {21211, 21610, 63003, 63024}  # this number, or this person, will not get it
CLOSED = {63016}
TOO_LONG = {21617}
BROKEN = {20003, 20005, 20403, 20404, 21212, 63007, 63020, 63038, 63051, 63062, 90010}  # nobody gets anything
UNSURE = {63001, 63010, 63012}  # failures between Twilio and WhatsApp
CONTENT = {63005, 63021, 63027, 63028, 63029, 63030}  # the same words without buttons may get through

T = TypeVar("T")


async def answer_of(call: Awaitable[T]) -> T | Failure:
    """What Twilio answered, or what the lack of an answer means for us. Its exceptions end here: they carry URLs."""
    from adapters.twilio_transport import ApiError

    try:
        async with asyncio.timeout(SEND_TIMEOUT_S):
            return await call
    except ApiError as error:
        return outcome(error.status, code=error.code, retry_after_s=error.retry_after_s)
    except aiohttp.ClientConnectorError:
        return Later(whole_channel=True)  # never left this machine
    except TimeoutError:
        return Unknown("timeout")
    except (aiohttp.ClientError, OSError):
        return Unknown("connection lost")
    except ValueError:
        return Unknown("unreadable answer")


def outcome(status: int, *, code: int | None, retry_after_s: float | None = None) -> Failure:
    """What a refused send means for us. `status` is HTTP's, `code` Twilio's own number; the table is promises §6."""
    if status == 429 or code in THROTTLED:
        return Later(retry_after_s, whole_channel=True)
    if code in GONE:
        return Unreachable()
    if code in CLOSED:
        return WindowClosed()
    if status == 401 or 300 <= status < 400 or code in BROKEN:
        return Misconfigured(f"http {status}, code {code}")
    if status < 300 or status >= 500 or code in UNSURE:
        return Unknown(f"http {status}")  # Twilio may have accepted it before the failure
    if code in TOO_LONG:
        return Rejected("too long")
    return Rejected(f"http {status}, code {code}", as_text=code in CONTENT)
