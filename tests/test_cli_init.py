"""`leadbot init`: from a few answers to settings that work, each key tried as it is typed."""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.sandbox.world import ACCOUNT_SID, API_KEY, AUTH_TOKEN, BOT_TOKEN, NUMBER, World, open_world
from bot.settings.file import load_settings

WRONG_TOKEN = "700100200:" + "x" * 35
PUBLIC = "https://chat.casacaribe.do"
OFFLINE = ("--untested", "--yes", "--name", "Casa Caribe", "--api-key", "crm-key")


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path) as world:
        yield world


def services(world: World) -> list[str]:
    """Where the sandbox is."""
    agency = world.settings.agencies["casacaribe"].model_dump()
    return [
        *("--alterestate-url", agency["alterestate"]["base_url"]),
        *("--telegram-url", agency["channels"]["telegram"]["api_base_url"]),
        *("--twilio-url", agency["channels"]["whatsapp"]["api_base_url"]),
    ]


async def init(config: Path, *words: str, typed: str = "") -> Result:
    """The command as somebody runs it, in a thread: it has its own event loop."""
    line = ["init", "--config", str(config), *words]
    return await asyncio.to_thread(CliRunner().invoke, main, line, input=typed, catch_exceptions=False)


async def test_a_few_flags_make_settings_that_work(world: World, tmp_path: Path) -> None:
    """Nothing is asked with `--yes`; the file is for this account alone, and what is left to do is said."""
    config = tmp_path / "new.toml"
    ended = await init(
        config,
        *services(world),
        *("--yes", "--name", "Casa Caribe", "--api-key", API_KEY, "--telegram-token", BOT_TOKEN),
        *("--whatsapp-number", NUMBER, "--twilio-sid", ACCOUNT_SID, "--twilio-token", AUTH_TOKEN),
        *("--public-url", PUBLIC),
    )
    assert ended.exit_code == 0, ended.output
    assert stat.S_IMODE(config.stat().st_mode) == 0o600
    settings = load_settings(config, {})
    agency = settings.agencies["casacaribe"]
    assert (agency.name, agency.region, agency.timezone) == ("Casa Caribe", "DO", "America/Santo_Domingo")
    assert sorted(agency.channels) == ["telegram", "whatsapp"]
    assert len(settings.data.encryption_keys) == 1
    for said in ("AlterEstate acepta la clave", "@CasaCaribeBot", "Twilio conoce la cuenta"):
        assert said in ended.output
    assert f"{PUBLIC}/webhooks/casacaribe/whatsapp#rc=3" in ended.output
    assert world.crm.stored == []
    checked = await asyncio.to_thread(CliRunner().invoke, main, ["check", "--config", str(config)])
    assert checked.exit_code == 0, checked.output


async def test_a_wrong_token_is_asked_for_again(world: World, tmp_path: Path) -> None:
    """Whoever copied it wrong by a letter hears it from Telegram, at once; a sign that was copied too is named."""
    config = tmp_path / "new.toml"
    typed = ["Casa Caribe", "", "", "", "“clave”", API_KEY, WRONG_TOKEN, "s", BOT_TOKEN, "", ""]
    ended = await init(config, *services(world), typed="\n".join(typed) + "\n")
    assert ended.exit_code == 0, ended.output
    assert "una comilla tipográfica" in ended.output
    assert ended.output.index("Telegram no reconoce el token") < ended.output.index("@CasaCaribeBot")
    channel = load_settings(config, {}).agencies["casacaribe"].channels["telegram"].model_dump()
    assert (channel["token"], channel["mode"]) == (BOT_TOKEN, "polling")


async def test_a_number_that_is_not_on_yet_may_stay(world: World, tmp_path: Path) -> None:
    """A sender takes days to be let in; whoever says no to typing it again goes on, in either language."""
    world.twilio.account.sender_status = "PENDING_VERIFICATION"
    config = tmp_path / "new.toml"
    typed = ["Casa Caribe", "", "", "", API_KEY, "", NUMBER, ACCOUNT_SID, AUTH_TOKEN, "no", PUBLIC]
    ended = await init(config, *services(world), typed="\n".join(typed) + "\n")
    assert (ended.exit_code, "el número está «PENDING_VERIFICATION»" in ended.output) == (0, True), ended.output
    assert load_settings(config, {}).agencies["casacaribe"].channels["whatsapp"].model_dump()["number"] == NUMBER


async def test_a_refused_key_writes_nothing(world: World, tmp_path: Path) -> None:
    """A script that gives a wrong key ends with 1, and leaves no half of a file."""
    config = tmp_path / "new.toml"
    ended = await init(config, *services(world), "--yes", "--name", "Casa Caribe", "--api-key", "wrong-key")
    assert (ended.exit_code, "AlterEstate no acepta la clave (contesta 401)" in ended.output) == (1, True)
    assert not any("new" in name for name in os.listdir(tmp_path))


async def test_a_service_that_is_away_stops_nobody(tmp_path: Path) -> None:
    """The settings may be right all the same; the doctor will tell."""
    config = tmp_path / "leadbot.toml"
    ended = await init(config, *OFFLINE[1:], "--alterestate-url", "http://127.0.0.1:9/api/v1")
    assert (ended.exit_code, "AlterEstate no contesta" in ended.output) == (0, True)


async def test_a_file_that_is_there_is_never_lost(tmp_path: Path) -> None:
    """Settings are replaced only by whoever says so: at the question, or with `--force`."""
    config = tmp_path / "leadbot.toml"
    config.write_text("# mine", encoding="utf-8")
    assert (await init(config, *OFFLINE)).exit_code == 2
    assert (await init(config, typed="n\n")).exit_code == 1
    assert config.read_text(encoding="utf-8") == "# mine"
    assert (await init(config, *OFFLINE, "--force")).exit_code == 0
    assert load_settings(config, {}).agencies["casacaribe"].name == "Casa Caribe"


async def test_a_key_may_come_from_a_file(tmp_path: Path) -> None:
    """A key on the command line is read by whoever lists processes."""
    (tmp_path / "key").write_text("crm-key-of-the-file\n", encoding="utf-8")
    config = tmp_path / "leadbot.toml"
    assert (await init(config, *OFFLINE, "--api-key", f"@{tmp_path / 'key'}")).exit_code == 0
    assert load_settings(config, {}).agencies["casacaribe"].alterestate.api_key == "crm-key-of-the-file"
    nowhere = await init(tmp_path / "x.toml", *OFFLINE, "--api-key", "@/nowhere/key")
    assert (nowhere.exit_code, "no se puede leer /nowhere/key" in nowhere.output) == (2, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--name", ""), "--name está vacío"),
        (("--region", "Dominicana"), "--region no es un país"),
        (("--region", "US"), "falta --timezone"),
        (("--timezone", "Marte"), "--timezone no es una zona horaria conocida"),
        (("--language", "klingon"), "--language no es un idioma que hablemos"),
        (("--api-key", "crm\u200bkey"), "--api-key lleva un signo invisible (U+200B) en el lugar 4 de 7"),
        (("--telegram-token", "1:2"), "--telegram-token no parece un token de Telegram"),
        (("--whatsapp-number", "809"), "--whatsapp-number no es un número completo"),
        (("--whatsapp-number", NUMBER), "falta --twilio-sid"),
        (("--public-url", "chat"), "--public-url no es una dirección web"),
        (("--twilio-url", "x"), "--twilio-url no es una dirección web"),
        (("--config", "."), "no se puede escribir ."),
        (("--config", "nowhere/leadbot.toml"), "no se puede escribir nowhere/leadbot.toml"),
    ],
)
async def test_what_does_not_fit_is_named(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    """By its option, before anything is tried or written."""
    ended = await init(tmp_path / "leadbot.toml", *OFFLINE, *words)
    assert (ended.exit_code, said in ended.output) == (2, True), ended.output
    assert os.listdir(tmp_path) == []
