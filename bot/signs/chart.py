"""The funnel as a picture: one line a sign, one bar a step."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

from adapters.language import tr
from bot.signs.colours import css_colour
from bot.signs.results import Funnel
from flows.understanding.code import show_code

STEPS = (tr("Abrió", "Opened"), tr("Tocó", "Tapped"), tr("Chateó", "Wrote"), tr("Envió", "Sent"))
MOST_ROWS = 40


def funnel_svg(funnels: tuple[Funnel, ...], *, subtitle: str, colour: str) -> str:
    """The signs that were opened most, at most forty. `colour` is the agency's, «» for the usual one."""
    environment = Environment(
        loader=PackageLoader("bot"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    drawn = [row for row in funnels if not row.is_silent][:MOST_ROWS]
    rows = [{"name": show_code(row.name), "title": row.title, "numbers": numbers(row)} for row in drawn]
    most = max([1, *(number for row in drawn for number in numbers(row))])
    return environment.get_template("funnel.svg.j2").render(
        title=tr("Letreros: de la apertura al lead", "Signs: from opening to lead"),
        subtitle=subtitle,
        steps=STEPS,
        rows=rows,
        most=most,
        colour=css_colour(colour),
    )


def numbers(funnel: Funnel) -> tuple[int, int, int, int]:
    """Opened, tapped, chatted, sent."""
    return funnel.times["abrió"], funnel.tapped, funnel.times["inició chat"], funnel.times["envió"]
