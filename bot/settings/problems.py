"""What is wrong with the settings, said to the technician: where, what, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.channels import KINDS, Table
from bot.problem import Problem, hint
from bot.settings.model import Agency, AlterEstate, Data, Delivery, Settings, Signs

Path = tuple[str, ...]  # of a key: ("agencies", "casanova", "name")

SECTIONS: dict[str, type[BaseModel]] = {
    "": Settings,
    "agencies.NOMBRE": Agency,
    "agencies.NOMBRE.alterestate": AlterEstate,
    "agencies.NOMBRE.signs": Signs,
    "delivery": Delivery,
    "data": Data,
}
CHANNEL = "agencies.NOMBRE.channels.CANAL"
NOT_A_NUMBER = ("no es un número", "escribe un número")
SHAPES = {  # pydantic's own complaints: what is wrong, what to write
    "too_short": ("está vacío", "escribe al menos un valor"),
    "float_parsing": NOT_A_NUMBER,
    "float_type": NOT_A_NUMBER,
    "finite_number": NOT_A_NUMBER,
    "int_parsing": NOT_A_NUMBER,
    "int_type": NOT_A_NUMBER,
    "int_from_float": ("no es un número entero", "escríbelo sin decimales"),
    "greater_than": ("es demasiado pequeño", "escribe un número mayor que 0"),
    "greater_than_equal": ("es demasiado pequeño", "escribe 0 o más"),
    "bool_parsing": ("no es sí ni no", "escribe true o false"),
    "bool_type": ("no es sí ni no", "escribe true o false"),
    "string_type": ("no es un texto", "escríbelo entre comillas"),
    "tuple_type": ("no es una lista", "escríbelo entre corchetes: [10, 30]"),
}


def sections_at(path: Path, tree: Table) -> tuple[type[BaseModel], ...]:
    """The models of the table at `path`: one, those of every kind of channel while its kind is unknown, or none."""
    match path:
        case ():
            return (Settings,)
        case ("delivery",):
            return (Delivery,)
        case ("data",):
            return (Data,)
        case ("agencies", _):
            return (Agency,)
        case ("agencies", _, "alterestate"):
            return (AlterEstate,)
        case ("agencies", _, "signs"):
            return (Signs,)
        case ("agencies", _, "channels", _):
            kind = table_at(path, tree).get("kind")
            known = [KINDS[kind]] if isinstance(kind, str) and kind in KINDS else KINDS.values()
            return tuple(one.settings for one in known)
        case _:
            return ()


def table_at(path: Path, tree: Table) -> Table:
    """The table at `path`, empty where there is none."""
    for part in path:
        deeper = tree.get(part)
        tree = deeper if isinstance(deeper, dict) else {}
    return tree


def is_secret(path: Path, tree: Table) -> bool:
    """Whether the value at `path` must not be shown; so must nothing that we do not know."""
    fields = [section.model_fields.get(path[-1]) for section in sections_at(path[:-1], tree)]
    return not any(field and field.repr for field in fields)


def explain(error: ValidationError, tree: Table) -> Iterator[Problem]:
    """Each complaint about `tree` in our words."""
    for detail in error.errors(include_url=False, include_input=False):
        yield _explained(_path(detail), detail, tree)


def _path(detail: ErrorDetails) -> Path:
    """Without positions in lists."""
    return tuple(str(part) for part in detail["loc"] if not isinstance(part, int))


def _explained(path: Path, detail: ErrorDetails, tree: Table) -> Problem:
    key = ".".join(path)
    context = detail.get("ctx", {})
    match detail["type"]:
        case "missing":
            return _missing(path)
        case "extra_forbidden":
            return Problem(key, "no es una clave que exista", _where_to(path, tree))
        case "unfit":
            return Problem(key, _seen(path, tree) + context["what"], context["remedy"])
        case "literal_error":
            return Problem(key, f"{_seen(path, tree)}no se entiende", _one_of(context["expected"]))
        case "kind_missing":
            return Problem(key, "falta", _one_of(map(repr, sorted(KINDS))))
        case "kind_unknown":
            return Problem(key, "no es un canal conocido", _one_of(map(repr, sorted(KINDS))))
        case "dict_type" | "model_type" | "model_attributes_type":
            return Problem(key, "no es una tabla", f"escribe [{key}] y debajo sus claves")
        case kind:
            what, remedy = SHAPES.get(kind, ("no sirve", detail["msg"]))
            return Problem(key, what, remedy)


def _missing(path: Path) -> Problem:
    match path:
        case ("agencies",):
            return Problem("agencies", "falta", "escribe una tabla [agencies.NOMBRE] por cada agencia")
        case (*_, "alterestate"):
            return _missing((*path, "api_key"))
        case (*table, key):
            return Problem(".".join(path), "falta", f'escribe {key} = "…" en [{".".join(table)}]')
        case _:
            raise AssertionError("nothing is missing at the root itself")


def _seen(path: Path, tree: Table) -> str:
    value = table_at(path[:-1], tree).get(path[-1])
    if is_secret(path, tree) or not isinstance(value, str | int | float):
        return ""
    text = str(value)
    holds_password = "://" in text and "@" in text
    return f"dice «{text}» y " if 0 < len(text) <= 60 and not holds_password else ""


def _one_of(expected: str | Iterable[str]) -> str:
    words = re.findall(r"'([^']*)'", expected if isinstance(expected, str) else " ".join(expected))
    return "escribe " + " o ".join(f'"{word}"' for word in words)


def _where_to(path: Path, tree: Table) -> str:
    """The nearest key of that table, else the table where a key of this name belongs."""
    known = [key for section in sections_at(path[:-1], tree) for key in section.model_fields]
    if meant := hint(path[-1], known):
        return meant
    homes = [name for name, section in SECTIONS.items() if name and path[-1] in section.model_fields]
    if homes or any(path[-1] in kind.settings.model_fields for kind in KINDS.values()):
        return f"esa clave va en [{(*homes, CHANNEL)[0]}]"
    return "aquí van " + ", ".join(dict.fromkeys(known))
