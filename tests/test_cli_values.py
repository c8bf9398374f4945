"""What cannot be meant is refused as it is typed, by the name of its option."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.commands import Run

NEW = ("new", "--title", "Apartamento en Naco", "--type", "venta")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((*NEW, "--url", "casanova"), "--url"),
        (("point", "K7M4PF", "--title", "Casa", "--type", "venta", "--url", "http://"), "--url"),
        (("proof", "x.pdf", "--url", "casanova", "--distance", "1"), "--url"),
        ((*NEW, "--until", "2026-02-31"), "«2026-02-31» no es un día"),
        ((*NEW, "--until", "2020-01-01"), "--until ya pasó"),
        ((*NEW, "--from", "2090-01-02", "--until", "2090-01-01"), "--until es antes que --from"),
        (("stats", "--since", "ayer"), "«ayer» no es un día: escribe 2026-12-31"),
    ],
)
def test_an_option_that_cannot_be_meant_is_named(run_sign: Run, words: tuple[str, ...], said: str) -> None:
    """A sign that ended before it hung, or whose page is no address, is not created."""
    ended = run_sign(*words)
    assert (ended.exit_code, said in ended.output) == (2, True), ended.output


def test_a_sign_may_end_today(run_sign: Run) -> None:
    """The last day of an open house counts."""
    today = datetime.now(ZoneInfo("America/Santo_Domingo")).date().isoformat()
    assert run_sign(*NEW, "--url", "https://casanova.do/naco", "--until", today).exit_code == 0
