"""The account in the sandbox's Twilio: its state, and whom its WhatsApp number calls (facts/twilio-whatsapp §4)."""

from __future__ import annotations

from dataclasses import dataclass, field

from aiohttp import web


@dataclass(slots=True, kw_only=True)
class SandboxAccount:
    """`status`: «active», «suspended» …; `sender_status`: «ONLINE» …; `webhook`: as the Senders API has it."""

    account_sid: str
    number: str
    status: str = "active"
    sender_status: str = "ONLINE"
    webhook: dict[str, str] = field(default_factory=dict)

    def call(self, url: str) -> None:
        """From now on, as `leadbot doctor --fix` leaves it."""
        self.webhook = {"callback_url": url, "status_callback_url": f"{url}/status"}
        self.webhook |= {"callback_method": "POST", "status_callback_method": "POST"}

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/2010-04-01/Accounts/{account}.json", self._account),
            web.get("/v2/Channels/Senders", self._senders),
            web.post("/v2/Channels/Senders/{sid}", self._change),
        ]

    async def _account(self, request: web.Request) -> web.Response:
        return web.json_response({"sid": self.account_sid, "friendly_name": "Casa Nova", "status": self.status})

    async def _senders(self, request: web.Request) -> web.Response:
        return web.json_response({"senders": [self._sender()], "meta": {"page": 0, "key": "senders"}})

    async def _change(self, request: web.Request) -> web.Response:
        self.webhook |= (await request.json())["webhook"]
        return web.json_response(self._sender(), status=202)

    def _sender(self) -> dict[str, object]:
        return {
            "sid": f"XE{1:032x}",
            "sender_id": f"whatsapp:{self.number}",
            "status": self.sender_status,
            "webhook": self.webhook,
        }
