"""All the contents of a Twilio account: which stand there, what Meta says of one, and how the missing ones are made.

For whoever looks at an account as a whole; what a message needs is got by `twilio_content`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from adapters.twilio_account import Refused, TwilioAccount
from adapters.twilio_content import HOST, PATH, Content, following

PAGE_SIZE = 50  # an answer of at most some 100 KiB
AT_ONCE = 4  # made at the same time: each is a call of its own


class TwilioLibrary:
    """Never raises for what the network or Twilio does."""

    def __init__(self, account: TwilioAccount, *, api_base_url: str = "") -> None:
        """`api_base_url`: «» for Twilio's own host."""
        self._account = account
        self._base = (api_base_url or HOST).rstrip("/")

    async def names(self) -> set[str] | Refused:
        """Of all contents."""
        found: set[str] = set()
        page = f"{PATH}?PageSize={PAGE_SIZE}"
        while page:
            answer = await self._account.ask("GET", self._base + page)
            if isinstance(answer, Refused):
                return answer
            rows = answer.get("contents")
            for row in rows if isinstance(rows, list) else ():
                match row:
                    case {"friendly_name": str(name)}:
                        found.add(name)
            page = following(answer)
        return found

    async def approval(self, sid: str) -> str | Refused:
        """What Meta says of a template: «approved», «pending», «rejected», «unsubmitted» …"""
        answer = await self._account.ask("GET", f"{self._base}{PATH}/{sid}/ApprovalRequests")
        match answer:
            case Refused():
                return answer
            case {"whatsapp": {"status": str(status)}}:
                return status
            case _:
                return Refused(0)

    async def make(self, contents: Iterable[Content]) -> None:
        """What is refused is left out; the next look tells."""
        waiting = list(contents)

        async def work() -> None:
            while waiting:
                await self._account.ask("POST", self._base + PATH, waiting.pop().template)

        await asyncio.gather(*(work() for _ in range(AT_ONCE)))
