"""Buttons help, words always work: commands, yes and no, options by number, label or synonym."""

from __future__ import annotations

import pytest

from bot.wording import load_catalogues
from flows.replies import Option
from flows.understanding.commands import Command, Language, Plain, read_command
from flows.understanding.corrections import Change
from flows.understanding.message import read
from flows.understanding.options import read_option
from flows.understanding.words import merge
from flows.understanding.yesno import read_yes_no

WORDS = merge(load_catalogues().values())

SAID: dict[Command, str] = {
    Plain.HELP: "ayuda help ? ¿? /ayuda /help AYUDA /ayuda@casa_bot",
    Plain.PERSON: "persona asesor agente humano alguien person agent /persona",
    Plain.BACK: "atrás volver back /atras ATRAS",
    Plain.SKIP: "saltar skip paso",
    Plain.REPEAT: "repetir ¿qué? cómo repeat",
    Plain.RESTART: "reiniciar /start",
    Plain.RESUME: "seguir continúa continue",
    Plain.ANOTHER: "otra nueva another new",
    Plain.CANCEL: "cancelar olvídalo cancel",
    Language(): "idioma language",
    Language("es"): "ES español espanol",
    Language("en"): "EN English inglés",
    Change(): "cambiar corregir change",
}
PHRASES: list[tuple[str, Command | None]] = [
    ("no sé", Plain.SKIP),
    ("empezar de nuevo", Plain.RESTART),
    ("start over", Plain.RESTART),
    ("otra propiedad", Plain.ANOTHER),
    ("ya no", Plain.CANCEL),
    ("cambiar algo", Change()),
    ("cambiar correo", Change("email")),
    ("cambiar mi teléfono", Change("phone")),
    ("corregir el nombre", Change("name")),
    ("change phone", Change("phone")),
    ("change my e-mail", Change("email")),
    ("cambiar lo que busco", Change("intent")),
    ("cambiar la nota", Change("note")),
    ("mi nombre no es Ana", Change("name")),
    ("my phone is not that", Change("phone")),
    ("cambiar de casa", None),
    ("la casa no es grande", None),
    ("quiero volver a casa", None),
    ("ayuda con el préstamo", None),
    ("una persona mayor", None),
    ("", None),
    ("!", None),
    ("/", None),
]


@pytest.mark.parametrize(
    ("said", "command"),
    [*((word, command) for command, words in SAID.items() for word in words.split()), *PHRASES],
)
def test_commands_are_the_whole_message(said: str, command: Command | None) -> None:
    """A command works in either language whatever its accents and case, and only as the whole message."""
    assert read_command(read(said), WORDS) == command


YES = [
    "sí",
    "Si",
    "siii",
    "OK",
    "ok dale",
    "claro",
    "listo",
    "correcto!",
    "ta bien",
    "eso mismo",
    "👍",
    "👍🏽",
    "yes please",
]
NO = ["no", "nop", "No, gracias", "noo", "negativo", "👎", "claro que no", "nope"]
NEITHER = ["1", "2", "tal vez", "sí no", "no quiero", "gracias", "", "sí " * 200]


@pytest.mark.parametrize(
    ("said", "meant"),
    [*((word, True) for word in YES), *((word, False) for word in NO), *((word, None) for word in NEITHER)],
)
def test_yes_and_no_are_understood(said: str, meant: bool | None) -> None:
    """Yes and no count in any of the usual forms; a digit is neither."""
    assert read_yes_no(read(said), WORDS) is meant


OFFERED = (Option("buy"), Option("rent"), Option("other"))


@pytest.mark.parametrize(
    ("said", "chosen"),
    [
        ("1", "buy"),
        ("2.", "rent"),
        ("3️⃣", "other"),
        ("٢", "rent"),
        ("la segunda", "rent"),
        ("opción 2", "rent"),
        ("dos", "rent"),
        ("the first one", "buy"),
        ("la troisième", "other"),
        ("вариант 2", "rent"),
        ("premye a", "buy"),
        ("la cuarta casa", None),
        ("Comprar", "buy"),
        ("alquilar o rentar", "rent"),
        ("RENT", "rent"),
        ("something else!", "other"),
        ("otra", "other"),
        ("0", None),
        ("4", None),
        ("12", None),
        ("cancelar", None),
        ("", None),
    ],
)
def test_options_are_chosen_by_number_label_or_synonym(said: str, chosen: str | None) -> None:
    """Whoever types instead of tapping gets the same option, in any language."""
    option = read_option(read(said), OFFERED, WORDS)
    assert (option.id if option else None) == chosen


def test_an_option_without_a_catalogue_label_is_chosen_by_its_own() -> None:
    """An area code is chosen by typing it."""
    areas = tuple(Option(code, code) for code in ("809", "829", "849"))
    assert read_option(read("829"), areas, WORDS) == areas[1]
    assert read_option(read("3"), areas, WORDS) == areas[2]
