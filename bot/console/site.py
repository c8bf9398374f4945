"""Makes the console of a running service: its pages behind their doors."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web

from adapters.store import Store
from bot.console import chats, funnel, leads, signs, today
from bot.console import settings as configuration
from bot.console.doors import Door, Doorkeeper
from bot.console.signing_in import SigningIn
from bot.console.throttle import Throttle
from bot.console.visit import Shared
from bot.doctor.finding import Finding
from bot.settings.model import Settings
from bot.workers.waiting import Clock


def make_console(
    settings: Settings,
    store: Store,
    reading: Store,
    *,
    findings: Callable[[], Awaitable[list[Finding]]],
    ring: Callable[[], None],
    clock: Clock,
    frames: str = "'none'",
) -> web.Application:
    """`findings`: the doctor's, asked anew. `ring` is called when there may be a lead to deliver. `frames`: whose pages
    may show this one inside, as CSP writes it."""
    from bot.console.passwords import Passwords

    shared = Shared(
        settings=settings,
        store=store,
        reading=reading,
        passwords=Passwords(),
        throttle=Throttle(),
        printing=asyncio.Semaphore(1),
        findings=findings,
        ring=ring,
    )
    keeper = Doorkeeper(shared, clock=clock, frames=frames)
    return keeper.application(doors_of(keeper))


def doors_of(keeper: Doorkeeper) -> list[Door]:
    """Every route of the console; a test goes through them."""
    return [
        *SigningIn(keeper).doors(),
        *today.DOORS,
        *leads.DOORS,
        *chats.DOORS,
        *funnel.DOORS,
        *signs.DOORS,
        *configuration.DOORS,
    ]
