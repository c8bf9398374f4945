"""Proves every agency's flow before anything starts: whoever is in it can send, cancel, and reach a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.channels import KINDS
from bot.flow_files.agencies import make_flow
from bot.flow_files.file import read_flow
from bot.problem import Problem
from bot.settings.model import Settings
from flows.conversation import State
from flows.proof import explore, stuck
from flows.wording import Catalogue

GOALS = {State.SENDING: "enviar", State.CANCELLED: "cancelar", State.HUMAN: "una persona"}


def unproven(settings: Settings, catalogues: Mapping[str, Catalogue]) -> Iterator[Problem]:
    """One entry for each place in a flow where somebody would be stuck; the same flow is proven once."""
    proven = set()
    for name, agency in settings.agencies.items():
        flow = make_flow(settings, name, kind=next(iter(KINDS)), file=read_flow(agency.flow, catalogues))
        kind = (flow.version, flow.consent, flow.no_email, *flow.catalogues)
        if kind in proven:
            continue
        proven.add(kind)
        file = Path(agency.flow).name or "flows/default.toml"
        for one in stuck(explore(flow)):
            lacking = " ni a ".join(GOALS[goal] for goal in one.goals)
            yield Problem(f"{file}, {one.place}", f"no llega a {lacking}", "mira con «leadbot flow draw» adónde lleva")
