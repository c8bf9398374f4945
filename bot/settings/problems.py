"""What is wrong with the settings, said to the technician: where, what, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from adapters.language import tr
from bot.channels import KINDS, Table
from bot.problem import SHAPES, Problem, alternatives, choose, hint
from bot.settings.model import Agency, Alerts, AlterEstate, Data, Delivery, Mail, Settings, Signs

Path = tuple[str, ...]  # of a key: ("agencies", "casanova", "name")

AGENCY = tr("agencies.NOMBRE", "agencies.NAME")
SECTIONS: dict[str, type[BaseModel]] = {
    "": Settings,
    AGENCY: Agency,
    f"{AGENCY}.alterestate": AlterEstate,
    f"{AGENCY}.signs": Signs,
    f"{AGENCY}.alerts": Alerts,
    "delivery": Delivery,
    "data": Data,
    "mail": Mail,
}
CHANNEL = AGENCY + tr(".channels.CANAL", ".channels.CHANNEL")


def sections_at(path: Path, tree: Table) -> tuple[type[BaseModel], ...]:
    """The models of the table at `path`: one, those of every kind of channel while its kind is unknown, or none."""
    match path:
        case ():
            return (Settings,)
        case ("delivery",):
            return (Delivery,)
        case ("data",):
            return (Data,)
        case ("mail",):
            return (Mail,)
        case ("agencies", _):
            return (Agency,)
        case ("agencies", _, "alterestate"):
            return (AlterEstate,)
        case ("agencies", _, "signs"):
            return (Signs,)
        case ("agencies", _, "alerts"):
            return (Alerts,)
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
            return Problem(key, tr("no es una clave que exista", "is not a key that exists"), _where_to(path, tree))
        case "unfit":
            return Problem(key, _seen(path, tree) + context["what"], context["remedy"])
        case "literal_error":
            return Problem(
                key,
                tr(f"{_seen(path, tree)}no se entiende", f"{_seen(path, tree)}is not understood"),
                choose(alternatives(detail)),
            )
        case "kind_missing":
            return Problem(key, tr("falta", "is missing"), choose(sorted(KINDS)))
        case "kind_unknown":
            return Problem(key, tr("no es un canal conocido", "is not a channel that we know"), choose(sorted(KINDS)))
        case "dict_type" | "model_type" | "model_attributes_type":
            return Problem(
                key,
                tr("no es una tabla", "is not a table"),
                tr(f"escribe [{key}] y debajo sus claves", f"write [{key}] and its keys below"),
            )
        case kind:
            what, remedy = SHAPES.get(kind, (tr("no sirve", "cannot be used"), detail["msg"]))
            return Problem(key, what, remedy)


def _missing(path: Path) -> Problem:
    match path:
        case ("agencies",):
            return Problem(
                "agencies",
                tr("falta", "is missing"),
                tr(
                    "escribe una tabla [agencies.NOMBRE] por cada agencia",
                    "write a table [agencies.NAME] for each agency",
                ),
            )
        case (*_, "alterestate"):
            return _missing((*path, "api_key"))
        case (*table, key):
            return Problem(
                ".".join(path),
                tr("falta", "is missing"),
                tr(f'escribe {key} = "…" en [{".".join(table)}]', f'write {key} = "…" in [{".".join(table)}]'),
            )
        case _:
            raise AssertionError("nothing is missing at the root itself")


def _seen(path: Path, tree: Table) -> str:
    value = table_at(path[:-1], tree).get(path[-1])
    if is_secret(path, tree) or not isinstance(value, str | int | float):
        return ""
    text = str(value)
    holds_password = "://" in text and "@" in text
    return tr(f"dice «{text}» y ", f"says «{text}» and ") if 0 < len(text) <= 60 and not holds_password else ""


def _where_to(path: Path, tree: Table) -> str:
    """The nearest key of that table, else the table where a key of this name belongs."""
    known = [key for section in sections_at(path[:-1], tree) for key in section.model_fields]
    if meant := hint(path[-1], known):
        return meant
    homes = [name for name, section in SECTIONS.items() if name and path[-1] in section.model_fields]
    if homes or any(path[-1] in kind.settings.model_fields for kind in KINDS.values()):
        return f"esa clave va en [{(*homes, CHANNEL)[0]}]"
    return tr("aquí van ", "here go ") + ", ".join(dict.fromkeys(known))
