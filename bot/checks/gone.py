"""An agency that is gone from the settings while leads of it wait: nobody sends them any more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.problem import Problem, nearest
from bot.settings.model import Settings


def gone_agencies(settings: Settings, waiting: Mapping[str, int]) -> Iterator[Problem]:
    """One entry for each; `waiting` is how many leads of which agency are not in its CRM yet."""
    for agency in sorted(waiting.keys() - settings.agencies.keys()):
        leads = "1 lead suyo espera" if waiting[agency] == 1 else f"{waiting[agency]} leads suyos esperan"
        near = nearest(agency, settings.agencies)
        renamed = f" con ese nombre (¿ahora se llama «{near}»?)" if near else ""
        remedy = f"devuelve su tabla a los ajustes{renamed}, o descártalos con «leadbot leads discard»"
        yield Problem(f"agencies.{agency}", f"ya no está, y {leads}", remedy)
