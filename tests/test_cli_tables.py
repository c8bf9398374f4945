"""Tables: they fit 100 columns, and what does not stand side by side goes on below its record."""

from __future__ import annotations

import click
import pytest

from bot.cli.tables import aligned
from tests.commands import Run

TITLES = ("REFERENCIA", "NOMBRE", "QUÉ HACER")


def test_what_fits_stands_side_by_side() -> None:
    """One line a record, each column as wide as what stands in it."""
    assert list(aligned([TITLES, ("R-1", "Ana Peña", "nada")], 100)) == [
        "REFERENCIA  NOMBRE    QUÉ HACER",
        "R-1         Ana Peña  nada",
    ]


def test_what_does_not_fit_goes_on_below_its_record() -> None:
    """The titles break where the records break, so that a column is still found."""
    assert list(aligned([TITLES, ("R-1", "Ana Peña", "míralo en el CRM"), ("R-2", "Beto", "")], 34)) == [
        "REFERENCIA  NOMBRE",
        "    QUÉ HACER",
        "R-1         Ana Peña",
        "    míralo en el CRM",
        "R-2         Beto",
    ]


def test_a_cell_wider_than_the_screen_is_broken() -> None:
    """Nothing is cut, and no line is longer than the screen."""
    words = "palabra " * 40
    lines = list(aligned([TITLES, ("R-1", "Ana", words.strip())], 60))
    assert max(map(len, lines)) <= 60
    assert " ".join(" ".join(lines[2:]).split()) == f"R-1 Ana {words.strip()}"


def test_a_colour_takes_no_room() -> None:
    """What is painted stands in its column all the same."""
    painted = click.style("mal", fg="red")
    assert list(aligned([("ESTADO", "QUÉ"), (painted, "falta")], 100))[1] == f"{painted}     falta"


@pytest.mark.usefixtures("leads")
@pytest.mark.parametrize("words", [("leads", "list"), ("parked", "list"), ("sign", "list")])
def test_every_list_fits_the_screen(run: Run, words: tuple[str, ...]) -> None:
    """A list of leads used to be up to 180 columns wide, and broke wherever the terminal ended."""
    assert max(map(len, run(*words).output.splitlines())) <= 100
