"""The commands: what staff and technicians type, what they read, and how it ends."""

from __future__ import annotations

import asyncio
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from adapters.engines import open_store as open_any_store
from adapters.engines.sqlite import open_store
from adapters.engines.sqlite.lock import serve_lock
from adapters.records import Applied, Settlement
from adapters.store import Store
from bot.cli import COMMANDS, main
from flows.conversation import Conversation
from tests.servers import Postgres
from tests.services import serving
from tests.stores import AGENCY, CHANNEL, NOW, claim, confirm, delivered, lead, text
from tests.test_settings import BARE, EXAMPLE

Run = Callable[..., Result]
BETO = "whatsapp:+18295550177"
LATER = NOW + timedelta(days=3650)  # commands take the real time


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "leadbot.toml"
    path.write_text(BARE, encoding="utf-8")
    path.chmod(0o600)
    return path


@pytest.fixture
def run(config: Path) -> Run:
    """Run a command with the settings of this test."""

    def command(*words: str, typed: str = "") -> Result:
        return CliRunner().invoke(main, [*words, "--config", str(config)], input=typed, catch_exceptions=False)

    return command


async def beside(config: Path, work: Callable[[Store], Awaitable[object]]) -> None:
    """What a running service did to the store before."""
    async with open_store(config.parent / "leadbot.db") as store:
        await work(store)


async def two_leads(store: Store) -> None:
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


def test_check_names_every_key_of_the_example_that_is_still_the_example() -> None:
    """Whoever copies the example reads what to fill in before anything is started with it."""
    ended = CliRunner().invoke(main, ["check", "--config", str(EXAMPLE), "--json"])
    told = json.loads(ended.output)
    assert ended.exit_code == 1
    assert {problem["key"].removeprefix("agencies.casanova.") for problem in told["problems"]} == {
        "alterestate.api_key",
        "channels.telegram.token",
        "channels.telegram.secret_token",
        "channels.whatsapp.account_sid",
        "channels.whatsapp.auth_token",
    }
    invented = {hint["key"].rpartition(".")[2] for hint in told["warnings"] if "parece de un ejemplo" in hint["what"]}
    known = {"public_url", "number", "tax_id", "address", "privacy_contact", "human_phone", "human_link", "website"}
    assert invented == known


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('api_key = "crm-key"', 'api_key = "changeme"', "alterestate.api_key todavía es el ejemplo"),
        ('api_key = "crm-key"', 'api_key = "<tu-clave>"', "alterestate.api_key todavía es el ejemplo"),
        ('api_key = "crm-key"', 'api_key = "tu-clave"', "alterestate.api_key todavía es el ejemplo"),
        ('api_key = "crm-key"', 'api_key = "xxxxxxxx"', "alterestate.api_key todavía es el ejemplo"),
        ('api_key = "crm-key"', 'api_key = "..."', "alterestate.api_key todavía es el ejemplo"),
        ("tg-secret_9-Z", "CHANGE_ME", "channels.telegram.secret_token todavía es el ejemplo"),
        ("AC" + "5" * 32, "AC" + "0" * 32, "channels.whatsapp.account_sid todavía es el ejemplo"),
        ('number = "+18095550100"', 'number = "+1809555010"', "channels.whatsapp.number no puede ser un teléfono"),
        (
            "[agencies.casanova.alterestate]",
            'signs = {logo = "no.svg"}\n[agencies.casanova.alterestate]',
            "no.svg",
        ),
        (
            "[agencies.casanova.alterestate]",
            'signs = {logo = "."}\n[agencies.casanova.alterestate]',
            "no se puede abrir",
        ),
        (
            "public_url",
            'database_url = "sqlite:///no/leadbot.db"\npublic_url',
            "database_url nombra una carpeta que no existe",
        ),
        ("public_url", 'database_url = "sqlite:///."\npublic_url', "database_url nombra una carpeta, "),
    ],
)
def test_check_says_what_cannot_be_used(config: Path, run: Run, old: str, new: str, said: str) -> None:
    """What would only show at the first lead, or at the printer's, is said before."""
    config.write_text(BARE.replace(old, new, 1), encoding="utf-8")
    ended = run("check")
    assert ended.exit_code == 1
    assert said in ended.output
    assert "Traceback" not in ended.output


def test_check_says_where_our_account_may_not_write(config: Path, run: Run) -> None:
    """A database that root made while trying stops nobody at night. (Whoever is root may write anywhere.)"""
    if os.geteuid() == 0:
        pytest.skip("root may write anywhere")
    (config.parent / "leadbot.db").touch(0o400)
    ended = run("check")
    assert (ended.exit_code, "database_url usa leadbot.db, donde esta cuenta no puede escribir" in ended.output) == (
        1,
        True,
    )


def test_check_looks_at_a_store_that_is_there(config: Path, run: Run) -> None:
    """A file that is no store is found before the service is started on it, and stays as it is."""
    damaged = config.parent / "leadbot.db"
    damaged.write_bytes(b"not a database at all" * 100)
    ended = run("check")
    assert (ended.exit_code, "database_url no se puede usar" in ended.output) == (1, True)
    assert damaged.read_bytes() == b"not a database at all" * 100


def test_a_database_on_a_server(config: Path, run: Run, postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    """`check` finds nothing wrong before the first start; then the commands work there, and what the server may lose
    is a warning."""
    with postgres.database() as url:
        monkeypatch.setenv("LEADBOT_DATABASE_URL", url)
        before = run("check")
        assert (before.exit_code, "database_url" in before.output) == (0, False)
        asyncio.run(stored_at(url, two_leads))
        assert "Aviso   database_url usa un servidor con fsync apagado" in run("check").output
        assert "R-00002" in run("leads", "list").output
        assert run("leads", "resend", "R-00002").exit_code == 0
    assert not (config.parent / "leadbot.db").exists()


async def stored_at(database_url: str, work: Callable[[Store], Awaitable[object]]) -> None:
    async with open_any_store(database_url) as store:
        await work(store)


def test_a_server_that_does_not_answer_is_a_warning(config: Path, run: Run) -> None:
    """It may be there when the service starts; its password is shown nowhere."""
    config.write_text(f'database_url = "postgresql://ana:palabra@127.0.0.1:9/leads"\n{BARE}', "utf-8")
    ended = run("check")
    assert "Aviso   database_url no se pudo mirar: PostgreSQL «leads» en 127.0.0.1 no responde" in ended.output
    listed = run("leads", "list")
    assert (listed.exit_code, "PostgreSQL «leads» en 127.0.0.1 no responde" in listed.output) == (1, True)
    assert "palabra" not in ended.output + listed.output


@pytest.mark.usefixtures("leads")
def test_leads_of_an_agency_that_is_gone_are_a_warning(config: Path, run: Run) -> None:
    """An agency that was renamed or taken out of the settings leaves nobody waiting unseen."""
    assert "ya no está" not in run("check").output
    config.write_text(BARE.replace("agencies.casanova", "agencies.casanueva"), encoding="utf-8")
    ended = run("check")
    assert ended.exit_code == 0
    assert "Aviso   agencies.casanova ya no está, y 1 lead suyo espera: devuelve su tabla" in ended.output
    assert "¿ahora se llama «casanueva»?" in ended.output
    assert "R-00002" in run("leads", "list", "--agency", "casanova").output


def test_files_that_everybody_can_read_are_a_warning(config: Path, run: Run) -> None:
    """Keys in the settings and what people wrote are for our account; its group may read the settings."""
    assert "cualquiera en esta máquina" not in run("check").output
    config.chmod(0o640)
    (config.parent / "leadbot.db").touch(0o640)
    assert "cualquiera en esta máquina" not in run("check").output
    config.chmod(0o644)
    (config.parent / "leadbot.db").chmod(0o644)
    told = [line for line in run("check").output.splitlines() if "cualquiera en esta máquina" in line]
    assert told == [
        f"Aviso   {config} tiene claves y lo puede leer cualquiera en esta máquina: «chmod 640 {config}»",
        f"Aviso   {config.parent}/leadbot.db guarda datos de personas y lo puede leer cualquiera en esta máquina: "
        f"«chmod 600 {config.parent}/leadbot.db*»",
    ]


def test_settings_without_secrets_may_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the keys come from the environment, the file is nobody's secret."""
    config = tmp_path / "leadbot.toml"
    without = re.sub(r"(?m)^(api_key|token|secret_token|auth_token) = .*$", "", BARE)
    config.write_text(without, encoding="utf-8")
    config.chmod(0o644)
    for key, value in SECRETS_ELSEWHERE.items():
        monkeypatch.setenv(f"LEADBOT_AGENCIES__CASANOVA__{key}", value)
    ended = CliRunner().invoke(main, ["check", "--config", str(config)])
    assert (ended.exit_code, "cualquiera en esta máquina" in ended.output) == (0, False)
    config.write_text(f'database_url = "postgresql://ana:palabra@127.0.0.1:9/leads"\n{without}', "utf-8")
    ended = CliRunner().invoke(main, ["check", "--config", str(config)])
    assert "tiene claves y lo puede leer cualquiera" in ended.output


SECRETS_ELSEWHERE = {
    "ALTERESTATE__API_KEY": "crm-key",
    "CHANNELS__TELEGRAM__TOKEN": "700100200:AAExampleExampleExampleExampleExam",
    "CHANNELS__TELEGRAM__SECRET_TOKEN": "tg-secret_9-Z",
    "CHANNELS__WHATSAPP__AUTH_TOKEN": "b" * 32,
}


@pytest.fixture
def careless(config: Path) -> Path:
    """Settings that everybody can read, with a key of the example in them."""
    text = BARE.replace('"crm-key"', '"cambia-esta-clave"').split("[agencies.casanova.channels.telegram]")[0]
    key = f'[data]\nencryption_keys = ["{"ab" * 32}"]\n'
    config.write_text(f'listen = "127.0.0.1:0"\n{text}{key}', encoding="utf-8")
    config.chmod(0o644)
    return config


async def test_serve_says_at_start_what_check_would_have_said(careless: Path) -> None:
    """Whoever starts without checking finds it in the log, and no secret with it."""
    async with serving(careless) as service:
        lines = [json.loads(line) for line in service.log.lines]
    assert {line["key"] for line in lines if line["level"] == "warning"} == {
        str(careless),
        "agencies.casanova.alterestate.api_key",
    }
    assert not any(secret in str(lines) for secret in ("cambia-esta-clave", "abab"))


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
    assert "No hay leads así." in run("leads", "list", "--state", "rejected").output


@pytest.mark.usefixtures("leads")
@pytest.mark.parametrize(
    "words",
    [
        ("leads", "list"),
        ("sign", "list"),
        ("sign", "stats"),
        ("sign", "show", "K7M4PF"),
        ("sign", "pause", "K7M4PF"),
        ("sign", "new", "--title", "Casa", "--type", "venta"),
        ("sign", "print", "K7M4PF", "--layout", "a4", "--out", "out"),
        ("flow", "draw"),
        ("chat",),
    ],
)
def test_a_misspelt_agency_is_usage(run: Run, words: tuple[str, ...]) -> None:
    """An empty list would look as if nobody had written; the nearest name is what was meant."""
    ended = run(*words, "--agency", "casanva")
    assert (ended.exit_code, "¿querías decir «casanova»?" in ended.output) == (2, True)


def test_a_misspelt_agency_is_usage_before_the_first_start(run: Run) -> None:
    """Also where there is no store yet to look into."""
    assert run("leads", "list", "--agency", "casanva").exit_code == 2


@pytest.mark.parametrize(
    ("status", "said", "remedy"),
    [(401, "rechaza la clave (401)", "alterestate.api_key"), (404, "no atiende en esa dirección (404)", "base_url")],
)
async def test_a_crm_that_refuses_all_is_told_at_each_lead(config: Path, status: int, said: str, remedy: str) -> None:
    """«Nada: se envía solo» would be untrue while the CRM takes nothing: staff read why, and what to do."""

    async def refused(store: Store) -> None:
        await two_leads(store)
        await confirm(store, lead(3, phone="+18295550188", email="carla@example.com"), chat="whatsapp:+18295550188")
        due = await claim(store)
        assert due
        again = Settlement(
            state="queued",
            reason="refused",
            outcome="refused",
            status=status,
            next_at=LATER,
            until=LATER,
            destination="blocked",
            counts=False,
        )
        assert await store.settle(due, again, NOW)

    await beside(config, refused)
    listed = (await in_thread(["leads", "list", "--config", str(config)])).output.splitlines()
    assert listed[0].startswith(f"¡Atención! El CRM de «casanova» {said}: no se envía ningún lead. Revisa alterestate.")
    assert remedy in listed[0]
    lines = {line.split()[0]: line for line in listed if line}
    assert f"no se envía, el CRM {said}: revisa alterestate." in lines["R-00003"]
    assert "te espera" in lines["R-00002"]
    assert "el CRM lo tiene como nuevo" in lines["R-00001"]
    shown = (await in_thread(["leads", "show", "R-00003", "--config", str(config)])).output
    assert f"Qué hacer:       no se envía, el CRM {said}" in shown
    row = json.loads((await in_thread(["leads", "show", "R-00003", "--json", "--config", str(config)])).output)
    assert row["crm_refuses"] == status
    again = (await in_thread(["leads", "resend", "R-00003", "--config", str(config)])).output.splitlines()
    assert again == ["R-00003 vuelve a la cola.", listed[0]]
    assert "¡Atención!" not in (await in_thread(["leads", "list", "--agency", "otra", "--config", str(config)])).output


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
    for no in ("n\n", "No\n", "\n", "quizás\nno\n", ""):
        assert run("leads", "discard", "R-00002", typed=no).exit_code == 1
        assert "te espera" in run("leads", "show", "R-00002").output
    assert run("leads", "discard", "R-00002", "--yes").exit_code == 0
    assert "cancelado" in run("leads", "show", "R-00002").output
    assert run("leads", "discard", "R-00001", "--yes").exit_code == 1


@pytest.fixture
async def corrections(config: Path) -> None:
    """Ana's lead is in the CRM, Beto's waits for staff, and each wrote again after sending."""

    async def write_again(store: Store) -> None:
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
@pytest.mark.parametrize("yes", ["s", "S", "sí", "SÍ.", "si", "y", "Yes", "claro\nsí"])
def test_a_yes_is_a_yes_in_either_language(run: Run, yes: str) -> None:
    """Whoever is asked in Spanish answers in Spanish, and an accent is no reason to ask again."""
    assert run("leads", "discard", "R-00002", typed=f"{yes}\n").exit_code == 0
    assert "cancelado" in run("leads", "show", "R-00002").output


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


PATHS = [
    ("check", "--config", "."),
    ("serve", "--config", "."),
    ("leads", "list", "--config", "leadbot.toml/x"),
    ("flow", "draw", "--output", "."),
    ("flow", "draw", "--output", "no/such/folder.svg"),
    ("sign", "import", "."),
    ("sign", "import", "no.csv"),
    ("sign", "proof", ".", "--url", "http://a", "--distance", "1"),
    ("sign", "stats", "--csv", "."),
    ("erase", "\udcff", "--yes"),
    ("leads", "show", "\udcff"),
]


@pytest.mark.usefixtures("leads")
@pytest.mark.parametrize("words", PATHS)
def test_a_wrong_path_is_a_line_and_no_traceback(config: Path, words: tuple[str, ...]) -> None:
    """A folder given as a file, a file that is not there, letters of another encoding: said, with an exit status."""
    ended = subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=config.parent,
        capture_output=True,
        timeout=30,
        check=False,
        env={**os.environ, "PYTHONPATH": str(EXAMPLE.parent)},
    )
    assert ended.returncode in (1, 2)
    assert ended.stderr
    assert b"Traceback" not in ended.stderr


@pytest.mark.parametrize("words", [("demo", "--no-browser", "--port"), ("serve", "--config")])
def test_a_busy_port_is_a_line_and_no_traceback(config: Path, words: tuple[str, ...]) -> None:
    """Whoever starts a second one reads which port is taken."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        config.write_text(f'listen = "127.0.0.1:{port}"\n{BARE}', encoding="utf-8")
        last = str(port) if words[0] == "demo" else str(config)
        ended = subprocess.run(
            [sys.executable, "-m", "bot", *words, last], capture_output=True, text=True, timeout=60, check=False
        )
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1].startswith("El puerto" if words[0] == "demo" else "listen dice")
    assert "otro programa ya usa ese puerto" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.usefixtures("leads")
@pytest.mark.parametrize("encoding", ["ascii", "cp437"])
@pytest.mark.parametrize(
    "words",
    [("leads", "list"), ("leads", "show", "R-00001"), ("check",), ("sign", "stats"), ("flow", "draw"), ("--help",)],
)
def test_no_terminal_is_too_narrow(config: Path, encoding: str, words: tuple[str, ...]) -> None:
    """What a terminal cannot show is written as near as it can be; a list of leads never fails for a letter."""
    ended = said_in(encoding, config, *words)
    assert (ended.returncode, ended.stderr) == (0, b"")


async def test_a_name_in_another_script_is_still_a_line(config: Path) -> None:
    """In JSON it is the same name for a program; a person sees that there is one."""
    name = "Дмитрий Peña 🏡"
    await beside(config, lambda store: confirm(store, replace(lead(1, held="volume"), full_name=name)))
    shown = said_in("latin-1", config, "leads", "list").stdout.decode("latin-1")
    assert "??????? Peña ?" in shown
    rows = json.loads(said_in("latin-1", config, "leads", "list", "--json").stdout.decode("latin-1"))
    assert rows[0]["lead"]["full_name"] == name


def said_in(encoding: str, config: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    """What a command writes where letters have this encoding."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=config.parent,
        capture_output=True,
        timeout=30,
        check=False,
        env={**os.environ, "PYTHONPATH": str(EXAMPLE.parent), "PYTHONIOENCODING": encoding},
    )
