"""What the doctor found out about one thing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from bot.problem import Problem

Grade = Literal["good", "notice", "bad"]  # bad: messages or leads would be lost, or nobody is answered


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """In Spanish, for the technician. `about` is a key of the settings; `means` is what people notice who write, or the
    agency; `step` is what to do next. `fix` does it, where we can."""

    about: str
    grade: Grade
    what: str
    means: str = ""
    step: str = ""
    fix: Callable[[], Awaitable[object]] | None = None


def as_findings(problems: Iterable[Problem], grade: Grade) -> list[Finding]:
    """What was found without asking anybody."""
    return [Finding(about=one.key, grade=grade, what=one.what, step=one.remedy) for one in problems]
