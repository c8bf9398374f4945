"""The commands: what staff and technicians type, what they read, and how it ends."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from adapters.records import Applied, Settlement
from adapters.sqlite import SqliteStore, open_store
from adapters.sqlite.lock import serve_lock
from bot.cli import COMMANDS, main
from flows.conversation import Conversation
from tests.stores import AGENCY, CHANNEL, NOW, claim, confirm, delivered, lead, text
from tests.test_settings import BARE, EXAMPLE

Run = Callable[..., Result]
BETO = "whatsapp:+18295550177"
LATER = NOW + timedelta(days=3650)  # commands take the real time


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "leadbot.toml"
    path.write_text(BARE, encoding="utf-8")
    return path


@pytest.fixture
def run(config: Path) -> Run:
    """Run a command with the settings of this test."""

    def command(*words: str, typed: str = "") -> Result:
        return CliRunner().invoke(main, [*words, "--config", str(config)], input=typed, catch_exceptions=False)

    return command


async def beside(config: Path, work: Callable[[SqliteStore], Awaitable[object]]) -> None:
    """What a running service did to the store before."""
    async with open_store(config.parent / "leadbot.db") as store:
        await work(store)


async def two_leads(store: SqliteStore) -> None:
    """Ana's is in the CRM; Beto's waits for staff."""
    await confirm(store, lead(1))
    due = await claim(store)
    assert due
    assert await store.settle(due, delivered(), NOW)
    await confirm(store, lead(2, phone="+18295550177", email="beto@example.do", held="volume"), chat=BETO)


@pytest.fixture
async def leads(config: Path) -> None:
    await beside(config, two_leads)


def test_help_lists_every_command() -> None:
    """Somebody new sees what there is, each with a sentence."""
    shown = CliRunner().invoke(main, ["--help"])
    assert shown.exit_code == 0
    assert all(f"\n  {command} " in shown.output for command in COMMANDS)


@pytest.mark.parametrize(
    "words", [("nope",), ("check", "--nope"), ("erase",), ("leads", "show"), ("leads", "list", "--state", "x")]
)
def test_a_wrong_command_line_is_usage(words: tuple[str, ...], run: Run) -> None:
    """Exit 2 is for what was typed, so that scripts tell it from a finding."""
    assert CliRunner().invoke(main, list(words)).exit_code == 2


@pytest.mark.parametrize("words", [("check",), ("serve",), ("leads", "list"), ("chat",)])
def test_settings_that_are_not_there_are_usage(words: tuple[str, ...], tmp_path: Path) -> None:
    """A mistyped file name says so instead of starting with nothing."""
    ended = CliRunner().invoke(main, [*words, "--config", str(tmp_path / "otro.toml")])
    assert ended.exit_code == 2
    assert "no encuentro" in ended.output


@pytest.mark.parametrize(
    "words", [("serve",), ("leads", "list"), ("leads", "show", "R-1"), ("erase", "R-1"), ("chat",)]
)
def test_bad_settings_stop_every_command(words: tuple[str, ...], config: Path, run: Run) -> None:
    """Each problem is one line, without a traceback."""
    config.write_text("public_ulr = 1\n", encoding="utf-8")
    ended = run(*words)
    assert ended.exit_code == 1
    assert ended.output.splitlines() == [
        "agencies falta: escribe una tabla [agencies.NOMBRE] por cada agencia",
        "public_ulr no es una clave que exista: ¿querías decir «public_url»?",
    ]


def test_check_says_what_is_good(config: Path, run: Run) -> None:
    """Good settings end with 0 and one line of what would be served; advice is no failure."""
    ended = run("check")
    assert ended.exit_code == 0
    assert ended.output.splitlines()[-1] == f"Bien    {config}: 1 agencia, 2 canales"
    assert "Aviso   agencies.casanova no dice related ni round_robin" in ended.output


def test_check_says_what_is_bad(config: Path, run: Run) -> None:
    """Problems end with 1, in words and for programs."""
    config.write_text(BARE.replace('number = "+1', 'number = "'), encoding="utf-8")
    ended = run("check")
    assert ended.exit_code == 1
    assert "Mal     agencies.casanova.channels.whatsapp.number dice «8095550100»" in ended.output
    told = json.loads(run("check", "--json").output)
    assert [problem["key"] for problem in told["problems"]] == ["agencies.casanova.channels.whatsapp.number"]


def test_check_finds_the_example_good() -> None:
    """The example can be checked before anything is changed in it."""
    assert CliRunner().invoke(main, ["check", "--config", str(EXAMPLE)]).exit_code == 0


def test_leads_before_the_first_start(run: Run) -> None:
    """Without a store the commands say so, and create none."""
    ended = run("leads", "list")
    assert ended.exit_code == 3
    assert "no existe" in ended.output


@pytest.mark.usefixtures("leads")
def test_list_reads_like_a_table(run: Run) -> None:
    """Staff see who, how to reach them, what became of it and what to do."""
    ended = run("leads", "list")
    lines = {line.split()[0]: line for line in ended.output.splitlines()}
    assert "Ana Peña  +18095550134  ana@example.do" in lines["R-00001"]
    assert "entregado" in lines["R-00001"]
    assert "te espera" in lines["R-00002"]
    assert "2026-11-23 06:00" in lines["R-00002"]
    starts = {line.index("Ana") for line in ended.output.splitlines() if "Ana" in line}
    assert len(starts) == 1


@pytest.mark.usefixtures("leads")
def test_list_shows_only_what_is_asked_for(run: Run) -> None:
    """By state or agency, and as JSON for a script."""
    found = json.loads(run("leads", "list", "--state", "parked", "--json").output)
    assert [(row["lead"]["reference"], row["state"]) for row in found] == [("R-00002", "parked")]
    assert found[0]["lead"]["confirmed_at"] == NOW.isoformat()
    assert "No hay leads así." in run("leads", "list", "--agency", "otra").output


@pytest.mark.usefixtures("leads")
def test_show_tells_the_whole_story(run: Run) -> None:
    """One lead with its data, its attempts and its CRM number; its reference in any case."""
    shown = run("leads", "show", "r-00001").output
    for expected in (
        "Ana Peña",
        "escrito, sin comprobar",
        "Letrero K7M-4PF",
        "En el CRM:",
        "1. 2026-11-23 06:00",
        "(201)",
    ):
        assert expected in shown
    assert "la misma persona envió demasiados" in run("leads", "show", "R-00002").output
    assert json.loads(run("leads", "show", "R-00001", "--json").output)["attempts"][0]["status"] == 201


@pytest.mark.usefixtures("leads")
def test_a_lead_that_waits_is_sent_again(run: Run) -> None:
    """Staff release a held lead; one that is in the CRM stays there."""
    assert run("leads", "resend", "R-00002").exit_code == 0
    assert "en cola" in run("leads", "show", "R-00002").output
    refused = run("leads", "resend", "R-00001")
    assert (refused.exit_code, "está «entregado»" in refused.output) == (1, True)
    assert run("leads", "resend", "R-99999").exit_code == 1


@pytest.mark.usefixtures("leads")
def test_discarding_asks_first(run: Run) -> None:
    """A lead is given up only by somebody who said yes."""
    assert run("leads", "discard", "R-00002", typed="n\n").exit_code == 1
    assert "te espera" in run("leads", "show", "R-00002").output
    assert run("leads", "discard", "R-00002", "--yes").exit_code == 0
    assert "cancelado" in run("leads", "show", "R-00002").output
    assert run("leads", "discard", "R-00001", "--yes").exit_code == 1


@pytest.fixture
async def corrections(config: Path) -> None:
    """Ana's lead is in the CRM, Beto's waits for staff, and each wrote again after sending."""

    async def write_again(store: SqliteStore) -> None:
        await two_leads(store)
        for number, words in ((1, "mi teléfono es otro:\n829-555-0177"), (2, "mejor quiero comprar")):
            (chat,) = (await store.receive(AGENCY, CHANNEL, [text(words, words, chat=f"{number}")], NOW)).chats
            more = Applied(conversation=Conversation(), follow_up=(lead(number).id, words))
            await store.apply(chat, lambda *_, more=more: more, NOW)

    await beside(config, write_again)


@pytest.mark.usefixtures("corrections")
def test_what_somebody_wrote_after_sending_is_work_until_it_is_done(run: Run) -> None:
    """Staff see it where they look for what to do, beside what the lead itself needs, and read it in full."""
    listed = {line.split()[0]: line for line in run("leads", "list").output.splitlines()}
    assert listed["R-00001"].endswith("  escribió después: léelo con «leadbot leads show R-00001»; luego «leads done»")
    assert "luego «resend» o «discard»; escribió después: léelo" in listed["R-00002"]
    shown = run("leads", "show", "R-00001").output
    assert "  2026-11-23 06:00  [pendiente]  mi teléfono es otro: 829-555-0177\n" in shown
    assert "Qué hacer:       escribió después" in shown


@pytest.mark.usefixtures("corrections")
def test_done_says_what_was_done_and_may_be_said_twice(run: Run) -> None:
    """What came in after somebody looked cannot go unread: it is printed, and only the lead that was named is done."""
    ended = run("leads", "done", "r-00001")
    assert ended.exit_code == 0
    assert ended.output.startswith("R-00001, hecho:\n  2026-11-23 06:00  [hecho 20")
    assert ended.output.endswith("]  mi teléfono es otro: 829-555-0177\n")
    listed = {line.split()[0]: line for line in run("leads", "list").output.splitlines()}
    assert listed["R-00001"].endswith("nada: el CRM lo tiene como nuevo")
    assert "escribió después" in listed["R-00002"]
    assert "[hecho 20" in run("leads", "show", "R-00001").output
    again = run("leads", "done", "R-00001")
    assert (again.exit_code, again.output) == (0, "R-00001 no tenía nada pendiente.\n")


@pytest.mark.usefixtures("corrections")
def test_done_speaks_to_programs_too(run: Run) -> None:
    """What was marked, by whom and when; nothing is an empty list, and a lead that is not there is an error."""
    (marked,) = json.loads(run("leads", "done", "R-00002", "--json").output)
    assert (marked["words"], marked["said_at"]) == ("mejor quiero comprar", NOW.isoformat())
    assert marked["done_at"]
    assert json.loads(run("leads", "done", "R-00002", "--json").output) == []
    (said,) = json.loads(run("leads", "show", "R-00002", "--json").output)["follow_ups"]
    assert said["done_by"] == marked["done_by"]
    missing = run("leads", "done", "R-99999")
    assert (missing.exit_code, "No hay ningún lead R-99999" in missing.output) == (1, True)


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
@pytest.mark.parametrize("number", ["+18295550177", BETO])
def test_erasing_by_address(run: Run, number: str) -> None:
    """A person who writes from elsewhere is erased by their number, with or without Twilio's prefix."""
    ended = run("erase", "--chat", "whatsapp", number, "--yes")
    assert ended.output.startswith("Borrado")
    assert "CRM" not in ended.output
    assert run("erase", "--chat", "telegram", "42", "--yes").output == "No había nada de esa persona.\n"
    assert run("erase", "--chat", "nope", "42", "--yes").exit_code == 2


async def test_commands_work_beside_a_running_service(config: Path) -> None:
    """Staff need not stop the service to look or to act."""
    async with open_store(config.parent / "leadbot.db", serving=True) as store:
        await two_leads(store)
        words = ["leads", "resend", "R-00002", "--config", str(config)]
        ended = await in_thread(words)
        assert ended.exit_code == 0
        due = await claim(store, LATER)
        assert due
        assert await store.settle(due, Settlement(state="parked", reason="gave_up"), NOW)
        assert "se acabó el plazo" in (await in_thread([*words[:1], "show", *words[2:]])).output


async def in_thread(words: list[str]) -> Result:
    """A command has its own event loop, as in its own process."""
    return await asyncio.to_thread(CliRunner().invoke, main, words)


def test_a_file_that_is_no_store_is_left_alone(config: Path) -> None:
    """A damaged or mistaken file ends with 3 and stays as it is."""
    damaged = config.parent / "leadbot.db"
    damaged.write_bytes(b"not a database at all" * 100)
    ended = CliRunner().invoke(main, ["leads", "list", "--config", str(config)])
    assert ended.exit_code == 3
    assert damaged.read_bytes() == b"not a database at all" * 100


@pytest.mark.usefixtures("leads")
def test_a_second_service_is_refused(config: Path) -> None:
    """Two services on one file would each send every lead: the second ends with 5 and one line."""
    with serve_lock(config.parent / "leadbot.db"):
        command = [sys.executable, "-m", "bot", "serve", "--config", str(config)]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert ended.returncode == 5
    assert len(ended.stderr.splitlines()) == 1


def test_chat_goes_from_sign_to_lead(run: Run) -> None:
    """The whole talk can be tried in a terminal, up to what would go to the CRM."""
    typed = "acepto\nAna Peña\n829-555-0134\nana@example.do\nsaltar\nsí\n"
    talk = run("chat", "--code", "k7m4pf", typed=typed).output
    assert "> Hola, me interesa esta propiedad (ref. K7M-4PF)" in talk
    assert "Ana Peña · +18295550134 · ana@example.do · buy · R-" in talk
    assert "Casa Nova ya tiene tus datos" in talk


def test_chat_needs_no_settings_to_begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Right after installing, the talk works with a sample agency, in English too."""
    monkeypatch.chdir(tmp_path)
    talk = CliRunner().invoke(main, ["chat", "--language", "en", "--channel", "telegram"], input="/start\n")
    assert talk.exit_code == 0
    assert "I'm the automated assistant of Casa Caribe" in talk.output
    assert CliRunner().invoke(main, ["chat", "--code", "K7M4PX"]).exit_code == 2
    assert CliRunner().invoke(main, ["chat", "--agency", "otra"]).exit_code == 2
