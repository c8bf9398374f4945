"""Links with which staff open a file of a lead: signed with the store's own key, good until a time, kept nowhere."""

from __future__ import annotations

import re
from datetime import datetime
from hmac import compare_digest

from adapters.records import FoundMedia
from adapters.store.ledger import Ledger, from_ms, to_ms
from adapters.store.staff import find_lead

LINK = re.compile(r"([0-9a-f-]{36})\.([0-9]{1,2})\.([0-9]{1,15})\.([0-9a-f]{32})", re.ASCII)


class LinkExpired(Exception):
    """It was good once."""


def sign_media(ledger: Ledger, lead: str, until: datetime) -> tuple[str, ...]:
    """A link's last part for each file of a lead, by its id; good until then (aware, UTC)."""
    row = find_lead(ledger, lead)
    files = range(len(row.lead.media)) if row else ()
    ends = to_ms(until)
    return tuple(f"{lead}.{number}.{ends}.{_mark(ledger, lead, number, ends)}" for number in files)


def find_media(ledger: Ledger, link: str, now: datetime) -> FoundMedia | None:
    """What a link's last part leads to; None for one that is not ours, or whose lead was erased. Raises LinkExpired."""
    read = LINK.fullmatch(link)
    if read is None:
        return None
    lead, number, ends = read[1], int(read[2]), int(read[3])
    if not compare_digest(read[4], _mark(ledger, lead, number, ends)):
        return None
    if now > from_ms(ends):
        raise LinkExpired
    row = find_lead(ledger, lead)
    if row is None or number >= len(row.lead.media):
        return None
    return FoundMedia(
        agency=row.agency,
        channel=row.channel,
        reference=row.lead.reference,
        number=number + 1,
        attachment=row.lead.media[number],
    )


def _mark(ledger: Ledger, lead: str, number: int, ends: int) -> str:
    return ledger.hash("media link", lead, str(number), str(ends)).hex()
