"""Changing what is frozen: a new record, like the old one but for a few fields."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, TypeVar

R = TypeVar("R")

if TYPE_CHECKING:
    from dataclasses import replace as replace  # its every field is known to mypy by name and type
else:

    def replace(record: R, /, **changes: object) -> R:
        """What `dataclasses.replace` gives; for a record without slots in a seventh of the time.

        The standard way looks at the definition of every field, and a message changes the conversation and the turn,
        of 42 and 16 fields, some fifteen times. Those two have no slots, so that one copy of a dictionary does it.
        Raises TypeError for a field that the record does not have.
        """
        if not hasattr(record, "__dict__"):
            return dataclasses.replace(record, **changes)
        new = object.__new__(type(record))
        new.__dict__.update(record.__dict__, **changes)
        if len(new.__dict__) != len(record.__dict__):
            raise TypeError(f"{type(record).__name__} has no such field: {', '.join(changes)}")
        return new
