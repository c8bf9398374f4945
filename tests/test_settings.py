"""Settings: what is required, what it becomes, and that the example is whole."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from bot.kinds.telegram import TelegramSettings
from bot.kinds.whatsapp import WhatsAppSettings
from bot.settings.file import load_settings
from bot.settings.model import Agency, Alerts, AlterEstate, Data, Delivery, Mail, Settings, Signs
from tests.commands import BARE, EXAMPLE, PREFIX, problems_of


def test_required_keys_alone_are_enough(config: Path) -> None:
    """Whoever writes only what is required gets the documented defaults."""
    settings = load_settings(config, {})
    agency = settings.agencies["casanova"]
    assert settings.address == ("0.0.0.0", 8080)
    assert (agency.language, agency.region, agency.timezone) == ("es", "DO", "America/Santo_Domingo")
    assert (agency.tell_registered, agency.no_email, agency.consent) == ("always", "sin-correo.invalid", "notice")
    assert agency.alterestate.base_url == "https://secure.alterestate.com/api/v1"
    assert (agency.alterestate.max_per_second, agency.alterestate.max_in_flight) == (5, 4)
    assert list(settings.delivery.retry_seconds) == [10, 30, 120, 600, 1800, 3600]
    assert list(settings.delivery.ambiguous_retry_seconds) == [90, 300, 900, 1800, 3600]
    assert isinstance(agency.channels["telegram"], TelegramSettings)
    assert isinstance(agency.channels["whatsapp"], WhatsAppSettings)


def test_the_example_is_good() -> None:
    """The example file can be copied and started from."""
    assert load_settings(EXAMPLE, {}).agencies["casanova"].name == "Casa Nova"


def test_the_example_names_every_key() -> None:
    """Nobody has to read the code to find a key that can be set."""
    text = EXAMPLE.read_text(encoding="utf-8")
    models = (Settings, Agency, AlterEstate, TelegramSettings, WhatsAppSettings, Signs, Alerts, Delivery, Data, Mail)
    keys = {key for model in models for key in model.model_fields}
    assert {key for key in keys if key not in text} == set()


def test_a_relative_database_stands_beside_the_settings(config: Path) -> None:
    """Commands run from any folder open the same store as the service."""
    assert load_settings(config, {}).database_path == config.parent / "leadbot.db"
    absolute = {"LEADBOT_DATABASE_URL": "sqlite:////var/lib/leadbot/leadbot.db"}
    assert load_settings(config, absolute).database_path == Path("/var/lib/leadbot/leadbot.db")


@pytest.mark.parametrize("url", ["postgresql://ana:clave@h:5433/leads?sslmode=verify-full", "postgres:///leads"])
def test_a_database_on_a_server_is_taken_as_it_is(config: Path, url: str) -> None:
    """What stands in the address is for the server's own library; no file is meant."""
    settings = load_settings(config, {"LEADBOT_DATABASE_URL": url})
    assert (settings.database_url, settings.database_path) == (url, None)


def test_a_relative_logo_stands_beside_the_settings(config: Path) -> None:
    """The same picture, from whichever folder a command runs."""
    environ = {f"{PREFIX}SIGNS__LOGO": "logo.svg"}
    assert load_settings(config, environ).agencies["casanova"].signs.logo == str(config.parent / "logo.svg")
    assert load_settings(config, {}).agencies["casanova"].signs.logo == ""


def test_privacy_page_has_an_address(config: Path) -> None:
    """People find the privacy page of their agency, or the one it already had."""
    assert load_settings(config, {}).privacy_url("casanova") == "https://chat.example.do/privacy/casanova"
    own = {f"{PREFIX}PRIVACY_URL": "https://casanova.example.do/aviso#datos"}
    assert load_settings(config, own).privacy_url("casanova") == "https://casanova.example.do/aviso#datos"


def test_a_file_of_a_windows_editor_is_read(config: Path) -> None:
    """A byte order mark and Windows line ends do no harm."""
    config.write_bytes(b"\xef\xbb\xbf" + BARE.replace("\n", "\r\n").encode())
    assert load_settings(config, {}).agencies["casanova"].name == "Casa Nova"
    config.write_bytes(BARE.replace("Casa Nova", "Peña").encode("latin-1"))
    assert "no está en UTF-8" in problems_of(config)[0]


def test_polling_needs_no_address_from_outside(config: Path) -> None:
    """A bot that polls starts without public URL and without secret."""
    text = BARE[: BARE.index("[agencies.casanova.channels.whatsapp]")]
    text = text.replace('public_url = "https://chat.example.do"', "")
    config.write_text(text.replace('secret_token = "tg-secret_9-Z"', 'mode = "polling"'), encoding="utf-8")
    settings = load_settings(config, {})
    assert settings.public_url == settings.privacy_url("casanova") == ""


def test_a_colour_is_one(config: Path) -> None:
    """What no printer could mix is said at once."""
    assert "dice «azul» y no es un color" in problems_of(config, {f"{PREFIX}SIGNS__COLOR": "azul"})[0]


def test_the_settings_of_the_contract_are_accepted(tmp_path: Path) -> None:
    """Every key of the public contract stands as documented."""
    config = tmp_path / "leadbot.toml"
    config.write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    tree = tomllib.loads(config.read_text(encoding="utf-8"))
    assert set(tree["agencies"]["casanova"]["channels"]) == {"telegram", "whatsapp"}
    uncommented = "\n".join(
        line.removeprefix("# ") if line.startswith("# ") and " = " in line.split("#")[1] else line
        for line in config.read_text(encoding="utf-8").splitlines()
    )
    uncommented = uncommented.replace("# [delivery]", "[delivery]").replace('round_robin = "regla-ventas"', "")
    uncommented = uncommented.replace('privacy_url = "https://…"', "").replace('api_key_sid = ""', "")
    config.write_text(uncommented, encoding="utf-8")
    (tmp_path / "flow.toml").write_text('questions = ["name", "phone", "email"]', encoding="utf-8")
    settings = load_settings(config, {})
    assert settings.delivery.give_up_hours == 72
    assert settings.agencies["casanova"].related == "agente@example.do"
