"""An agency that is gone from the settings while leads of it wait: nobody sends them any more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from adapters.language import tr
from bot.problem import Problem, nearest
from bot.settings.model import Settings


def gone_agencies(settings: Settings, waiting: Mapping[str, int]) -> Iterator[Problem]:
    """One entry for each; `waiting` is how many leads of which agency are not in its CRM yet."""
    for agency in sorted(waiting.keys() - settings.agencies.keys()):
        leads = (
            tr("1 lead suyo espera", "1 lead of it waits")
            if waiting[agency] == 1
            else tr(f"{waiting[agency]} leads suyos esperan", f"{waiting[agency]} leads of it wait")
        )
        near = nearest(agency, settings.agencies)
        renamed = (
            tr(f" con ese nombre (¿ahora se llama «{near}»?)", f" under that name (is it «{near}» now?)")
            if near
            else ""
        )
        remedy = tr(
            f"devuelve su tabla a los ajustes{renamed}, o descártalos con «leadbot leads discard»",
            f"give the settings its table back{renamed}, or discard them with «leadbot leads discard»",
        )
        yield Problem(f"agencies.{agency}", tr(f"ya no está, y {leads}", f"is gone, and {leads}"), remedy)
