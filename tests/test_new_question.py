"""One more question of ours is one file and a line of wording in each language."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest

from tests.flows import ROOT

ROOMS = '''"""«¿Cuántas habitaciones?»"""

from dataclasses import replace

from flows.understanding.text import bare
from flows.conversation import Conversation
from flows.flow import Question
from flows.states import custom
from flows.turn import Scene, Turn

QUESTION = Question(id="rooms", kind="number", lowest=0, highest=20, goes_to="metadata")


def take_rooms(scene: Scene, conversation: Conversation, text: str) -> Turn | None:
    """A studio has no room of its own."""
    return custom.take_custom(scene, conversation, "0" if bare(text) == "un estudio" else text)


ROWS = (replace(custom.ROWS[0], question=QUESTION.id, hears=take_rooms),)
'''
WORDING = {
    "es": ("Habitaciones", "¿Cuántas habitaciones?"),
    "en": ("Bedrooms", "How many bedrooms?"),
    "fr": ("Chambres", "Combien de chambres ?"),
    "pt": ("Quartos", "Quantos quartos?"),
    "it": ("Camere", "Quante camere?"),
    "de": ("Zimmer", "Wie viele Zimmer?"),
    "ru": ("Комнаты", "Сколько комнат?"),
    "ht": ("Chanm", "Konbyen chanm?"),
}
TALK = """
import json, sys
from pathlib import Path
from bot.drawing.picture import picture_of
from bot.drawing.svg import svg
from bot.wording import load_catalogues
from flows.proof import explore, stuck
from flows.wording import missing
from tests.chats import Chat
from tests.flows import flow_from, toml, written

flow = flow_from(written(Path(sys.argv[1]), toml("intent name phone email rooms note", head="")), consent="notice")
asked = {}
for language in flow.catalogues:
    chat = Chat(flow)
    chat.say("hola", language, "1", "Ana Peña")
    asked[language] = chat.say("ana@example.com")
chat = Chat(flow)
chat.say("hola", "comprar", "Ana Peña", "ana@example.com")
missed = chat.say("no sé cuántas")
chat.say("un estudio")
summary = chat.say("nada más")
chat.say("cambiar habitaciones", "3", "sí")
explored = explore(flow)
print(json.dumps({
    "asked": asked,
    "missed": missed,
    "summary": summary,
    "metadata": dict(chat.leads[0].metadata),
    "notes": chat.leads[0].notes,
    "missing": missing(tuple(load_catalogues().values())),
    "places": list(explored.places),
    "stuck": [one.place for one in stuck(explored)],
    "picture": svg(picture_of(flow, flow.catalogues["es"])),
}))
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What a house says that has this one file and these eight lines more."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copytree(ROOT / "flows", folder / "flows", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "flows" / "states" / "rooms.py").write_text(ROOMS, encoding="utf-8")
    for language, (label, text) in WORDING.items():
        catalogue = folder / "flows" / "wording" / f"{language}.toml"
        line = f'questions.rooms = {{ label = "{label}", text = "{text}" }}\n'
        catalogue.write_text(line + catalogue.read_text(encoding="utf-8"), encoding="utf-8")
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)])}
    command = [sys.executable, "-c", TALK, str(folder)]
    talk = subprocess.run(command, env=environ, capture_output=True, text=True, check=False, cwd=folder)
    assert not talk.stderr
    said: dict[str, object] = json.loads(talk.stdout)
    return said


def test_it_is_asked_in_every_language(house: dict[str, object]) -> None:
    """The flow that names the question asks it, in eight languages."""
    asked = house["asked"]
    assert isinstance(asked, dict)
    assert asked.keys() == WORDING.keys()
    assert all(WORDING[language][1] in text for language, text in asked.items())
    assert house["missing"] == []


def test_it_is_read_and_changed(house: dict[str, object]) -> None:
    """Its file says how an answer is read; a miss is explained, the summary shows it, and «cambiar …» finds it."""
    assert WORDING["es"][1] in str(house["missed"])
    assert "Habitaciones: 0" in str(house["summary"])


def test_it_goes_into_the_lead(house: dict[str, object]) -> None:
    """The agency gets the last answer, as data and in the notes."""
    assert house["metadata"] == {"rooms": "3"}
    assert "Habitaciones: 3" in str(house["notes"])


def test_the_proof_and_the_picture_know_it(house: dict[str, object]) -> None:
    """Nobody gets stuck at the new question, and who looks at the flow sees it."""
    assert "own.rooms" in str(house["places"])
    assert house["stuck"] == []
    assert "Habitaciones" in str(house["picture"])
