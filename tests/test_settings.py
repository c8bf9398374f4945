"""The settings file: what is asked for, what is said when it is wrong, and what the environment changes."""

from __future__ import annotations

import base64
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.advice import advise
from bot.settings import Agency, AlterEstate, Data, Delivery, Settings, Signs, TelegramSettings, WhatsAppSettings
from bot.settings_examples import unchanged_keys
from bot.settings_file import load_settings
from bot.settings_problems import SettingsError
from bot.wording import load_catalogues

EXAMPLE = Path(__file__).parent.parent / "leadbot.example.toml"
BARE = """
public_url = "https://chat.example.do"

[agencies.casanova]
name = "Casa Nova"

[agencies.casanova.alterestate]
api_key = "crm-key"

[agencies.casanova.channels.telegram]
kind = "telegram"
token = "700100200:AAExampleExampleExampleExampleExam"
secret_token = "tg-secret_9-Z"

[agencies.casanova.channels.whatsapp]
kind = "whatsapp"
account_sid = "AC55555555555555555555555555555555"
auth_token = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
number = "+18095550100"
"""
PREFIX = "LEADBOT_AGENCIES__CASANOVA__"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A file with what is required and nothing more."""
    path = tmp_path / "leadbot.toml"
    path.write_text(BARE, encoding="utf-8")
    return path


def problems_of(config: Path, environ: Mapping[str, str] | None = None) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load_settings(config, environ or {})
    return [str(problem) for problem in caught.value.problems]


def change(config: Path, old: str, new: str) -> None:
    text = config.read_text(encoding="utf-8")
    assert old in text
    config.write_text(text.replace(old, new, 1), encoding="utf-8")


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
    models = (Settings, Agency, AlterEstate, TelegramSettings, WhatsAppSettings, Signs, Delivery, Data)
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


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "Casa Nova"', "", 'agencies.casanova.name falta: escribe name = "…" en [agencies.casanova]'),
        ('api_key = "crm-key"', 'api_key = ""', "agencies.casanova.alterestate.api_key está vacío: escribe su valor"),
        ("public_url", "public_ulr", "public_ulr no es una clave que exista: ¿querías decir «public_url»?"),
        ("api_key", "apikey", "agencies.casanova.alterestate.apikey no es una clave que exista: ¿querías decir"),
        ('name = "Casa Nova"', 'name = "x"\nvia = "1"', "esa clave va en [agencies.NOMBRE.channels.CANAL]"),
        ('"https://chat.example.do"', '"chat.example.do"', "public_url dice «chat.example.do» y no es una dirección"),
        (
            'public_url = "https://chat.example.do"',
            "",
            "public_url falta y agencies.casanova.channels.telegram la necesita",
        ),
        ('"+18095550100"', '"8095550100"', "number dice «8095550100» y no es un número completo: escríbelo con + y"),
        ('"+18095550100"', "8095550100", "number dice «8095550100» y no es un número completo: escríbelo con + y"),
        ('secret_token = "tg-secret_9-Z"', "", "channels.telegram.secret_token falta: crea uno con «openssl rand"),
        ("tg-secret_9-Z", "con espacio", "channels.telegram.secret_token tiene espacios"),
        ("tg-secret_9-Z", "con.punto", "channels.telegram.secret_token tiene signos que Telegram no admite"),
        ('token = "700100200:', 'token = "', "channels.telegram.token no parece un token de Telegram"),
        ('kind = "whatsapp"', 'kind = "sms"', 'channels.whatsapp.kind no es un canal conocido: escribe "telegram" o'),
        ('kind = "whatsapp"', "", 'channels.whatsapp.kind falta: escribe "telegram" o "whatsapp"'),
        ("AC5", "…5", "channels.whatsapp.account_sid dice"),
        (
            'number = "+1',
            f'api_key_sid = "SK{"1" * 32}"\nnumber = "+1',
            "channels.whatsapp.api_key_secret falta: api_key_sid y",
        ),
        (
            'name = "Casa Nova"',
            'name = "x"\nrelated = "a@b.do"\nround_robin = "r"',
            "agencies.casanova.round_robin está junto con related",
        ),
        ('name = "Casa Nova"', 'name = "x"\nregion = "República"', "region dice «República» y no es un país"),
        ('name = "Casa Nova"', 'name = "x"\ntimezone = "Santo Domingo"', "timezone dice «Santo Domingo» y no es una"),
        ('name = "Casa Nova"', 'name = "x"\ntimezone = "../etc"', "timezone dice «../etc» y no es una zona"),
        ('name = "Casa Nova"', 'name = "x"\nquiet_hours = "8 a 20"', "quiet_hours dice «8 a 20» y no son dos horas"),
        ('name = "Casa Nova"', 'name = "x"\nsame_inbox = "quizás"', "same_inbox no es sí ni no: escribe true o false"),
        ('name = "Casa Nova"', 'name = "x"\ntell_registered = "sí"', 'escribe "always" o "own_phone" o "never"'),
        ("[agencies.casanova]", 'listen = "8080"\n[agencies.casanova]', "listen dice «8080» y no dice dónde escuchar"),
        ("[agencies.casanova]", 'listen = ":99999"\n[agencies.casanova]', "listen dice «:99999» y no dice dónde"),
        (
            "[agencies.casanova]",
            'database_url = "postgresql://u:clave@h"\n[agencies.casanova]',
            "database_url no nombra una base de datos: escribe «postgresql://usuario@servidor/base»",
        ),
        (
            "[agencies.casanova]",
            'database_url = "postgres:/h/db"\n[agencies.casanova]',
            "database_url dice «postgres:/h/db» y no nombra una base de datos",
        ),
        (
            "[agencies.casanova]",
            'database_url = "mysql://h/db"\n[agencies.casanova]',
            "database_url dice «mysql://h/db» y no nombra un archivo SQLite ni una base PostgreSQL",
        ),
        (
            "[agencies.casanova]",
            "[delivery]\nretry_seconds = []\n[agencies.casanova]",
            "delivery.retry_seconds está vacío",
        ),
        (
            "[agencies.casanova]",
            "[delivery]\nretry_seconds = [10, -1]\n[agencies.casanova]",
            "delivery.retry_seconds es demasiado pequeño: escribe un número mayor que 0",
        ),
        (
            "[agencies.casanova]",
            "[delivery]\nreceipt_seconds = inf\n[agencies.casanova]",
            "delivery.receipt_seconds no es un número",
        ),
        ("[agencies.casanova]", "delivery = 5\n[agencies.casanova]", "delivery no es una tabla: escribe [delivery]"),
        (
            "[agencies.casanova]",
            '[data]\nencryption_keys = ["corta"]\n[agencies.casanova]',
            "data.encryption_keys no es una clave de 32 bytes",
        ),
        ("[agencies.casanova]", "[agencies.CasaNova]", "agencies.CasaNova tiene un nombre que no sirve"),
    ],
)
def test_a_bad_value_is_said_with_its_place_and_remedy(config: Path, old: str, new: str, said: str) -> None:
    """A technician reads where it is wrong, what is wrong and what to write."""
    change(config, old, new)
    assert any(said in problem for problem in problems_of(config)), problems_of(config)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("crm-key", "crm-key\u200b", "api_key lleva un signo invisible (U+200B) en el lugar 8 de 8: bórralo, o copia"),
        ("crm-key", "\ufeffcrm-key", "api_key lleva una marca invisible (U+FEFF) en el lugar 1 de 8"),
        ("crm-key", "crm\u00adkey", "api_key lleva un guion invisible (U+00AD) en el lugar 4"),
        ("crm-key", "crm\u2011key", "api_key lleva una raya en lugar de «-» (U+2011) en el lugar 4"),
        ("crm-key", "crm–key", "api_key lleva una raya en lugar de «-» (U+2013) en el lugar 4"),
        ("crm-key", "crm-kéy", "api_key lleva «é» (U+00E9) en el lugar 6"),
        ("crm-key", "сrm-key", "api_key lleva «с» (U+0441) en el lugar 1"),
        ("crm-key", "crm-key\\u0000", "api_key lleva un signo invisible (U+0000) en el lugar 8"),
        ("crm-key", "crm\u00a0key", "api_key lleva un espacio duro (U+00A0) en el lugar 4"),
        ("crm-key", "crm-key\u00a0", "api_key lleva un espacio duro (U+00A0) en el lugar 8 de 8"),
        ("+18095550100", "+18095550100\u2003", "number dice «+18095550100\u2003» y lleva un signo invisible (U+2003)"),
        ("crm-key", "'crm-key'", "api_key está entre comillas: quítalas"),
        ('"crm-key"', "'\"crm-key\"'", "api_key está entre comillas: quítalas"),
        (
            'auth_token = "bbbb',
            'auth_token = "“bbbb',
            "auth_token lleva una comilla tipográfica (U+201C) en el lugar 1",
        ),
        ("tg-secret_9-Z", "señal", "secret_token lleva «ñ» (U+00F1) en el lugar 3"),
        ("700100200:", "700100200\u200e:", "channels.telegram.token lleva un signo invisible (U+200E) en el lugar 10"),
        ("AC555", "AC\u200b555", "account_sid dice «AC\u200b"),
        ("AC555", "AC\u200b555", "lleva un signo invisible (U+200B) en el lugar 3"),
        ("+18095550100", "+1809‑5550100", "number dice «+1809‑5550100» y lleva una raya en lugar de «-» (U+2011)"),
        ("+18095550100", "\u202a+18095550100\u202c", "lleva un signo invisible (U+202A) en el lugar 1"),
        (
            "chat.example.do",
            "chat.example.do/\u200b",
            "public_url dice «https://chat.example.do/\u200b» y lleva un signo",
        ),
        (
            "chat.example.do",
            "inmobiliaria-peña.example",
            "lleva «ñ» (U+00F1) en el lugar 24 de 33: un dominio con acentos",
        ),
        (
            'name = "Casa Nova"',
            'name = "x"\nprivacy_url = "“https://a.do”"',
            "privacy_url dice «“https://a.do”» y lleva una",
        ),
        ('name = "Casa Nova"', 'name = "x"\nround_robin = "ventas\u200b"', "round_robin dice «ventas\u200b» y lleva"),
        (
            'name = "Casa Nova"',
            'name = "x"\nrelated = "ana\u200b@a.do"',
            "related dice «ana\u200b@a.do» y lleva un signo",
        ),
        ('name = "Casa Nova"', 'name = "x"\nquiet_hours = "20:00–08:00"', "lleva una raya en lugar de «-» (U+2013)"),
    ],
)
def test_a_sign_that_copying_put_there_is_named_with_its_place(config: Path, old: str, new: str, said: str) -> None:
    """A key copied from a chat or a PDF may hold what nobody sees; whoever copied it learns what and where."""
    change(config, old, new)
    assert any(said in problem for problem in problems_of(config)), problems_of(config)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("human_link", "https://wa.me/18095550101?text=¡Hola!"),
        ("human_link", "https://casanova.example/contáctanos"),
        ("human_link", "https://casanova.example/?text=👋"),
        ("privacy_url", "https://casanova.example/política-de-privacidad"),
        ("privacy_url", "https://пример.example/данные"),
        ("privacy_url", "https://casanova.example/~datos/#a-b_c"),
        ("name", "Casa Nova – Bienes Raíces"),
        ("name", "«La Llave»"),
        ("legal_name", "Peña & Hijos, S.R.L."),
        ("address", "Av. 27 de Febrero n.º 12, 2.ª planta"),
        ("hours", "lunes–sábado, 8:00–18:00"),
        ("privacy_contact", "María Núñez, datos@example.do"),
        ("human_phone", "809‑555‑0100"),
        ("erase_days", "10 días hábiles"),
        ("related", "ana+ventas@example.do"),
        ("round_robin", "regla-ventas"),
        ("flow", ""),
        ("quiet_hours", "20:00-08:00"),
        ("alterestate.api_key", "  clave-con-espacios-alrededor \n"),
        ("alterestate.api_key", "a'b\"c`d"),
        ("alterestate.api_key", "~!@#$%^&*()_+-=[]{}|;:,.<>/?"),
        ("signs.domain", "xn--inmobiliaria-pea-9tb.do"),
    ],
)
def test_signs_that_belong_there_are_left_alone(config: Path, key: str, value: str) -> None:
    """What people read is written as people write, and a key may hold any plain sign."""
    variable = PREFIX + key.replace(".", "__").upper()
    load_settings(config, {variable: value})


def test_all_problems_are_told_at_once(config: Path) -> None:
    """A file with several mistakes is mended once, not once for each."""
    change(config, 'public_url = "https://chat.example.do"', "")
    change(config, 'name = "Casa Nova"', 'naem = "Casa Nova"\nregion = "dominicana"')
    change(config, '"+18095550100"', '"123"')
    said = "\n".join(problems_of(config, {"LEADBOT_LISTEM": "x"}))
    for expected in ("public_url falta", "name falta", "naem no es", "region dice", "number dice", "LEADBOT_LISTEM"):
        assert expected in said


def test_broken_toml_names_the_line(config: Path) -> None:
    """A missing quote is found by its line."""
    change(config, 'name = "Casa Nova"', 'name = "Casa Nova')
    (problem,) = problems_of(config)
    assert "línea 5, no es TOML" in problem


def test_a_file_of_a_windows_editor_is_read(config: Path) -> None:
    """A byte order mark and Windows line ends do no harm."""
    config.write_bytes(b"\xef\xbb\xbf" + BARE.replace("\n", "\r\n").encode())
    assert load_settings(config, {}).agencies["casanova"].name == "Casa Nova"
    config.write_bytes(BARE.replace("Casa Nova", "Peña").encode("latin-1"))
    assert "no está en UTF-8" in problems_of(config)[0]


def test_no_agency_is_an_error(config: Path) -> None:
    """An empty file says what to begin with."""
    config.write_text("", encoding="utf-8")
    assert problems_of(config) == ["agencies falta: escribe una tabla [agencies.NOMBRE] por cada agencia"]


def test_one_bot_or_number_belongs_to_one_channel(config: Path) -> None:
    """Two channels of one number would both answer the same person."""
    text = config.read_text(encoding="utf-8")
    channel = text[text.index("[agencies.casanova.channels.whatsapp]") :].replace("whatsapp]", "otro]")
    config.write_text(text + channel, encoding="utf-8")
    assert "otro.number es el mismo número que agencies.casanova.channels.whatsapp.number" in problems_of(config)[0]


def test_polling_needs_no_address_from_outside(config: Path) -> None:
    """A bot that polls starts without public URL and without secret."""
    text = BARE[: BARE.index("[agencies.casanova.channels.whatsapp]")]
    text = text.replace('public_url = "https://chat.example.do"', "")
    config.write_text(text.replace('secret_token = "tg-secret_9-Z"', 'mode = "polling"'), encoding="utf-8")
    settings = load_settings(config, {})
    assert settings.public_url == settings.privacy_url("casanova") == ""


SECRETS = {
    "ALTERESTATE__API_KEY": "canario uno",
    "ALTERESTATE__READ_TOKEN": "canario dos",
    "CHANNELS__TELEGRAM__TOKEN": "canario-tres",
    "CHANNELS__TELEGRAM__SECRET_TOKEN": "canario cuatro",
    "CHANNELS__WHATSAPP__AUTH_TOKEN": "canario cinco",
    "CHANNELS__WHATSAPP__API_KEY_SECRET": "canario seis",
}


def test_no_secret_is_repeated(config: Path) -> None:
    """Neither a message about a bad secret nor the settings as text hold one."""
    environ = {PREFIX + key: value for key, value in SECRETS.items()} | {"LEADBOT_DATA__ENCRYPTION_KEYS": "canario"}
    said = "\n".join(problems_of(config, environ))
    assert len(said.splitlines()) >= len(environ)
    assert "canario" not in said
    key = base64.b64encode(b"k" * 32).decode()
    shown = repr(load_settings(config, {"LEADBOT_DATA__ENCRYPTION_KEYS": key}))
    for secret in ("crm-key", "AAExample", "tg-secret", "bbbb", key):
        assert secret not in shown


@pytest.mark.parametrize(
    ("variable", "value", "found"),
    [
        ("LEADBOT_LISTEN", "127.0.0.1:9000", lambda s: s.address == ("127.0.0.1", 9000)),
        ("leadbot_listen", "[::1]:9000", lambda s: s.address == ("::1", 9000)),
        (f"{PREFIX}NAME", "Otra", lambda s: s.agencies["casanova"].name == "Otra"),
        (f"{PREFIX}SAME_INBOX", "true", lambda s: s.agencies["casanova"].same_inbox is True),
        (f"{PREFIX}ALTERESTATE__API_KEY", "otra", lambda s: s.agencies["casanova"].alterestate.api_key == "otra"),
        (f"{PREFIX}CHANNELS__WHATSAPP__VIA", "104", lambda s: s.agencies["casanova"].channels["whatsapp"].via == "104"),
        ("LEADBOT_DELIVERY__RETRY_SECONDS", "1, 2.5", lambda s: s.delivery.retry_seconds == (1, 2.5)),
        ("LEADBOT_DELIVERY__RETRY_SECONDS", "[1, 2]", lambda s: s.delivery.retry_seconds == (1, 2)),
        (f"{PREFIX}SIGNS__STAFF", '["+1809", "42"]', lambda s: s.agencies["casanova"].signs.staff == ("+1809", "42")),
        ("LEADBOT_TEST_POSTGRES", "/usr/bin", lambda s: s.listen == "0.0.0.0:8080"),
        ("PATH", "/usr/bin", lambda s: s.listen == "0.0.0.0:8080"),
    ],
)
def test_the_environment_overrides_any_key(config: Path, variable: str, value: str, found: Any) -> None:
    """Whatever the file can say, a variable can say instead."""
    assert found(load_settings(config, {variable: value}))


def test_a_secret_comes_from_a_file(config: Path, tmp_path: Path) -> None:
    """Docker and Kubernetes hand secrets over as files, with a line end or without."""
    secret = tmp_path / "secret"
    secret.write_text("de-un-archivo\n", encoding="utf-8")
    settings = load_settings(config, {f"{PREFIX}ALTERESTATE__API_KEY_FILE": str(secret)})
    assert settings.agencies["casanova"].alterestate.api_key == "de-un-archivo"


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        (
            {"LEADBOT_PUBLIC_ULR": "x"},
            "LEADBOT_PUBLIC_ULR no corresponde a ninguna clave: ¿querías decir LEADBOT_PUBLIC_URL?",
        ),
        ({f"{PREFIX}ALTERESTATE__API_KEI": "x"}, f"¿querías decir {PREFIX}ALTERESTATE__API_KEY?"),
        ({"LEADBOT_AGENCIES__CASANOVO__NAME": "x"}, f"¿querías decir {PREFIX}NAME?"),
        ({f"{PREFIX}NAME_FILE": "/no/existe"}, "_FILE nombra un archivo que no se puede leer"),
        ({"LEADBOT_LISTEN": "x"}, "listen (de LEADBOT_LISTEN) dice «x» y no dice dónde escuchar"),
        ({"LEADBOT_LISTEN": "0.0.0.0:1", "leadbot_listen": "0.0.0.0:2"}, "dan la misma clave: deja una sola"),
    ],
)
def test_a_variable_of_ours_is_never_passed_over(config: Path, environ: dict[str, str], said: str) -> None:
    """A misspelt variable stops the start and names the one that was meant."""
    assert any(said in problem for problem in problems_of(config, environ)), problems_of(config, environ)


def test_keys_of_any_spelling_are_one_key(config: Path) -> None:
    """A key written in hex or in either base64 opens what the other closed."""
    raw = bytes(range(224, 256))
    spellings = (raw.hex(), base64.b64encode(raw).decode(), base64.urlsafe_b64encode(raw).decode().rstrip("="))
    loaded = {load_settings(config, {"LEADBOT_DATA__ENCRYPTION_KEYS": key}).data.encryption_keys for key in spellings}
    assert loaded == {(base64.b64encode(raw).decode(),)}


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({}, "agencies.casanova no dice related ni round_robin"),
        ({}, "data.encryption_keys está vacío"),
        ({}, "agencies.casanova.channels.telegram.via falta"),
        ({}, "agencies.casanova.human_phone falta"),
        ({}, "agencies.casanova.legal_name falta: no se dice la frase que lo lleva en PRIVACY"),
        ({"LEADBOT_DELIVERY__RETRY_SECONDS": "1"}, "delivery acorta retry_seconds"),
        ({"LEADBOT_DELIVERY__LEASE_SECONDS": "5"}, "delivery.lease_seconds es muy corto"),
        ({"LEADBOT_PUBLIC_URL": "http://chat.example.do"}, "public_url no usa https"),
        (
            {"LEADBOT_PUBLIC_URL": "http://localhost:8080"},
            "public_url dice «http://localhost:8080», que solo existe en",
        ),
        ({"LEADBOT_PUBLIC_URL": "https://192.168.1.20"}, "public_url dice «https://192.168.1.20», que solo existe en"),
        ({"LEADBOT_PUBLIC_URL": "https://servidor"}, "public_url dice «https://servidor», que solo existe en esta red"),
        ({"LEADBOT_PUBLIC_URL": "http://[::1]:8080"}, "que solo existe en esta red"),
        ({f"{PREFIX}SIGNS__DOMAIN": "qr.local:8080"}, "signs.domain dice «qr.local:8080», que solo existe en esta red"),
        ({f"{PREFIX}HUMAN_PHONE": "pronto"}, "human_phone dice «pronto» y no parece un teléfono"),
        ({f"{PREFIX}HUMAN_PHONE": "809-555-01"}, "human_phone dice «809-555-01» y no parece un teléfono"),
        (
            {f"{PREFIX}CHANNELS__TELEGRAM__TOKEN": "700100200:" + "A" * 30},
            "telegram.token no tiene la forma de un token",
        ),
        (
            {f"{PREFIX}CHANNELS__WHATSAPP__AUTH_TOKEN": "corto"},
            "whatsapp.auth_token no tiene la forma de un Auth Token",
        ),
        ({f"{PREFIX}CHANNELS__WHATSAPP__AUTH_TOKEN": "AC" + "5" * 32}, "whatsapp.auth_token no tiene la forma"),
        ({f"{PREFIX}HUMAN_LINK": "https://example.com/hola"}, "human_link dice «https://example.com/hola», que parece"),
    ],
)
def test_check_advises_what_the_settings_allow(config: Path, environ: dict[str, str], said: str) -> None:
    """What works but somebody may not want is said before the start."""
    hints = [str(hint) for hint in advise(load_settings(config, environ), load_catalogues())]
    assert any(said in hint for hint in hints), hints


GOOD = {
    "LEADBOT_PUBLIC_URL": "https://chat.casanova.do",
    f"{PREFIX}CHANNELS__WHATSAPP__NUMBER": "+18092000134",
    f"{PREFIX}CHANNELS__TELEGRAM__TOKEN": "700100200:" + "Ab-_9" * 7,
}


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {f"{PREFIX}HUMAN_PHONE": "809-200-0134"},
        {f"{PREFIX}HUMAN_PHONE": "(809) 200-0134 ext. 3"},
        {f"{PREFIX}HUMAN_PHONE": "809-200-0134 o 829-200-0177"},
        {f"{PREFIX}HUMAN_PHONE": "Ventas: 809.200.0134 (WhatsApp)"},
        {f"{PREFIX}HUMAN_PHONE": "+1 809 200 0134 / +34 600 111 222"},
        {f"{PREFIX}HUMAN_PHONE": "00 34 600 111 222"},
        {f"{PREFIX}HUMAN_PHONE": "1-809-200-CASA"},
        {f"{PREFIX}HUMAN_PHONE": "*462"},
        {f"{PREFIX}HUMAN_PHONE": "8092000134, de 8 a 5"},
        {"LEADBOT_PUBLIC_URL": "https://chat.casanova.do:8443/bot"},
        {"LEADBOT_PUBLIC_URL": "https://8.8.8.8"},
        {"LEADBOT_PUBLIC_URL": "https://localhost.casanova.do"},
        {f"{PREFIX}SIGNS__DOMAIN": "qr.casanova.do"},
        {f"{PREFIX}TAX_ID": "1-31-12345-6"},
        {f"{PREFIX}ADDRESS": "Calle Ejemplar 12, Santo Domingo 10000"},
        {f"{PREFIX}NAME": "La Casa Ejemplar"},
        {f"{PREFIX}ALTERESTATE__API_KEY": "exchangeme2024"},
        {f"{PREFIX}PRIVACY_CONTACT": "ana@casanova.do"},
    ],
)
def test_what_is_well_is_left_alone(config: Path, environ: dict[str, str]) -> None:
    """Advice that cries wolf is not read."""
    settings = load_settings(config, {**GOOD, **environ})
    said = ("solo existe en esta red", "no parece un teléfono", "no tiene la forma", "parece de un ejemplo")
    assert not [hint for hint in map(str, advise(settings, load_catalogues())) if any(word in hint for word in said)]
    assert list(unchanged_keys(settings)) == []


def test_a_logo_too_large_for_the_page_is_advice(config: Path, tmp_path: Path) -> None:
    """It is printed and does not show on the page, which would puzzle whoever set it."""
    (tmp_path / "logo.png").write_bytes(b"x" * 9000)
    settings = load_settings(config, {f"{PREFIX}SIGNS__LOGO": "logo.png"})
    assert any("signs.logo pesa 8 KB: en la página" in str(hint) for hint in advise(settings, load_catalogues()))


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
