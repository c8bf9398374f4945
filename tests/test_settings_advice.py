"""`check` advises what the settings allow and nobody wants, and leaves alone what is well."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.checks.advice import advise
from bot.settings.examples import unchanged_keys
from bot.settings.file import load_settings
from bot.wording import load_catalogues
from tests.commands import PREFIX


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
