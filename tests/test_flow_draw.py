"""A flow can be looked at: the picture shows what the machine does, and the one in the docs is current."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.drawing.mermaid import mermaid
from bot.drawing.picture import Picture, picture_of
from bot.drawing.svg import WIDTH, svg
from tests.chats import default_flow
from tests.commands import BARE
from tests.flows import DEVELOPMENTS, RENTALS, ROOT, flow_from

SVG = "{http://www.w3.org/2000/svg}"
FLOWS = {
    "ours": default_flow("telegram", consent="notice"),
    "rentals": flow_from(RENTALS, channel="telegram", consent="notice"),
    "developments": flow_from(DEVELOPMENTS, channel="telegram", consent="notice"),
}


def pictured(name: str, language: str = "es") -> Picture:
    return picture_of(FLOWS[name], FLOWS[name].catalogues[language])


def draw(*words: str) -> Result:
    return CliRunner().invoke(main, ["flow", "draw", *words], catch_exceptions=False)


def test_the_picture_in_the_docs_is_current() -> None:
    """What the pages show is what the machine does now; «leadbot flow draw» writes it anew, as the recipe says."""
    drawn = draw("--language", "en", "--format", "svg").output
    assert (ROOT / "docs/flow.svg").read_text(encoding="utf-8") == drawn
    assert "docs/flow.svg" in (ROOT / "docs/guides/recipes.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FLOWS)
def test_questions_stand_in_their_order(name: str) -> None:
    """From the first message to the end, the middle of the picture is the list of questions."""
    main_line = [band.main for band in pictured(name).bands]
    states = {"note": "notes"}
    own = {question.id for question in FLOWS[name].questions if question.kind != question.id}
    asked = [f"own.{one.id}" if one.id in own else states.get(one.id, one.id) for one in FLOWS[name].questions]
    assert main_line == ["start", *asked, "review", "sending", "done"]


def test_what_stands_beside_a_question() -> None:
    """Left what the platform lets us propose instead, right what an answer may still need."""
    bands = {band.main: band for band in pictured("ours").bands}
    name, phone = bands["name"], bands["phone"]
    assert name.before == ("name_suggest",)
    assert phone.before == ()  # a number that is vouched for is stated with the next question
    assert set(phone.beside) == {"phone_area", "phone_country", "phone_which", "phone_card"}


def test_arrows_carry_options_and_answers() -> None:
    """What people tap stands in brackets, what they write in quotes."""
    labels = {(arrow.start, arrow.end): arrow.label for arrow in pictured("ours").arrows}
    assert labels["intent", "name"] == "[Comprar] [Alquilar o rentar]"
    assert labels["intent", "owner"] == "«quiero alquilar mi casa»"
    assert labels["review", "sending"] == "[Sí, enviar]"


@pytest.mark.parametrize("name", FLOWS)
@pytest.mark.parametrize("language", ["es", "en"])
def test_svg_is_well_formed_and_nothing_overlaps(name: str, language: str) -> None:
    """Any program that shows SVG shows it, and no box covers another or leaves the picture."""
    picture = pictured(name, language)
    root = ElementTree.fromstring(svg(picture))
    background, *boxes = root.iter(f"{SVG}rect")
    areas = [tuple(int(box.attrib[side]) for side in ("x", "y", "width", "height")) for box in boxes]
    assert len(areas) == len(picture.boxes)
    for place, (x, y, width, height) in enumerate(areas):
        assert x >= 0
        assert x + width <= WIDTH
        assert y + height <= int(background.attrib["height"])
        for other_x, other_y, other_width, other_height in areas[place + 1 :]:
            apart = x + width <= other_x or other_x + other_width <= x
            assert apart or y + height <= other_y or other_y + other_height <= y
    said = {text.text for text in root.iter(f"{SVG}text")}
    assert {box.title for box in picture.boxes.values()} <= said


def test_mermaid_names_every_place_and_quotes_what_people_see() -> None:
    """A page that draws Mermaid draws our flow, whatever signs its words hold."""
    drawn = mermaid(replace(pictured("rentals", "en"), note='Type "skip" <now>'))
    assert drawn.startswith("flowchart TD\n")
    assert 's_own_guests["<b>guests</b><br>How many people, children included?"]' in drawn
    assert 's_own_pets -->|"[Yes] [No] [Skip]"| s_phone' in drawn
    assert 'always>"Type #quot;skip#quot; #lt;now#gt;"]' in drawn
    assert all(line.count('"') % 2 == 0 for line in drawn.splitlines())


def test_the_command_draws_an_agencys_flow(tmp_path: Path) -> None:
    """A technician sees the flow of the agency they name, in a file or on the screen."""
    config, picture = tmp_path / "leadbot.toml", tmp_path / "flow.svg"
    config.write_text(BARE.replace('name = "Casa Nova"', f'name = "Casa Nova"\nflow = "{RENTALS}"'), encoding="utf-8")
    shown = draw("--config", str(config))
    assert shown.output == mermaid(pictured("rentals"))
    drawn = draw("--config", str(config), "--agency", "casanova", "--format", "svg", "--output", str(picture))
    assert drawn.output == ""
    assert picture.read_text(encoding="utf-8") == svg(pictured("rentals"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--agency", "nadie"), "no hay ninguna agencia «nadie»"),
        (("--language", "tlh"), "el flujo no se ofrece en «tlh»: puede ser es"),
    ],
)
def test_what_cannot_be_drawn_is_said(words: tuple[str, ...], said: str) -> None:
    """A mistyped agency or language is usage, not a crash."""
    answer = draw(*words)
    assert answer.exit_code == 2
    assert said in answer.output
