"""The registry of signs: minting, re-targeting, life cycle, and the history of it all (signs §1, §8)."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from adapters.signs import Aim, CodeTaken, Deed, Property, SignChange, SignRow, Tick, Titles
from adapters.store.ledger import Ledger, from_ms, maybe_from_ms, to_ms
from flows.events import SignState

MOST_DRAWS = 1000  # of a code that is still free; six million exist
UNDO_WITHIN = timedelta(hours=24)


class NoFreeCode(Exception):
    """A thousand random codes in a row were taken."""


def add(
    ledger: Ledger, signs: Sequence[SignRow], *, who: str, now: datetime, mint: Callable[[], str]
) -> tuple[SignRow, ...]:
    """All of them or none. A row without a code gets one from `mint`; raises CodeTaken for a given one in use."""
    return tuple(_added(ledger, sign, who, now, mint) for sign in signs)


def find(ledger: Ledger, code: str) -> SignRow | None:
    found = ledger.row("find_sign", code)
    return _row(*found) if found else None


def registered(ledger: Ledger, agency: str | None) -> tuple[SignRow, ...]:
    """Oldest first; None asks for all agencies."""
    return tuple(_row(*found) for found in ledger.rows("signs", agency))


def history(ledger: Ledger, code: str) -> tuple[SignChange, ...]:
    """In the order in which it was done."""
    return tuple(_change(*found) for found in ledger.rows("sign_history", code))


def point(ledger: Ledger, code: str, aim: Aim, *, who: str, now: datetime) -> SignRow | None:
    """Make it offer something else, and work again whatever its state was. None for an unknown code."""
    return _aimed(ledger, code, aim, "active", "point", who, now)


def undo(ledger: Ledger, code: str, *, who: str, now: datetime) -> SignRow | None:
    """Take back the last re-targeting. None when there is none of the last 24 h, or it was taken back already.

    A state that was changed since then stays."""
    ledger.hold("hold_sign", code)
    done = history(ledger, code)
    place = next((n for n in reversed(range(len(done))) if done[n].deed in ("point", "undo")), 0)
    moved = done[place] if place else None
    if moved is None or moved.deed == "undo" or moved.done_at is None or now - moved.done_at > UNDO_WITHIN:
        return None
    before = done[place - 1]
    state = before.state if done[-1].state == moved.state else done[-1].state
    return _aimed(ledger, code, before.aim, state, "undo", who, now)


def set_state(
    ledger: Ledger, code: str, state: SignState, *, deed: Deed, among: Sequence[SignState], who: str, now: datetime
) -> SignRow | None:
    """None for an unknown code, or when its state is none of `among`."""
    ledger.hold("hold_sign", code)
    sign = find(ledger, code)
    if sign is None or sign.state not in among:
        return None
    return _aimed(ledger, code, aim_of(sign), state, deed, who, now)


def check(ledger: Ledger, code: str, *, who: str, now: datetime) -> None:
    """Somebody of the staff stood before it and scanned it."""
    ledger.run("note_sign", code, to_ms(now), who, "check")


def count(ledger: Ledger, ticks: Mapping[Tick, int]) -> None:
    for tick, times in ticks.items():
        ledger.run("count_tick", tick.agency, tick.code, tick.day, tick.band, tick.event, tick.device, times)


def counted(ledger: Ledger, agency: str | None, code: str | None, since: int) -> dict[Tick, int]:
    """How often what happened since a day, the quarters of a day together, as if all had been in its first."""
    found = ledger.rows("sign_ticks", agency, code, since)
    return {
        Tick(agency=of, code=which, day=day, band=0, event=event, device=device): times
        for of, which, day, event, device, times in found
    }


def find_property(ledger: Ledger, agency: str, uid: str) -> Property | None:
    found = ledger.row("find_property", agency, uid)
    if not found:
        return None
    title, sector, sale, rent, photo = found
    return Property(uid=uid, title=title, sector=sector, sale_price=sale, rent_price=rent, photo=photo)


def put_properties(ledger: Ledger, agency: str, properties: Sequence[Property], now: datetime) -> None:
    for one in properties:
        said = (one.title, one.sector, one.sale_price, one.rent_price, one.photo)
        ledger.run("put_property", agency, one.uid, *said, to_ms(now))


def unmade_photos(ledger: Ledger, agency: str, most: int) -> tuple[tuple[str, str], ...]:
    """Properties that a sign shows and whose photograph is still to be made small: UID and where it is."""
    return tuple((uid, source) for uid, source in ledger.rows("unmade_photos", agency, most))


def put_photo(ledger: Ledger, agency: str, uid: str, source: str, picture: bytes, now: datetime) -> None:
    """An empty picture: this source gave none."""
    ledger.run("put_photo", agency, uid, source, b64encode(picture).decode(), to_ms(now))


def find_photo(ledger: Ledger, agency: str, uid: str) -> bytes:
    """A small WebP file, b"" where there is none."""
    found = ledger.row("find_photo", agency, uid)
    return b64decode(found[0]) if found else b""


def aim_of(sign: SignRow) -> Aim:
    return Aim(title=sign.title, type=sign.type, property_uid=sign.property_uid, url=sign.url, titles=sign.titles)


def _added(ledger: Ledger, sign: SignRow, who: str, now: datetime, mint: Callable[[], str]) -> SignRow:
    if sign.code:
        added = replace(sign, created_at=now)
        if not _insert(ledger, added):
            raise CodeTaken(sign.code)
    else:
        drawn = (replace(sign, code=mint(), created_at=now) for _ in range(MOST_DRAWS))
        if (found := next((drawn_sign for drawn_sign in drawn if _insert(ledger, drawn_sign)), None)) is None:
            raise NoFreeCode
        added = found
    ledger.run("note_sign", added.code, to_ms(now), who, "new")
    return added


def _insert(ledger: Ledger, sign: SignRow) -> bool:
    values = (
        sign.code,
        sign.agency,
        sign.kind,
        sign.title,
        sign.property_uid,
        sign.url,
        sign.type,
        sign.state,
        sign.piece,
        sign.size,
        sign.place,
        sign.campaign,
        sign.related,
        sign.rule,
        " ".join(sign.languages),
        sign.mode,
        _ms(sign.from_at),
        _ms(sign.until_at),
        _ms(sign.created_at) or 0,
        _packed(sign.titles),
    )
    return ledger.run("add_sign", *values) > 0


def _aimed(
    ledger: Ledger, code: str, aim: Aim, state: SignState, deed: Deed, who: str, now: datetime
) -> SignRow | None:
    if not ledger.run("aim_sign", code, aim.title, aim.property_uid, aim.url, aim.type, state, _packed(aim.titles)):
        return None
    ledger.run("note_sign", code, to_ms(now), who, deed)
    return find(ledger, code)


def _row(
    code: str,
    agency: str,
    kind: Any,
    title: str,
    property_uid: str,
    url: str,
    offer: Any,
    state: Any,
    piece: str,
    size: str,
    place: str,
    campaign: str,
    related: str,
    rule: str,
    languages: str,
    mode: Any,
    from_at: int | None,
    until_at: int | None,
    created_at: int,
    titles: str,
) -> SignRow:
    return SignRow(
        code=code,
        agency=agency,
        kind=kind,
        title=title,
        titles=_unpacked(titles),
        property_uid=property_uid,
        url=url,
        type=offer,
        state=state,
        piece=piece,
        size=size,
        place=place,
        campaign=campaign,
        related=related,
        rule=rule,
        languages=tuple(languages.split()),
        mode=mode,
        from_at=maybe_from_ms(from_at),
        until_at=maybe_from_ms(until_at),
        created_at=from_ms(created_at) if created_at else None,
    )


def _change(
    done_at: int, who: str, deed: Any, title: str, property_uid: str, url: str, offer: Any, state: Any, titles: str
) -> SignChange:
    return SignChange(
        done_at=from_ms(done_at) if done_at else None,
        who=who,
        deed=deed,
        aim=Aim(title=title, type=offer, property_uid=property_uid, url=url, titles=_unpacked(titles)),
        state=state,
    )


def _packed(titles: Titles) -> str:
    return json.dumps(dict(titles), ensure_ascii=False)


def _unpacked(titles: str) -> Titles:
    return tuple(json.loads(titles).items())


def _ms(moment: datetime | None) -> int | None:
    return None if moment is None else to_ms(moment)
