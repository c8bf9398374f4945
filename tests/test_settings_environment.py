"""Every setting can come from the environment, a secret also from a file."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest

from bot.settings.file import load_settings
from tests.commands import PREFIX, problems_of


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
