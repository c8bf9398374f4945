"""E-mail by way of somebody's SMTP server. One message, one call; the library is loaded by whoever sends."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import TYPE_CHECKING, Literal

from adapters.sending import Later, Misconfigured, Rejected, SendOutcome, Sent, Unknown

if TYPE_CHECKING:
    from aiosmtplib import SMTP

TIMEOUT_S = 20.0  # for all of it: connecting, signing in, handing over
TEMPORARY = range(400, 500)  # RFC 5321 §4.2.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailer:
    """An account at a server. Without `username` nobody signs in."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    sender: str
    username: str = ""
    password: str = field(default="", repr=False)

    async def send(self, to: Sequence[str], subject: str, text: str, *, id: str, now: datetime) -> SendOutcome:
        """To all of them in one message. `id` names it: a second copy of the same has the same."""
        from aiosmtplib import SMTPException

        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, ", ".join(to), subject
        message["Date"] = format_datetime(now)
        message["Message-ID"] = f"<{id}@{self.sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence answers it
        message.set_content(text)
        try:
            async with asyncio.timeout(TIMEOUT_S), self._account() as account:
                await account.send_message(message)
        except (SMTPException, OSError, TimeoutError) as error:
            return outcome(error)
        return Sent(id)

    async def trouble(self) -> str:
        """Why nothing could be sent now; «» when the server lets us in. Sends nothing."""
        from aiosmtplib import SMTPException

        try:
            async with asyncio.timeout(TIMEOUT_S), self._account():
                return ""
        except (SMTPException, OSError, TimeoutError) as error:
            return type(error).__name__

    def _account(self) -> SMTP:
        from aiosmtplib import SMTP

        return SMTP(
            hostname=self.host,
            port=self.port,
            use_tls=self.security == "tls",
            start_tls=self.security == "starttls",
            username=self.username or None,
            password=self.password or None,
            timeout=TIMEOUT_S,
        )


def outcome(error: Exception) -> SendOutcome:
    """What a failure means for us."""
    from aiosmtplib import SMTPAuthenticationError, SMTPConnectError, SMTPRecipientsRefused, SMTPResponseException

    match error:
        case SMTPAuthenticationError():
            return Misconfigured("login")
        case SMTPConnectError():
            return Later()
        case SMTPRecipientsRefused():
            return Rejected("recipients")
        case SMTPResponseException(code=code):
            return Later() if code in TEMPORARY else Rejected(str(code))
        case _:
            return Unknown(type(error).__name__)
