"""The whole outside world on loopback: a CRM, Telegram and Twilio, and the settings that point at them."""

from __future__ import annotations

import random
import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from adapters.engines import open_store
from adapters.signs import SignRow
from bot.http.listening import listening
from bot.sandbox.crm import SLOW_S, SandboxCrm
from bot.sandbox.telegram import SandboxTelegram
from bot.sandbox.telegram_queue import WAITS_S
from bot.sandbox.twilio import SandboxTwilio
from bot.settings.model import Settings
from bot.signs.codes import mint_code
from flows.events import Sign

HOST = "127.0.0.1"
AGENCY = "casacaribe"
API_KEY = "sandbox-key"
BOT_TOKEN = "700100200:SandboxSandboxSandboxSandboxSandbox"  # noqa: S105  # opens nothing outside this box
BOT_SECRET = "sandbox-secret"  # noqa: S105  # opens only the sandbox
ACCOUNT_SID = "AC" + "5" * 32
AUTH_TOKEN = "b" * 32
NUMBER = "+18095550100"
SIGN = Sign(code="K7M4PF", title="Apartamento 3 hab. en Naco", property_uid="KNM6135T3B", type="venta")


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The three outside systems, running, and settings of a service that talks to them and to nobody else."""

    crm: SandboxCrm
    telegram: SandboxTelegram
    twilio: SandboxTwilio
    settings: Settings


@asynccontextmanager
async def open_world(
    folder: Path,
    *,
    agency: Mapping[str, Any] | None = None,
    whatsapp: Mapping[str, Any] | None = None,
    delivery: Mapping[str, Any] | None = None,
    telegram_mode: str = "webhook",
    telegram_waits_s: Sequence[float] = WAITS_S,
    crm_slow_s: float = SLOW_S,
    database_url: str = "",
) -> AsyncIterator[World]:
    """Start the outside world; `folder` keeps the store, where no `database_url` does.

    `agency`, `whatsapp` and `delivery` change single settings. `telegram_waits_s`: how long Telegram waits
    before each try of an update. `crm_slow_s`: of the CRM's mode «slow».
    """
    crm = SandboxCrm(api_key=API_KEY, slow_s=crm_slow_s)
    telegram = SandboxTelegram(token=BOT_TOKEN, username="CasaCaribeBot", waits_s=telegram_waits_s)
    public_url = f"http://{HOST}:{free_port()}"
    twilio = SandboxTwilio(
        account_sid=ACCOUNT_SID,
        auth_token=AUTH_TOKEN,
        number=NUMBER,
        webhook_url=f"{public_url}/webhooks/{AGENCY}/whatsapp",
    )
    async with (
        listening(crm.app, HOST, 0) as crm_port,
        listening(telegram.app, HOST, 0) as telegram_port,
        listening(twilio.app, HOST, 0) as twilio_port,
    ):
        settings = Settings.model_validate(
            {
                "public_url": public_url,
                "listen": public_url.removeprefix("http://"),
                "database_url": database_url or f"sqlite:///{folder / 'leadbot.db'}",
                "delivery": delivery or {},
                "agencies": {
                    AGENCY: {
                        "name": "Casa Caribe",
                        "human_phone": "809-555-0100",
                        "hours": "lunes a sábado, 8:00 a 18:00",
                        "join_seconds": 0,  # nobody types here
                        "alterestate": {
                            "api_key": API_KEY,
                            "base_url": f"http://{HOST}:{crm_port}/api/v1",
                        },
                        "channels": {
                            "telegram": {
                                "kind": "telegram",
                                "mode": telegram_mode,
                                "token": BOT_TOKEN,
                                "secret_token": BOT_SECRET if telegram_mode == "webhook" else "",
                                "via": "105",
                                "api_base_url": f"http://{HOST}:{telegram_port}",
                            },
                            "whatsapp": {
                                "kind": "whatsapp",
                                "account_sid": ACCOUNT_SID,
                                "auth_token": AUTH_TOKEN,
                                "number": NUMBER,
                                "via": "104",
                                "api_base_url": f"http://{HOST}:{twilio_port}",
                                **(whatsapp or {}),
                            },
                        },
                        **(agency or {}),
                    }
                },
            }
        )
        yield World(crm=crm, telegram=telegram, twilio=twilio, settings=settings)


async def hang_sign(settings: Settings, sign: Sign = SIGN) -> None:
    """Put a sign into the store, before or beside a running service."""
    async with open_store(settings.database_url, encryption_keys=settings.data.encryption_keys) as store:
        agency = next(iter(settings.agencies))
        hung = SignRow(
            agency=agency,
            code=sign.code,
            title=sign.title,
            property_uid=sign.property_uid,
            type=sign.type,
            state=sign.state,
        )
        await store.add_signs([hung], who="demo", now=datetime.now(UTC), mint=mint_code)


def free_port() -> int:
    """A port nobody listens on; the URL has to be known before the service that answers there starts.

    Below those that systems give to outgoing connections, which would take it in the meantime.
    """
    for _ in range(50):
        port = random.randrange(20_000, 32_000)  # noqa: S311  # nothing secret
        with socket.socket() as probe, suppress(OSError):
            probe.bind((HOST, port))
            return port
    raise OSError("no free port between 20000 and 32000")
