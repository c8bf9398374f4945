"""Nobody gets stuck in a flow, and a flow in which somebody would is found before anything starts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from flows.conversation import State
from flows.flow import Flow, Question
from flows.proof import HAITIAN, KNOWN, UNKNOWN, Stuck, explore, stuck
from flows.replies import Reply
from flows.wording import render
from tests.chats import default_flow
from tests.commands import BARE
from tests.flows import DEVELOPMENTS, GUESTS, RENTALS, flow_from, toml, written

FLOWS = {
    "ours": default_flow(),
    "a notice instead of a question": default_flow(consent="notice"),
    "a person for whoever has no e-mail": default_flow(no_email="person"),
    "a notice, and a person for whoever has no e-mail": default_flow(consent="notice", no_email="person"),
    "rentals": flow_from(RENTALS),
    "developments": flow_from(DEVELOPMENTS),
}


@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
@pytest.mark.parametrize("sender", [KNOWN, UNKNOWN], ids=["known", "unknown"])
def test_every_state_leads_everywhere(flow: Flow, sender: object) -> None:
    """From every place that can be reached, sending, cancelling and a person can be reached."""
    explored = explore(flow, (KNOWN, UNKNOWN) if sender is UNKNOWN else (KNOWN,))
    assert stuck(explored) == []


def test_every_state_is_explored() -> None:
    """The proof covers every state there is: a new one that it cannot reach fails here."""
    reached = {State.CUSTOM if place.startswith("own.") else State(place) for place in explore(FLOWS["rentals"]).places}
    reached |= {State(place) for place in explore(FLOWS["ours"], (KNOWN, UNKNOWN, HAITIAN)).places}
    assert reached == set(State)


@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
def test_everything_asked_can_be_said(flow: Flow) -> None:
    """In every place and language, what is asked has words and its options have labels."""
    for prompt in explore(flow).places.values():
        for catalogue in flow.catalogues.values():
            message = render(catalogue, Reply(says=prompt.says, options=prompt.options), flow.facts)
            assert bool(message.text) == bool(prompt.says)
            assert all(choice.label for choice in message.choices)
            assert len(message.choices) <= 10


def test_a_question_without_an_answer_is_found() -> None:
    """A choice that must be made and has nothing to choose keeps people from sending; the proof names the place."""
    dead_end = Question(id="gone", kind="choice", choices=())
    ours = FLOWS["ours"]
    worded = {
        code: replace(one, texts={**one.texts, "own.gone": "¿?"}, options={**one.options, "edit_gone": "¿?"})
        for code, one in ours.catalogues.items()
    }
    flow = replace(ours, questions=(*ours.questions, dead_end), catalogues=worded)
    found = stuck(explore(flow))
    assert Stuck("own.gone", (State.SENDING,)) in found
    assert Stuck("review", (State.SENDING,)) not in found, "nobody gets there"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "leadbot.toml"
    path.write_text(BARE.replace('name = "Casa Nova"', 'name = "Casa Nova"\nflow = "flow.toml"'), encoding="utf-8")
    return path


def test_check_proves_the_agencys_flow(config: Path) -> None:
    """`leadbot check` says that a good flow is good, and where a bad one is bad."""
    written(config.parent, toml("guests name phone", GUESTS))
    good = CliRunner().invoke(main, ["check", "--config", str(config)])
    assert good.exit_code == 0
    written(config.parent, toml("guests name phone", GUESTS.replace("max = 20", "max = 0")))
    bad = CliRunner().invoke(main, ["check", "--config", str(config)])
    assert bad.exit_code == 1
    assert "Mal     flow.toml, línea 7, own.guests.min es mayor que max: cámbialos" in bad.output
