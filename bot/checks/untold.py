"""Agencies whose staff hear of nothing (promises §11)."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from adapters.language import tr
from bot.problem import Problem
from bot.settings.model import Settings


def untold(settings: Settings, with_chats: Collection[str]) -> Iterator[Problem]:
    """One entry for each; `with_chats`: agencies that have linked a chat."""
    for name, agency in settings.agencies.items():
        if not (agency.alerts.email or agency.alerts.webhook or name in with_chats):
            remedy = tr(
                "un lead detenido, o alguien que pide una persona, espera a que alguien mire; saca un código con "
                "«leadbot staff code», o pon un correo en email",
                "a lead that is held, or somebody who asks for a person, waits until somebody looks; get a code with "
                "«leadbot staff code», or write an address into email",
            )
            yield Problem(f"agencies.{name}.alerts", tr("a nadie se le avisa", "nobody is told"), remedy)
