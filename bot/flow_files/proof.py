"""Proves the flow in an agency's own file: whoever is in it can send, cancel, and reach a person.

Ours needs none where it is used: it is proven where it is made, for whatever settings (tests/test_flow_proof.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from adapters.language import tr
from bot.channels import KINDS
from bot.flow_files.agencies import make_flow
from bot.flow_files.file import read_flow
from bot.problem import Problem
from bot.settings.model import Settings
from flows.conversation import State
from flows.proof import explore, stuck
from flows.wording import Catalogue

GOALS = {
    State.SENDING: tr("enviar", "sending"),
    State.CANCELLED: tr("cancelar", "cancelling"),
    State.HUMAN: tr("una persona", "a person"),
}


def unproven(settings: Settings, catalogues: Mapping[str, Catalogue]) -> Iterator[Problem]:
    """One entry for each place in a flow where somebody would be stuck; the same flow is proven once."""
    proven = set()
    own = {name: agency for name, agency in settings.agencies.items() if agency.flow}
    for name, agency in own.items():
        flow = make_flow(settings, name, kind=next(iter(KINDS)), file=read_flow(agency.flow, catalogues))
        kind = (flow.version, flow.consent, flow.no_email, *flow.catalogues)
        if kind in proven:
            continue
        proven.add(kind)
        for one in stuck(explore(flow)):
            place = f"{Path(agency.flow).name}, {one.place}"
            lacking = tr(" ni a ", " or ").join(GOALS[goal] for goal in one.goals)
            yield Problem(
                place,
                tr(f"no llega a {lacking}", f"does not lead to {lacking}"),
                tr("mira con «leadbot flow draw» adónde lleva", "see with «leadbot flow draw» where it leads"),
            )
