"""Settings from the environment: LEADBOT_AGENCIES__CASANOVA__ALTERESTATE__API_KEY, or …_FILE with a file that holds it.

The file says which agencies and channels exist; a variable gives one of their keys a value. A variable of ours that
names no key is a mistake to point out, not to pass over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path as FilePath

from adapters.language import tr
from bot.channels import Table
from bot.files import read_bytes
from bot.problem import Problem, nearest
from bot.settings.problems import Path, sections_at, table_at

PREFIX = "LEADBOT_"
OTHER_USES = ("LEADBOT_TEST_",)  # read by the tests
TABLES = ("agencies", "alterestate", "channels", "signs", "delivery", "data")


def overlay(tree: Table, environ: Mapping[str, str]) -> tuple[dict[str, str], list[Problem]]:
    """Write our variables over `tree`; gives the variable each dotted key came from, and what was wrong."""
    known = {_variable(path): path for path in _leaves(tree)}
    origins: dict[str, str] = {}
    problems: list[Problem] = []
    for name in sorted(environ):
        if not name.upper().startswith(PREFIX) or name.upper().startswith(OTHER_USES):
            continue
        found = _value(name, environ[name], known)
        if isinstance(found, Problem):
            problems.append(found)
            continue
        path, value = found
        if other := origins.get(".".join(path)):
            problems.append(
                Problem(
                    name,
                    tr(f"y {other} dan la misma clave", f"and {other} give the same key"),
                    tr("deja una sola", "leave only one"),
                )
            )
        origins[".".join(path)] = name
        _put(tree, path, value)
    return origins, problems


def _value(name: str, text: str, known: Mapping[str, Path]) -> tuple[Path, str] | Problem:
    variable = name.upper()
    if path := known.get(variable):
        return path, text
    if path := known.get(variable.removesuffix("_FILE")):
        try:
            return path, read_bytes(FilePath(text)).decode("utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError):
            return Problem(
                name,
                tr("nombra un archivo que no se puede leer", "names a file that cannot be read"),
                tr("revisa la ruta y sus permisos", "check the path and its permissions"),
            )
    near = nearest(variable, [*known, *(f"{other}_FILE" for other in known)])
    return Problem(
        name,
        tr("no corresponde a ninguna clave", "belongs to no key"),
        tr(f"¿querías decir {near}?", f"did you mean {near}?") if near else tr("quítala", "remove it"),
    )


def _variable(path: Path) -> str:
    return PREFIX + "__".join(path).replace("-", "_").upper()


def _leaves(tree: Table, path: Path = ()) -> Iterator[Path]:
    """Every key that could be set in the tables of `tree`, whether it is or not."""
    for section in sections_at(path, tree):
        for key in section.model_fields:
            if key not in TABLES:
                yield (*path, key)
            elif key in ("agencies", "channels"):
                for name in table_at((*path, key), tree):
                    yield from _leaves(tree, (*path, key, name))
            else:
                yield from _leaves(tree, (*path, key))


def _put(tree: Table, path: Path, value: str) -> None:
    """A table that is no table stays as it is: validation says so."""
    for part in path[:-1]:
        deeper = tree.setdefault(part, {})
        if not isinstance(deeper, dict):
            return
        tree = deeper
    tree[path[-1]] = value
