"""An agency's logo: an SVG that stays a drawing, or a PNG; and why a file cannot be one."""

from __future__ import annotations

from pathlib import Path

from adapters.language import tr
from bot.files import read_bytes
from bot.signs.drawing import Drawing, read_svg
from bot.signs.qr import Unprintable

Picture = Drawing | Path  # a PNG file stays a file

LARGEST = 5_000_000  # bytes; more is a photograph
WRONG_FILE = tr("tiene que ser un archivo SVG o PNG", "it must be an SVG or PNG file")


def logo_fault(file: str) -> str:
    """Why this file cannot be printed as a logo, Spanish, with the remedy; «» when it can be, or when none is set."""
    try:
        read_logo(file)
    except Unprintable as reason:
        return str(reason)
    return ""


def read_logo(file: str) -> Picture | None:
    """None where none is set. Raises Unprintable with the remedy, in one line that names the file."""
    if not file:
        return None
    path = Path(file)
    try:
        return _read(path)
    except Unprintable as refused:
        raise Unprintable(tr(f"el logo {file}: {refused}", f"the logo {file}: {refused}")) from None
    except FileNotFoundError:
        raise Unprintable(
            tr(f"el logo {file} no existe: revisa la ruta", f"the logo {file} does not exist: check the path")
        ) from None
    except (OSError, ValueError):  # ValueError: a name that can be no path
        raise Unprintable(
            tr(
                f"el logo {file} no se puede abrir: revisa la ruta y sus permisos",
                f"the logo {file} cannot be opened: check the path and its permissions",
            )
        ) from None


def _read(path: Path) -> Picture:
    data = read_bytes(path)
    if len(data) > LARGEST:
        raise Unprintable(
            tr(
                f"pesa más de {LARGEST // 1_000_000} MB: expórtalo más pequeño",
                f"it weighs more than {LARGEST // 1_000_000} MB: export it smaller",
            )
        )
    match path.suffix.lower():
        case ".svg":
            return read_svg(data.decode("utf-8", "replace"))
        case ".png":
            _check_png(path)
            return path
        case _:
            raise Unprintable(WRONG_FILE)


def _check_png(path: Path) -> None:
    """Raises Unprintable unless all of its pixels can be read."""
    from PIL import Image  # a library of its own, for those who have a PNG

    broken = (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError)
    try:
        with Image.open(path, formats=["PNG"]) as picture:
            picture.load()
    except broken:
        raise Unprintable(
            tr(
                f"no es un PNG que se pueda leer entero: expórtalo otra vez; {WRONG_FILE}",
                f"it is not a PNG that can be read to its end: export it again; {WRONG_FILE}",
            )
        ) from None
