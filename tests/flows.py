"""Flows of agencies' own for the tests, and chats that follow them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.flow_files.file import read_flow
from bot.wording import load_catalogues
from flows.flow import Flow
from tests.chats import default_flow

ROOT = Path(__file__).parent.parent
RENTALS, DEVELOPMENTS = (ROOT / "docs/flows" / name for name in ("vacation-rentals.toml", "new-developments.toml"))
GUESTS = """
[own.guests]
kind = "number"
required = true
min = 1
max = 20
label = { es = "Huéspedes", en = "Guests" }
text = { es = "¿Cuántos serían?", en = "How many?" }
"""
PLACE = """
[own.place]
kind = "choice"
required = true
label = { es = "Alojamiento", en = "Place" }
text = { es = "¿Qué prefieres?", en = "Which one?" }
[own.place.options]
villa = { es = "Villa", en = "House" }
flat = { es = "Apartamento", en = "Flat" }
[own.place.words]
flat = ["apto"]
"""
PETS = """
[own.pets]
kind = "yesno"
goes_to = "metadata"
label = { es = "Mascotas", en = "Pets" }
text = { es = "¿Vienen con mascotas?", en = "Any pets?" }
"""
DATES = """
[own.dates]
kind = "text"
label = { es = "Fechas", en = "Dates" }
text = { es = "¿Para qué fechas?", en = "Which dates?" }
"""
BUDGET = """
[own.limit]
kind = "number"
min = 1000
goes_to = "budget"
currency = "USD"
label = { es = "Presupuesto", en = "Budget" }
text = { es = "¿Hasta cuánto?", en = "Up to how much?" }
"""


def toml(questions: str, *tables: str, head: str = 'languages = ["es", "en"]') -> str:
    """A flow file that asks these questions, named with spaces between."""
    return "\n".join([f"questions = {questions.split()}", head, *tables])


def written(folder: Path, text: str) -> Path:
    """The flow file that says this."""
    path = folder / "flow.toml"
    path.write_text(text, encoding="utf-8")
    return path


def flow_from(path: Path, **settings: Any) -> Flow:
    """Casa Caribe with the flow of a file."""
    file = read_flow(str(path), load_catalogues())
    return replace(
        default_flow(**settings),
        questions=file.questions,
        intent=file.intent,
        catalogues=file.catalogues,
        words=file.words,
    )
