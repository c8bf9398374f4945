"""Everything that many signs need, in one ZIP: a PDF each, what they look like, their links, and a list for whoever
hangs them (signs §7)."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path

from adapters.signs import SignRow
from bot.channels import KINDS
from bot.signs.bulk import ours
from bot.signs.cells import NO_EXTRAS, Extras
from bot.signs.csv_file import written_table
from bot.signs.layouts import LAYOUTS
from bot.signs.links import Links
from bot.signs.lists import contact_sheet, install_list
from bot.signs.photo import read_photo
from bot.signs.poster import Brand, Wishes
from bot.signs.printing import print_sign
from bot.signs.proof import Piece
from bot.wording import LANGUAGES
from flows.understanding.code import show_code

AT_ONCE = 4  # processes, at most
CHUNK = 4  # signs a process takes at a time
EPOCH = (1980, 1, 1, 0, 0, 0)  # the same signs give the same ZIP
THUMB_PX = 260


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One sign to be printed, with what a process of its own needs for it."""

    sign: SignRow
    links: Links
    brand: Brand
    extras: Extras = NO_EXTRAS


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One sign's file, and a small picture of it as JPEG."""

    name: str
    pdf: bytes
    thumb: bytes


def make_all(jobs: Sequence[Job], progress: Callable[[int], None]) -> list[Made]:
    """In the order of the jobs; `progress` hears how many are done. Raises Unprintable for the first that will not
    scan."""
    made = []
    workers = min(AT_ONCE, os.cpu_count() or 1, len(jobs))
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for one in pool.map(_make, jobs, chunksize=CHUNK):
            made.append(one)
            progress(len(made))
    return made


def _make(job: Job) -> Made:
    layout = LAYOUTS[job.sign.size]
    photo = read_photo(job.extras.photo) if job.extras.photo else None
    wishes = Wishes(photo=photo, price=job.extras.price, agent=job.extras.agent)
    printed = print_sign(job.sign, job.links.url, job.brand, layout, wishes=wishes)
    picture = Piece(printed.pdf).picture(THUMB_PX / max(layout.width_mm, layout.height_mm))
    file = BytesIO()
    picture.save(file, "JPEG", quality=80)
    return Made(name=printed.name, pdf=printed.pdf, thumb=file.getvalue())


def write_bundle(path: Path, jobs: Sequence[Job], made: Sequence[Made], *, delimiter: str = ",") -> None:
    """Whole or not at all. Raises OSError where it cannot be written."""
    part = path.with_name(f".{path.name}.part")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as bundle:
            for name, data in _files(jobs, made, delimiter):
                bundle.writestr(zipfile.ZipInfo(name, EPOCH), data, zipfile.ZIP_DEFLATED)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _files(jobs: Sequence[Job], made: Sequence[Made], delimiter: str) -> Iterator[tuple[str, bytes]]:
    signs = [job.sign for job in jobs]
    yield "letreros.csv", _links_table(jobs, delimiter)
    yield "muestras.pdf", contact_sheet(signs, [one.thumb for one in made])
    yield "instalacion.pdf", install_list(signs)
    for one in made:
        yield f"{one.name}.pdf", one.pdf


HEADER = (
    *("codigo", "titulo", "tipo", "property_uid", "pieza", "tamano", "idioma", "campana", "ubicacion", "agente_correo"),
    *("turno_uid", "modo", "precio", "agente_nombre", "foto", *(f"titulo_{language}" for language in LANGUAGES)),
)


def _links_table(jobs: Sequence[Job], delimiter: str) -> bytes:
    """As it can be read again: the codes stand in it, so it creates nothing new."""
    rows = [
        (
            *(show_code(sign.code), sign.title, sign.type, sign.property_uid, sign.piece, sign.size),
            *(",".join(sign.languages), sign.campaign, sign.place, sign.related, sign.rule, sign.mode),
            *(job.extras.price, job.extras.agent, job.extras.photo),
            *(dict(sign.titles).get(language, "") for language in LANGUAGES),
            *(job.links.url, *(job.links.chats.get(kind, "") for kind in sorted(KINDS))),
        )
        for job in jobs
        for sign in (job.sign,)
    ]
    return written_table((*HEADER, *ours()), rows, delimiter=delimiter)
