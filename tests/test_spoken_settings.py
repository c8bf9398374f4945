"""What an agency's settings say in words is said only to people who read that language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.flow_files.agencies import make_flows
from bot.http.privacy import privacy_page
from bot.problem import SettingsError
from bot.settings.file import load_settings
from bot.settings.model import Settings
from bot.wording import load_catalogues
from flows.flow import Flow
from flows.wording import say_text
from tests.commands import BARE

SPANISH = "lunes a sábado, 8:00 a 18:00"
TABLE = {"es": SPANISH, "en": "Monday to Saturday, 8 to 6"}
STANDARD = "as soon as possible, in office hours"
DONE = {"agencia": "Casa Nova", "nombre": "Ana", "tel": "809-555-0134", "ref": "R-7K2M4"}


def settings(**agency: Any) -> Settings:
    configured = {"name": "Casa Nova", "alterestate": {"api_key": "k"}, **agency}
    number = {"account_sid": "AC" + "5" * 32, "auth_token": "b" * 32, "number": "+18095550100"}
    configured["channels"] = {"whatsapp": {"kind": "whatsapp", **number}}
    return Settings.model_validate({"public_url": "https://chat.example.do", "agencies": {"casanova": configured}})


def flow(**agency: Any) -> Flow:
    (spoken,) = make_flows(settings(**agency), load_catalogues()).values()
    return spoken


@pytest.mark.parametrize(
    ("agency", "language", "said", "why"),
    [
        ({"hours": SPANISH}, "es", f"Atienden {SPANISH}.", "the agency's own language"),
        ({"hours": SPANISH}, "en", "", "nobody reads hours in a language that is not theirs"),
        ({"hours": SPANISH, "language": "en"}, "en", f"They're open {SPANISH}.", "as the agency says it writes"),
        ({"hours": "8:00–18:00"}, "en", "They're open 8:00–18:00.", "no words: everybody's"),
        ({"hours": "8:00–18:00"}, "ru", "Часы работы агентства: 8:00–18:00.", "everybody's, in Russian too"),
        ({"hours": TABLE}, "es", f"Atienden {SPANISH}.", "by language"),
        ({"hours": TABLE}, "en", "They're open Monday to Saturday, 8 to 6.", "by language"),
        ({"hours": TABLE}, "fr", "", "a language without one has no hours"),
        ({"hours": {"en": "8 to 6"}}, "es", "", "not even the agency's own"),
        ({"hours": " "}, "es", "", "a blank is none"),
        ({"hours": SPANISH, "tone": "usted"}, "es", f"Atienden {SPANISH}.", "in the other tone too"),
        ({}, "es", "", "not set"),
    ],
)
def test_hours_are_said_in_their_language(agency: dict[str, Any], language: str, said: str, why: str) -> None:
    """Nobody reads opening hours in words of another language; figures are everybody's."""
    assert say_text(flow(**agency).catalogues[language], "ASK_HOURS", {}) == said, why


@pytest.mark.parametrize(
    ("promise", "language", "said"),
    [
        ("hoy antes de las 6", "es", "Un asesor te contacta hoy antes de las 6, al 809-555-0134."),
        ("hoy antes de las 6", "en", f"An agent will contact you {STANDARD}, on 809-555-0134."),
        ({"en": "today before 6"}, "en", "An agent will contact you today before 6, on 809-555-0134."),
        ({"en": "today before 6"}, "es", "Un asesor te contacta lo antes posible, en horario de oficina, al 809"),
    ],
)
def test_a_promise_is_made_in_its_language(promise: object, language: str, said: str) -> None:
    """A language for which the owner wrote no promise gets the usual one."""
    assert said in say_text(flow(promise=promise).catalogues[language], "DONE_NEW", DONE)


def test_the_privacy_page_says_the_hours_of_its_language() -> None:
    """Hours stand beside the phone of the page as they do in the chat."""
    set_by_language = settings(human_phone="809-555-0100", hours=TABLE)
    assert f"809-555-0100 ({SPANISH})" in privacy_page(set_by_language, "casanova", "es")
    assert "809-555-0100 (Monday to Saturday, 8 to 6)" in privacy_page(set_by_language, "casanova", "en")
    assert "809-555-0100." in privacy_page(set_by_language, "casanova", "fr")


def test_the_website_is_told_in_every_language() -> None:
    """An address has no language."""
    spoken = flow(website="https://casanova.example.do")
    assert say_text(spoken.catalogues["es"], "ASK_WEB", spoken.facts) == "Su página: https://casanova.example.do"
    assert say_text(spoken.catalogues["en"], "ASK_WEB", spoken.facts) == "Their site: https://casanova.example.do"
    assert say_text(spoken.catalogues["es"], "ASK_WEB", flow().facts) == ""


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('hours.xx = "8 a 6"', "agencies.casanova.hours nombra un idioma que no hablamos: puede ser es, en, fr, pt,"),
        ("hours = [8, 18]", "agencies.casanova.hours no es un texto: escríbelo entre comillas"),
        ("hours.en = [8, 18]", "agencies.casanova.hours no es un texto: escríbelo entre comillas"),
        ('website = "casanova"', "agencies.casanova.website dice «casanova» y no es una dirección web"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, line: str, said: str) -> None:
    """The technician hears which key is wrong, and what to write."""
    path = tmp_path / "leadbot.toml"
    path.write_text(BARE.replace('name = "Casa Nova"', f'name = "Casa Nova"\n{line}'), encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_settings(path, {})
    assert [str(problem) for problem in caught.value.problems if said in str(problem)], str(caught.value)


def test_the_environment_gives_a_plain_text(tmp_path: Path) -> None:
    """A variable says what a plain text in the file says."""
    path = tmp_path / "leadbot.toml"
    path.write_text(BARE, encoding="utf-8")
    given = load_settings(path, {"LEADBOT_AGENCIES__CASANOVA__HOURS": SPANISH}).agencies["casanova"].hours
    assert given == SPANISH
