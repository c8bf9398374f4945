"""A fault in the settings is said with its place and its remedy, all at once, and no secret with it."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from bot.settings.file import load_settings
from tests.commands import PREFIX, change, problems_of


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
