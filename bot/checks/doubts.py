"""What the store cannot promise as its server is set up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from bot.problem import Problem

if TYPE_CHECKING:
    from adapters.records import Doubt


def doubted(doubts: Iterable[Doubt]) -> Iterator[Problem]:
    """One entry for each."""
    for doubt in doubts:
        yield Problem("database_url", doubt.what, doubt.remedy)
