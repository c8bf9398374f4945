"""A question of `leadbot init`: a row each, and each of them an option of the command too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError, create_model

Answers = dict[str, str]  # by the name of the question; «» where there is none


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`kind` is the settings' own type. `default` sees what was answered before: None means that an answer is needed,
    «» that it may be left out. `after`: asked only where that question has an answer."""

    name: str
    asks: str
    kind: Any
    default: Callable[[Answers], str | None] = lambda answers: None
    secret: bool = False
    after: str = ""

    @property
    def option(self) -> str:
        """As it is typed: «--api-key»."""
        return "--" + self.name.replace("_", "-")

    def read(self, written: str) -> str:
        """The answer as the settings take it. Raises ValueError with what is wrong and what to write."""
        try:
            model = create_model("Answer", value=(self.kind, ...))
            return str(model.model_validate({"value": written}).model_dump()["value"])
        except ValidationError as error:
            raise ValueError(error.errors()[0]["msg"]) from None


def left_out(answers: Answers) -> str | None:
    return ""
