"""`leadbot erase` finds a person's chat and erases what we keep of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.store import Store
from tests.commands import BETO, Run, beside
from tests.stores import confirm, lead
from tests.test_cli import in_thread


@pytest.mark.usefixtures("leads")
def test_erasing_a_chat_leaves_its_crm_copy_to_staff(run: Run) -> None:
    """What is here goes; what the CRM has is named as a task."""
    assert run("erase", "R-00001", typed="n\n").exit_code == 1
    ended = run("erase", "R-00001", "--yes")
    assert "una persona debe borrar 1 copia allí" in ended.output
    listed = run("leads", "list").output
    assert "Ana Peña" not in next(line for line in listed.splitlines() if line.startswith("R-00001"))
    assert "bórralo también en el CRM" in listed


@pytest.mark.usefixtures("leads")
@pytest.mark.parametrize("number", ["+18295550177", BETO, "829-555-0177", "(829) 555 0177", "1829 555 0177"])
@pytest.mark.parametrize("named", [(), ("--chat", "whatsapp")])
def test_erasing_by_number(run: Run, named: tuple[str, ...], number: str) -> None:
    """A person who asks on the phone is erased by their number, however staff write it."""
    ended = run("erase", *named, number, typed="sí\n")
    assert ended.exit_code == 0
    assert f"¿Borrar todo lo de {number} (1 chat, 1 lead)? No se puede deshacer" in ended.output
    assert "Borrado" in ended.output
    assert "CRM" not in ended.output
    assert "beto" not in run("leads", "show", "R-00002").output


async def test_erasing_finds_a_number_that_was_typed(config: Path) -> None:
    """On Telegram, or for somebody else's lead, the number stands in the lead and not in the chat's address."""

    async def telegram(store: Store) -> None:
        await confirm(store, lead(1, phone="+18295550177", held="volume"), chat="5550001111")
        await confirm(store, lead(2, held="volume"), chat=BETO)

    await beside(config, telegram)
    ended = await in_thread(["erase", "829.555.0177", "--yes", "--config", str(config)])
    assert ended.output.startswith("Borrado")
    for reference in ("R-00001", "R-00002"):
        shown = await in_thread(["leads", "show", reference, "--config", str(config)])
        assert ("cancelado" in shown.output, "Ana Peña" in shown.output) == (True, False)


@pytest.mark.usefixtures("leads")
@pytest.mark.parametrize(
    "words",
    [
        ("829-555-0178",),
        ("R-99999",),
        ("hola",),
        ("--chat", "telegram", "42"),
        ("--chat", "telegram", "8295550177"),
        ("--chat", "whatsapp", "829-555-0178"),
    ],
)
def test_a_search_that_finds_nobody_says_so(run: Run, words: tuple[str, ...]) -> None:
    """Nobody is told that data is gone which was never looked at: a Telegram id is no phone, a typo no person."""
    ended = run("erase", *words, "--yes")
    assert (ended.exit_code, "No hay nada de" in ended.output) == (1, True)
    assert "beto@example.do" in run("leads", "show", "R-00002").output


def test_erasing_on_a_misspelt_channel_is_usage(run: Run) -> None:
    """The nearest channel is named."""
    ended = run("erase", "--chat", "whatsap", "42", "--yes")
    assert (ended.exit_code, "¿querías decir «whatsapp»?" in ended.output) == (2, True)
