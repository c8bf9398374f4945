"""Leads as a table that a spreadsheet opens and runs nothing of (security §4): RFC 4180, every field in quotes."""

from __future__ import annotations

from collections.abc import Iterator

from aiohttp import web

from adapters.console import LeadLine
from bot.console.lists import PERIODS, place_of
from bot.console.rendering import protect
from bot.console.visit import Visit
from bot.signs.csv_file import written_table

AT_ONCE = 500


async def stream_leads(visit: Visit, period: str) -> web.StreamResponse:
    """All of a period, a part at a time, so that a million of them fit into little memory."""
    response = web.StreamResponse(
        headers={
            "Content-Type": "text/csv; charset=utf-8",
            "Content-Disposition": f'attachment; filename="leads-{visit.now:%Y-%m-%d}.csv"',
        }
    )
    protect(response, visit.nonce, frames="'none'", secure=False)
    await response.prepare(visit.request)
    length, before = PERIODS.get(period), None
    header = visit.words["export"]["columns"]
    while True:
        lines = await visit.shared.reading.desk.leads(
            visit.user.agency, since=visit.now - length if length else None, before=before, limit=AT_ONCE
        )
        part = written_table(header, (row_of(visit, line) for line in lines))
        await response.write(part if before is None else without_header(part))
        if len(lines) < AT_ONCE:
            break
        before = place_of(lines[-1])
    await response.write_eof()
    return response


def without_header(part: bytes) -> bytes:
    """A part that is not the first."""
    return part.partition(b"\r\n")[2]


def row_of(visit: Visit, line: LeadLine) -> list[str]:
    """In the order of the columns."""
    lead, words = line.lead, visit.words
    return list(_cells(visit, line, lead.email.address if lead.email.given else "", words["intents"][lead.intent]))


def _cells(visit: Visit, line: LeadLine, email: str, intent: str) -> Iterator[str]:
    lead = line.lead
    yield lead.reference
    yield f"{lead.confirmed_at.astimezone(visit.zone):%Y-%m-%d %H:%M}"
    yield visit.words["states"][line.state]
    yield lead.full_name
    yield lead.phone.e164
    yield email
    yield intent
    yield line.channel
    yield lead.code
    yield lead.property_uid
    yield line.crm_reference
    yield " / ".join(lead.notes)
