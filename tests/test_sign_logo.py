"""An agency's logo stands on its signs where it can be drawn, and is refused with a reason where it cannot."""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from bot.signs.layouts import LAYOUTS
from bot.signs.logo import logo_fault, read_logo
from bot.signs.printing import print_sign
from tests.commands import Run
from tests.test_sign_print import BRAND, LINK, SIGN


def drawing(inside: str, box: str = "0 0 9 9", before: str = "") -> bytes:
    return f'{before}<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{inside}</svg>'.encode()


def picture_file(size: tuple[int, int] = (60, 30)) -> bytes:
    file = BytesIO()
    Image.effect_noise(size, 50).save(file, "PNG")
    return file.getvalue()


TRIANGLE = '<path d="M1 1h7v7z"/>'


BAD_LOGOS = [
    ("logo.svg", b"<svg", "no es un archivo SVG"),
    ("logo.svg", b"", "no es un archivo SVG"),
    ("logo.svg", picture_file(), "no es un archivo SVG"),
    ("logo.svg", drawing("<text>Casa</text>"), "contiene «text»"),
    ("logo.svg", drawing("<style>path{fill:red}</style>" + TRIANGLE), "hoja de estilo"),
    ("logo.svg", drawing('<path opacity="50%" d="M1 1h7v7z"/>'), "transparencias"),
    ("logo.svg", drawing(""), "no dibuja nada"),
    ("logo.svg", drawing('<path d="Z"/><polygon points=""/>'), "no dibuja nada"),
    ("logo.svg", drawing('<g transform="scale(0)">' + TRIANGLE + "</g>"), "no dibuja nada"),
    ("logo.svg", drawing(TRIANGLE, box="0 0 0 9"), "no dice su tamaño"),
    ("logo.svg", drawing(TRIANGLE, box="0 0 1e400 9"), "medidas imposibles"),
    ("logo.svg", drawing(TRIANGLE, box="0 0 1e-300 1e300"), "medidas imposibles"),
    ("logo.svg", drawing('<path d="M1 1a1e300 1e300 0 0 1 5 5z"/>'), "medidas imposibles"),
    ("logo.svg", drawing('<g transform="rotate(1e400)">' + TRIANGLE + "</g>"), "medidas imposibles"),
    ("logo.svg", drawing("<g>" * 5000 + TRIANGLE + "</g>" * 5000), "demasiados grupos"),
    ("logo.svg", b" " * 5_000_001, "pesa más de 5 MB"),
    ("logo.png", b"no", "PNG que se pueda leer"),
    ("logo.png", picture_file()[:-200], "PNG que se pueda leer"),
    ("logo.png", picture_file().replace(b"IDAT", b"IDAX"), "PNG que se pueda leer"),
    ("logo.jpg", b"x", "SVG o PNG"),
    ("none.png", None, "no existe"),
    (".", None, "no se puede abrir"),
    ("a\0b.svg", None, "no se puede abrir"),
]


@pytest.mark.parametrize(("name", "content", "said"), BAD_LOGOS, ids=[f"{row[0]}-{row[2]}" for row in BAD_LOGOS])
def test_a_logo_that_cannot_be_printed_is_refused(tmp_path: Path, name: str, content: bytes | None, said: str) -> None:
    """A logo that would come out differently is named in one line with its remedy, before anything is printed."""
    if content is not None:
        (tmp_path / name).write_bytes(content)
    fault = logo_fault(str(tmp_path / name))
    assert fault.startswith(f"el logo {tmp_path / name}")
    assert said in fault
    assert "\n" not in fault


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("logo.svg", drawing(TRIANGLE)),
        ("logo.svg", b"\xef\xbb\xbf" + drawing(TRIANGLE)),
        ("logo.svg", drawing(TRIANGLE, before='<?xml version="1.0" encoding="shift_jis"?>')),
        ("logo.svg", drawing('<style id="a"/><!-- a --><g opacity="1"><g>' + TRIANGLE + "</g></g>")),
        ("logo.svg", drawing('<path fill="rgb(999,0,0)" stroke="red" stroke-width="x" d="M1 1h7v7z"/>')),
        ("logo.svg", drawing('<path d="M-500 -500H900V900H-500z"/>')),
        ("logo.png", picture_file()),
        ("logo.PNG", picture_file((1, 400))),
    ],
)
def test_a_good_logo_harms_no_sign(tmp_path: Path, name: str, content: bytes) -> None:
    """However it was written, it is drawn inside its own frame, and the sign still scans."""
    (tmp_path / name).write_bytes(content)
    assert logo_fault(str(tmp_path / name)) == ""
    brand = replace(BRAND, logo=read_logo(str(tmp_path / name)))
    assert print_sign(SIGN, LINK, brand, LAYOUTS["a5"]).proof.ok
    assert logo_fault("") == ""


def test_a_logo_that_cannot_be_drawn_is_one_line(run_sign: Run, tmp_path: Path) -> None:
    """The command says which file, why, and what to do, and prints nothing."""
    config = tmp_path / "leadbot.toml"
    code = json.loads(run_sign("new", "--title", "Casa", "--type", "venta", "--json").stdout)["code"]
    (tmp_path / "logo.svg").write_bytes(drawing('<path d="M1 1a1e300 1e300 0 0 1 5 5z"/>'))
    logo = f'\nlogo = "{tmp_path / "logo.svg"}"\n'
    config.write_text(config.read_text(encoding="utf-8") + logo, encoding="utf-8")
    refused = run_sign("print", code, "--layout", "a5", "--out", str(tmp_path / "out"))
    assert refused.exit_code == 1
    (said,) = refused.stderr.splitlines()
    assert said.startswith(f"No se imprime: el logo {tmp_path / 'logo.svg'}: el SVG lleva medidas imposibles")
    assert not (tmp_path / "out").exists()
