"""«Hoy»: what needs a person, each with the one button that resolves it, and the figures of the day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from aiohttp import web

from adapters.console import Figures, Tasks
from bot.console.doors import EVERYBODY, PEOPLE, Door
from bot.console.visit import Visit

LONG = timedelta(minutes=15)  # a lead that waits longer is said
DELIVERED = ("delivered_new", "delivered_existing", "delivered_unsure")
TO_MEND = ("invalid", "name", "phone", "email", "conflict")  # sending the same again would be refused again
DISCARD_REASONS = ("test", "duplicate", "spam", "wrong", "by_hand")


async def show(visit: Visit) -> web.StreamResponse:
    """The page."""
    from bot.console.chats import who
    from bot.console.leads import Shown

    desk, agency = visit.shared.reading.desk, visit.user.agency
    tasks = await desk.tasks(agency)
    figures = await desk.figures(agency, midnight(visit))
    return visit.page(
        "today",
        tasks=tasks,
        open=open_tasks(tasks, may_see=visit.may_see),
        figures=numbers(figures),
        late=late(figures, visit.now),
        name_of=lambda chat: who(chat, visit),
        words=Shown(visit, revealed=False).words,
        to_mend=TO_MEND,
        discard_reasons=DISCARD_REASONS,
    )


def midnight(visit: Visit) -> datetime:
    """When the agency's day began."""
    return visit.now.astimezone(visit.zone).replace(hour=0, minute=0, second=0, microsecond=0)


def open_tasks(tasks: Tasks, *, may_see: bool) -> int:
    """How many things are to be done by somebody who may do them."""
    peoples = (tasks.stuck, tasks.written, tasks.to_follow, tasks.to_erase, tasks.calling) if may_see else ()
    return sum(map(len, (*peoples, tasks.parked, tasks.held)))


def numbers(figures: Figures) -> dict[str, int | str]:
    """What the page says of the day."""
    leads = figures.leads
    median = figures.crm_ms[len(figures.crm_ms) // 2] if figures.crm_ms else None
    return {
        "people": figures.people,
        "leads": sum(leads.values()),
        "created": leads.get("delivered_new", 0),
        "existing": leads.get("delivered_existing", 0),
        "waiting": figures.waiting,
        "crm": "–" if median is None else f"{median / 1000:.1f} s",
    }


def late(figures: Figures, now: datetime) -> timedelta | None:
    """How long the oldest lead waits, where that is long."""
    waits = now - figures.oldest_waiting if figures.oldest_waiting else timedelta()
    return waits if waits > LONG else None


async def open_destination(visit: Visit) -> web.StreamResponse:
    """The next message or lead tries the door at once, instead of waiting for the next probe."""
    channel = visit.request.match_info["channel"]
    name = "" if channel == "crm" else channel.removeprefix("by-")
    if not await visit.shared.store.desk.open_destination(visit.user.agency, name):
        raise web.HTTPNotFound
    visit.shared.ring()
    await visit.note("unblock", name or "crm")
    return visit.back("unblocked")


async def retry_event(visit: Visit) -> web.StreamResponse:
    """A message that no try got through is applied once more."""
    number = await parked_number(visit)
    done = await visit.shared.store.retry_parked(number, visit.now)
    await visit.note("event_retry", str(number))
    return visit.back("retried" if done else "too_late")


async def discard_event(visit: Visit) -> web.StreamResponse:
    number = await parked_number(visit)
    await visit.shared.store.discard_parked(number)
    await visit.note("event_discard", str(number))
    return visit.back("discarded")


async def parked_number(visit: Visit) -> int:
    """The event in the path, where it is parked and of the user's agency. Raises HTTPNotFound."""
    number = int(visit.request.match_info["event"])
    if not await visit.shared.store.desk.is_parked(visit.user.agency, number):
        raise web.HTTPNotFound
    return number


DOORS: Sequence[Door] = (
    Door("GET", "/", show, EVERYBODY),
    Door("POST", "/channels/{channel}/open", open_destination, EVERYBODY),
    Door("POST", r"/events/{event:\d{1,15}}/retry", retry_event, EVERYBODY),
    Door("POST", r"/events/{event:\d{1,15}}/discard", discard_event, PEOPLE),
)
