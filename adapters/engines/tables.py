"""The tables as the migrations make them: what a copy of a store has to carry over."""

from __future__ import annotations

from contextlib import closing
from graphlib import TopologicalSorter
from typing import NamedTuple

import apsw

from adapters.engines.statements import migrations

PARENTS = 'SELECT "table" FROM pragma_foreign_key_list(?)'
NUMBERED = "SELECT name FROM pragma_table_info(?) WHERE pk = 1 AND name = 'id' AND type = 'INTEGER'"


class Table(NamedTuple):
    """`numbered`: its rows get their `id` from the database."""

    name: str
    columns: tuple[str, ...]
    numbered: bool

    @property
    def listed(self) -> str:
        """Its columns as a statement names them."""
        return ", ".join(self.columns)


def tables() -> list[Table]:
    """Every table of the newest schema, after those that its rows refer to."""
    with closing(apsw.Connection(":memory:")) as model:
        for migration in migrations():
            model.execute(migration.read_text("utf-8"))
        names = _texts(model, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        refers = {name: _texts(model, PARENTS, name) for name in names}
        return [_table(model, name) for name in TopologicalSorter(refers).static_order()]


def _table(model: apsw.Connection, name: str) -> Table:
    columns = tuple(_texts(model, "SELECT name FROM pragma_table_info(?)", name))
    return Table(name, columns, bool(_texts(model, NUMBERED, name)))


def _texts(model: apsw.Connection, query: str, *values: str) -> list[str]:
    return [str(text) for (text,) in model.execute(query, values)]
