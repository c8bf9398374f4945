"""Reads the packaged default flow, because `flows` reads no files."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from flows.flow import Question


@cache
def default_questions() -> tuple[Question, ...]:
    """What is asked where an agency has no flow of its own."""
    document = tomllib.loads(files("flows").joinpath("default.toml").read_text(encoding="utf-8"))
    return tuple(Question(id=field, kind=field) for field in document["questions"])
