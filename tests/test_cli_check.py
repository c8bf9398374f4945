"""`leadbot check` says what is good and what is bad, before anything starts."""

from __future__ import annotations

import asyncio
import json
import os
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from adapters.engines import open_store
from adapters.store import Store
from bot.cli import main
from tests.commands import BARE, EXAMPLE, Run, two_leads
from tests.servers import Postgres
from tests.services import serving
from tests.stores import chat_of, file_in, text


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
    async with open_store(database_url) as store:
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


@pytest.mark.usefixtures("leads")
def test_what_the_newest_key_does_not_protect_yet_is_a_warning(config: Path, run: Run) -> None:
    """Whoever changes keys knows when the old one may go, and learns of one that went too early."""
    old, new = "o" * 43 + "=", "s" * 43 + "="
    bare = config.read_text("utf-8")

    def check_after(store_keys: list[str], keys: list[str]) -> str:
        async def write() -> None:
            async with open_store(f"sqlite:///{file_in(config.parent)}", encryption_keys=store_keys) as store:
                await chat_of(store, text(str(store_keys), chat=str(store_keys)))

        asyncio.run(write())
        config.write_text(f"{bare}\n[data]\nencryption_keys = {json.dumps(keys)}\n", "utf-8")
        return str(run("check").output)

    assert re.search(r"filas por cerrar: \d+ legibles", check_after([], [old]))
    rotating = check_after([old], [new, old])
    assert re.search(r"filas por cerrar: 2 con una clave anterior y \d+ legibles", rotating)
    assert "no tiene la clave" not in rotating
    assert "no tiene la clave de 2 filas" in check_after([new, old], [new])


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
