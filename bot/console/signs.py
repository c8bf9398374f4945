"""«Letreros»: what hangs in the street and how it does; printing it, giving it another property, taking that back."""

from __future__ import annotations

import asyncio
import base64
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import get_args

from aiohttp import web

from adapters.signs import Aim, Deed, SignEvent, SignRow, Tick
from bot.console.counting import day_of
from bot.console.doors import EVERYBODY, Door
from bot.console.visit import Visit
from bot.signs.codes import mint_code
from bot.signs.links import Links, doors_of, links_of
from bot.signs.values import LONGEST, PROPERTY
from flows.events import SignState, SignType
from flows.understanding.code import show_code
from flows.understanding.text import clean_line

TYPES: tuple[SignType, ...] = get_args(SignType)
SIZES = ("carta", "a4", "18x24", "24x36", "volante", "tarjeta", "historia")
SHOWN_DAYS = 30
LIVES: Mapping[str, tuple[Deed, SignState, tuple[SignState, ...], str]] = {  # what a button does, and from where
    "pause": ("pause", "paused", ("active",), "paused"),
    "resume": ("resume", "active", ("paused", "retired"), "resumed"),
    "retire": ("retire", "retired", ("active", "paused", "unassigned"), "retired"),
}

Counts = dict[str, Counter[SignEvent]]


async def show_list(visit: Visit) -> web.StreamResponse:
    """All of them with their figures, those that bring most first."""
    signs = await visit.shared.reading.signs(visit.user.agency)
    counts = await counts_of(visit)
    shown = sorted(signs, key=lambda sign: -counts.get(sign.code, Counter[SignEvent]())["abrió"])
    return visit.page(
        "signs",
        rows=[(sign, sign.state_at(visit.now), counts.get(sign.code, Counter())) for sign in shown if sign.kind != "t"],
        show_code=show_code,
        types=TYPES,
        error="",
        values={"title": "", "type": "venta", "property": "", "place": ""},
    )


async def counts_of(visit: Visit, code: str | None = None) -> Counts:
    """Of the last thirty days, by code."""
    since = day_of(visit.now - timedelta(days=SHOWN_DAYS), visit.zone)
    ticks: Mapping[Tick, int] = await visit.shared.reading.ticks(agency=visit.user.agency, code=code, since=since)
    counts: Counts = {}
    for tick, times in ticks.items():
        counts.setdefault(tick.code, Counter())[tick.event] += times
    return counts


async def show(visit: Visit) -> web.StreamResponse:
    return await sign_page(visit, await find(visit))


async def sign_page(visit: Visit, sign: SignRow, status: int = 200, *, error: str = "", why: str = "") -> web.Response:
    links = await links_to(visit, sign)
    return visit.page(
        "sign",
        status,
        sign=sign,
        state=sign.state_at(visit.now),
        counts=(await counts_of(visit, sign.code)).get(sign.code, Counter()),
        history=await visit.shared.reading.sign_history(sign.code),
        links=links,
        qr=qr_of(links.url) if links.url else "",
        show_code=show_code,
        types=TYPES,
        sizes=SIZES,
        lives=[name for name, (_, _, among, _) in LIVES.items() if sign.state in among],
        error=error,
        why=why,
        days=SHOWN_DAYS,
    )


async def find(visit: Visit) -> SignRow:
    """The sign in the path, where it is one of the user's agency. Raises HTTPNotFound."""
    sign = await visit.shared.reading.find_sign(visit.request.match_info["code"])
    if sign is None or sign.agency != visit.user.agency:
        raise web.HTTPNotFound
    return sign


async def links_to(visit: Visit, sign: SignRow) -> Links:
    learned = await visit.shared.reading.bot_name(sign.agency)
    return links_of(doors_of(visit.shared.settings, sign.agency, learned=learned), sign)


def qr_of(link: str) -> str:
    """As an address that an image may have."""
    from bot.signs.page import screen_qr

    svg = screen_qr(link).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


async def create(visit: Visit) -> web.StreamResponse:
    """A new one, ready to be printed."""
    aim, error = read_aim(visit.form)
    if error:
        return await refuse_new(visit, error)
    row = SignRow(
        agency=visit.user.agency,
        title=aim.title,
        type=aim.type,
        property_uid=aim.property_uid,
        place=clean_line(visit.form.get("place", ""), LONGEST),
        languages=(visit.agency.language,),
    )
    (sign,) = await visit.shared.store.add_signs([row], who=visit.user.login, now=visit.now, mint=mint_code)
    await visit.note("sign_new", sign.code)
    return visit.back("sign_new", to=f"/console/signs/{sign.code}")


async def refuse_new(visit: Visit, error: str) -> web.Response:
    names = ("title", "type", "property", "place")
    values = {name: visit.form.get(name, "")[:LONGEST] for name in names}
    return visit.page("signs", 422, rows=[], show_code=show_code, types=TYPES, error=error, values=values)


def read_aim(form: Mapping[str, str]) -> tuple[Aim, str]:
    """What it is to offer, and the key of what cannot be."""
    title, uid, offer = (
        clean_line(form.get("title", ""), LONGEST),
        form.get("property", "").strip(),
        form.get("type", ""),
    )
    kind: SignType = next((one for one in TYPES if one == offer), "general")
    error = "title" if not title else "property" if uid and not PROPERTY.fullmatch(uid) else ""
    return Aim(title=title, type=kind, property_uid=uid), error


async def point(visit: Visit) -> web.StreamResponse:
    """It offers something else from now on, on the same paper."""
    sign = await find(visit)
    aim, error = read_aim(visit.form)
    if error:
        return await sign_page(visit, sign, 422, error=error)
    await visit.shared.store.point_sign(sign.code, aim, who=visit.user.login, now=visit.now)
    await visit.note("sign_point", sign.code)
    return visit.back("pointed", to=f"/console/signs/{sign.code}")


async def undo(visit: Visit) -> web.StreamResponse:
    """Within a day."""
    sign = await find(visit)
    undone = await visit.shared.store.undo_sign(sign.code, who=visit.user.login, now=visit.now)
    if undone:
        await visit.note("sign_undo", sign.code)
    return visit.back("undone" if undone else "too_late", to=f"/console/signs/{sign.code}")


async def live(visit: Visit) -> web.StreamResponse:
    """Pause, resume, retire."""
    sign = await find(visit)
    deed, state, among, said = LIVES[visit.request.match_info["life"]]
    changed = await visit.shared.store.set_sign_state(
        sign.code, state, deed=deed, among=among, who=visit.user.login, now=visit.now
    )
    if changed:
        await visit.note(f"sign_{deed}", sign.code)
    return visit.back(said if changed else "too_late", to=f"/console/signs/{sign.code}")


async def print_poster(visit: Visit) -> web.StreamResponse:
    """The proved PDF, to be taken to the printer."""
    from bot.signs.qr import Unprintable

    sign, size = await find(visit), visit.form.get("size", "")
    links = await links_to(visit, sign)
    if size not in SIZES or not links.url:
        return await sign_page(visit, sign, 422, error="print")
    try:
        async with visit.shared.printing:
            pdf, name = await asyncio.to_thread(drawn, visit, sign, links.url, size)
    except Unprintable as reason:
        return await sign_page(visit, sign, 422, error="print", why=str(reason))
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
    return web.Response(body=pdf, content_type="application/pdf", headers=headers)


async def preview(visit: Visit) -> web.StreamResponse:
    """The poster as a picture."""
    from bot.signs.qr import Unprintable

    sign = await find(visit)
    links = await links_to(visit, sign)
    if not links.url:
        raise web.HTTPNotFound
    try:
        async with visit.shared.printing:
            pdf, _ = await asyncio.to_thread(drawn, visit, sign, links.url, "carta")
            png = await asyncio.to_thread(seen, pdf)
    except Unprintable:
        raise web.HTTPNotFound from None
    return web.Response(body=png, content_type="image/png")


def drawn(visit: Visit, sign: SignRow, link: str, size: str) -> tuple[bytes, str]:
    """PDF and the name of its file. Raises Unprintable."""
    from bot.signs.layouts import LAYOUTS
    from bot.signs.printing import brand_of, print_sign

    made = print_sign(sign, link, brand_of(visit.shared.settings, sign.agency), LAYOUTS[size])
    return made.pdf, made.name


def seen(pdf: bytes) -> bytes:
    """A page of print, small enough for a screen."""
    import io

    from pypdfium2 import PdfDocument

    file = io.BytesIO()
    PdfDocument(pdf)[0].render(scale=1).to_pil().save(file, "PNG", optimize=True)
    return file.getvalue()


SIGN = "/signs/{code:[0-9A-Z]{6}}"
DOORS: Sequence[Door] = (
    Door("GET", "/signs", show_list, EVERYBODY),
    Door("POST", "/signs", create, EVERYBODY),
    Door("GET", SIGN, show, EVERYBODY),
    Door("GET", f"{SIGN}/poster.png", preview, EVERYBODY),
    Door("POST", f"{SIGN}/print", print_poster, EVERYBODY),
    Door("POST", f"{SIGN}/point", point, EVERYBODY),
    Door("POST", f"{SIGN}/undo", undo, EVERYBODY),
    Door("POST", f"{SIGN}/{{life:pause|resume|retire}}", live, EVERYBODY),
)
