"""A flow file does what it says, or says where it does not: file, line, key and what to write."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

from bot.flow_files.document import line_of
from bot.flow_files.file import read_flow
from bot.problem import SettingsError
from bot.settings.file import load_settings
from bot.wording import load_catalogues
from flows.lead import Intent
from tests.commands import BARE
from tests.flows import BUDGET, DATES, DEVELOPMENTS, GUESTS, PETS, PLACE, RENTALS, toml, written

CATALOGUES = load_catalogues()
DEFAULT = files("flows").joinpath("default.toml").read_text(encoding="utf-8")


def problems(path: Path) -> list[str]:
    """What is wrong with a flow file."""
    try:
        read_flow(str(path), CATALOGUES)
    except SettingsError as error:
        return [str(problem) for problem in error.problems]
    return []


def test_the_default_flow() -> None:
    """An agency without a flow of its own gets the five questions, in our words and languages."""
    file = read_flow("", CATALOGUES)
    assert [question.id for question in file.questions] == ["intent", "name", "phone", "email", "note"]
    assert file.intent == Intent.UNDECIDED
    assert file.catalogues == CATALOGUES


def test_a_copy_of_the_default_flow_is_a_flow(tmp_path: Path) -> None:
    """Whoever starts by copying our file starts with something that works."""
    assert problems(written(tmp_path, DEFAULT)) == []


def test_what_the_default_flow_explains_works(tmp_path: Path) -> None:
    """What stands there behind a # is good when the # goes."""
    lines = [line.removeprefix("# ") for line in DEFAULT.splitlines()]
    shown = "\n".join(line for line in lines if re.match(r"\[|\w+ = ", line))
    assert shown.count("\n") > 20
    asked = shown.replace('["intent", "name"', '["name", "guests", "place"')
    assert problems(written(tmp_path, asked)) == []


@pytest.mark.parametrize("path", [RENTALS, DEVELOPMENTS])
def test_the_worked_examples_are_good(path: Path) -> None:
    """The two flows in docs/ can be used as they are."""
    assert problems(path) == []


def guests(*changes: tuple[str, str], head: str = 'languages = ["es", "en"]') -> str:
    """A good flow with one question of its own, after these changes to it."""
    return changed("name phone guests", GUESTS, *changes, head=head)


def changed(questions: str, table: str, *changes: tuple[str, str], head: str = 'languages = ["es", "en"]') -> str:
    for old, new in changes:
        assert old in table
        table = table.replace(old, new)
    return toml(questions, table, head=head)


def reworded(line: str, section: str = "texts.es") -> str:
    """A good flow that says something in other words."""
    return toml("name phone", f"[{section}]\n{line}")


MANY = [DATES.replace("dates", f"d{n}").replace("Fechas", f"F{n}").replace("Dates", f"D{n}") for n in range(9)]
SECOND_BUDGET = BUDGET.replace("limit", "other").replace("Presupuesto", "Otro").replace("Budget", "Other")
BAD = [
    (toml("name phone emial"), "línea 1, questions nombra «emial», que no existe: ¿querías decir «email»?"),
    (toml("name phone name"), "línea 1, questions nombra «name» 2 veces: deja una"),
    (toml("intent name"), "línea 1, questions no tiene «phone»: añádelo: sin nombre y teléfono no hay lead"),
    (toml("name phone d0 d1 d2 d3 d4 d5 d6 d7 d8", *MANY), "questions tiene 11 preguntas: deja 10 como máximo"),
    ('languages = ["es"]', "línea 1, questions falta: escribe questions = … al principio"),
    (toml("name phone", GUESTS), "línea 4, own.guests no se pregunta nunca: añade «guests» a questions"),
    (toml("name phone intent", head='intent = "rent"'), "línea 2, intent ya lo dice, y questions lo pregunta"),
    (toml("name phone", head='intent = "sell"'), 'línea 2, intent no se entiende: escribe "buy" o "rent"'),
    (toml("name phone", head='languages = ["tlh"]'), "línea 2, languages nombra «tlh», que no hablamos: puede ser"),
    (toml("name phone", head='langauges = ["es"]'), "línea 2, langauges no es una clave que exista: ¿querías decir"),
    (guests(("min = 1", "min = 30")), "línea 7, own.guests.min es mayor que max: cámbialos"),
    (guests(("min = 1", 'min = "1"')), "línea 7, own.guests.min no es un número: escribe un número"),
    (guests(("number", "numero")), 'línea 5, own.guests.kind no se entiende: escribe "text" o "number"'),
    (guests(("min", "mni")), "línea 7, own.guests.mni no es una clave que exista: ¿querías decir «min»?"),
    (guests(("kind", "# kind")), "línea 4, own.guests.kind falta: escribe kind = … en [own.guests]"),
    (
        guests((', en = "Guests"', "")),
        "línea 9, own.guests.label.en falta: escríbelo en ese idioma, o limita",
    ),
    (guests(head='languages = ["es"]'), "línea 10, own.guests.text.en está en un idioma que no se ofrece: quítalo"),
    (guests(("Huéspedes", "x" * 25)), "línea 9, own.guests.label.es tiene 25 caracteres: caben 24"),
    (guests(("How many?", "x" * 301)), "línea 10, own.guests.text.en tiene 301 caracteres: caben 300"),
    (guests(("How many?", "{n}?")), "línea 10, own.guests.text.en lleva llaves { }: escribe el texto"),
    (guests(("Huéspedes", "Correo")), "línea 9, own.guests.label.es ya es un nombre de «email»: escribe otro"),
    (guests(("own.guests", "own.email")), "línea 4, own.email tiene un nombre que ya es nuestro: ponle otro"),
    (changed("name phone pets", PETS, ("goes_to", "min = 1\ngoes_to")), 'own.pets.min solo va con kind = "number"'),
    (changed("name phone pets", PETS, ("metadata", "budget")), "línea 6, own.pets.goes_to pide un número: escribe"),
    (toml("name phone pets", PETS + 'currency = "USD"'), 'own.pets.currency solo va con goes_to = "budget": quítalo'),
    (toml("name phone dates", DATES + 'goes_to = "metadata"'), "own.dates.goes_to no sirve para texto libre: escribe"),
    (toml("name phone dates", DATES + 'words = { a = ["b"] }'), 'own.dates.words solo va con kind = "choice": quítalo'),
    (changed("name phone limit", BUDGET, ("currency", "# currency")), "línea 4, own.limit.currency falta: escribe"),
    (toml("name phone limit other", BUDGET, SECOND_BUDGET), "own.other.goes_to ya lo es «limit»: un lead tiene un"),
    (
        changed("name phone place", PLACE, ('"Villa"', '"Apartamento"')),
        "own.place.options.flat.es dice lo mismo que",
    ),
    (changed("name phone place", PLACE, ("Apartamento", "x" * 21)), "línea 11, own.place.options.flat.es tiene 21"),
    (changed("name phone place", PLACE, ("flat = [", "flta = [")), "own.place.words.flta no es una de sus opciones: ¿"),
    (
        changed("name phone place", PLACE, ("villa =", "Villa =")),
        "línea 10, own.place.options.Villa tiene un nombre",
    ),
    (
        toml("name phone place", PLACE.split("villa")[0]),
        "línea 9, own.place.options tiene 0: escribe de 2 a 9",
    ),
    (reworded('NOTES_AKS = "x"'), "línea 4, texts.es.NOTES_AKS no es un texto que exista: ¿querías decir «NOTES_ASK»?"),
    (reworded('SAFE = "x"'), "línea 4, texts.es.SAFE se dice igual en todas partes: quítalo"),
    (reworded('EDIT_ASK = " "'), "línea 4, texts.es.EDIT_ASK está vacío: escribe el texto, o quita la línea"),
    (reworded('DONE_NEW = "Ya."'), "línea 4, texts.es.DONE_NEW no lleva los mismos datos: usa {agencia} {nombre}"),
    (reworded('EDIT_ASK = "{x}"'), "línea 4, texts.es.EDIT_ASK no lleva los mismos datos: quita las llaves { }"),
    (reworded(f'EDIT_ASK = "{"x" * 1025}"'), "línea 4, texts.es.EDIT_ASK puede llegar a 1025 caracteres: caben 1024"),
    (reworded('CHANGED = "x"', "texts.xx"), "línea 3, texts.xx no es un idioma que hablemos: puede ser"),
    (reworded('buy = "Comprar una propiedad"', "options.es"), "línea 4, options.es.buy puede llegar a 21 caracteres"),
    (reworded('accept = "Ok"', "options.es"), "línea 4, options.es.accept se dice igual en todas partes"),
    ("questions = [", "flow.toml, al final, no es TOML: mira comillas, corchetes y signos"),
]


@pytest.mark.parametrize(("text", "said"), BAD)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    """Whoever edits a flow hears the file, the line, the key and what to write instead."""
    found = problems(written(tmp_path, text))
    assert any(said in problem for problem in found), found
    assert all("flow.toml, " in problem for problem in found)


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    """Nobody mends a file one error at a time."""
    upside_down = GUESTS.replace("min = 1", "min = 99")
    assert len(problems(written(tmp_path, toml("name guests pets", upside_down, PETS + "max = 3")))) == 3


def test_line_of_a_key() -> None:
    """The line is that of the key itself, not of a comment or of another table's key of the same name."""
    text = "# min = 1\n[own.a]\nmin = 1\n[own.b]\n# min = 2\nmin = 3\nlabel = { es = 1, en = 2 }\n"
    assert line_of(text, ("own", "a", "min")) == 3
    assert line_of(text, ("own", "b", "min")) == 6
    assert line_of(text, ("own", "b", "label", "en")) == 7
    assert line_of(text, ("own", "b")) == 4
    assert line_of(text, ()) == 1


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Settings whose agency has the flow beside them."""
    path = tmp_path / "leadbot.toml"
    path.write_text(BARE.replace('name = "Casa Nova"', 'name = "Casa Nova"\nflow = "flow.toml"'), encoding="utf-8")
    return path


def test_a_flow_stands_beside_the_settings(config: Path) -> None:
    """The flow's path is taken from the folder of the settings, wherever the command is typed."""
    flow = written(config.parent, toml("name phone"))
    assert load_settings(config, {}).agencies["casanova"].flow == str(flow)


FLOWS_WITH_SETTINGS = [
    (None, "", "flow.toml no se puede leer: revisa la ruta y sus permisos"),
    (toml("name"), "", "flow.toml, línea 1, questions no tiene «phone»"),
    (toml("name phone", head='languages = ["en"]'), "", "agencies.casanova.language dice «es», que su flujo no ofrece"),
    (toml("name phone"), "person", "agencies.casanova.no_email dice «person», y su flujo no pregunta el correo"),
]


@pytest.mark.parametrize(("text", "no_email", "said"), FLOWS_WITH_SETTINGS)
def test_a_bad_flow_is_a_bad_setting(config: Path, text: str | None, no_email: str, said: str) -> None:
    """The service does not start with a flow that cannot be followed, and says why."""
    if text:
        written(config.parent, text)
    environ = {"LEADBOT_AGENCIES__CASANOVA__NO_EMAIL": no_email} if no_email else {}
    with pytest.raises(SettingsError) as caught:
        load_settings(config, environ)
    assert len(caught.value.problems) == 1
    assert said in str(caught.value)
