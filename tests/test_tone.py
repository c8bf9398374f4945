"""An agency with the tone «usted» addresses people who speak Spanish as usted, in every text that they read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.flow_files.agencies import make_flows
from bot.settings.model import Settings
from bot.wording import in_tone, load_catalogue, load_catalogues
from flows.outcomes import Created
from flows.wording import Catalogue, placeholders
from tests.chats import Chat
from tests.flows import toml, written

TU = load_catalogue("es")
USTED = in_tone(load_catalogues(), "usted")["es"]
TWILIO = {"account_sid": "AC" + "5" * 32, "auth_token": "b" * 32, "number": "+18095550100"}
READ = ("texts", "options", "menu", "values", "defaults")  # what people read; the staff reads the rest

PRONOUN = re.compile(r"\b(?:tú|tus?|te|ti|contigo|tuy[oa]s?)\b", re.IGNORECASE)
VERB = re.compile(
    r"\b(?:eres|estás|has|das|ves|\w{2,}[áé]s|\w+[aei]ste|\w+(?:ar|er|ir)te|\w{2,}[ae]s)\b", re.IGNORECASE
)
ORDER = re.compile(
    r"(?:^|[.:,;¿¡] |\b[oy] |cambiarlo )(?:escribe|responde|toca|espera|sigue|llama|revisa|disculpa|usa)\b"
    r"|\b(?:cuéntame|escríbe(?:me|lo)|dime|ponle|pídelo|inténtalo)\b",
    re.IGNORECASE,
)
PLACEHOLDER = re.compile(r"\{\w+\}")
NO_VERB = re.compile(
    r"además|antes|aparte|aplicaciones|atrás|cifras|claves|clientes|consultas|cortas|detalles|después|días|es|este|"
    r"exactas|hábiles|francés|gracias|horas|idiomas|inglés|interés|las|les|mensajes|muchas|más|notas|opciones|otras|palabras|parte|"
    r"portugués|preguntas|privados|propiedades|respuestas|tarjetas|todas|ubicaciones|veces",
    re.IGNORECASE,
)


def sentences(catalogue: Catalogue) -> dict[str, str]:
    """Everything of a catalogue that people read, by its place."""
    return {place: text for section in READ for place, text in _flat(section, getattr(catalogue, section))}


def _flat(place: str, entries: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, entry in entries.items():
        if isinstance(entry, Mapping):
            yield from _flat(f"{place}.{key}", entry)
        else:
            yield f"{place}.{key}", entry


def familiar(text: str) -> list[str]:
    """The words that address somebody as tú."""
    text = PLACEHOLDER.sub("", text)
    verbs = [verb for verb in VERB.findall(text) if not NO_VERB.fullmatch(verb)]
    return [*PRONOUN.findall(text), *verbs, *ORDER.findall(text)]


def test_usted_is_said_throughout() -> None:
    """No text addresses the person as tú, and the texts that would are exactly those that are worded anew."""
    tu, usted = sentences(TU), sentences(USTED)
    assert {place: familiar(text) for place, text in usted.items() if familiar(text)} == {}
    assert {place for place, text in tu.items() if familiar(text)} == {
        place for place in tu if tu[place] != usted[place]
    }


def test_usted_says_the_same() -> None:
    """The polite texts name the same facts, and fit in the same buttons."""
    tu, usted = sentences(TU), sentences(USTED)
    assert tu.keys() == usted.keys()
    assert {place: placeholders(text) for place, text in tu.items()} == {
        place: placeholders(text) for place, text in usted.items()
    }
    assert TU.words == USTED.words


def chat_of(tmp_path: Path, flow: str = "") -> Chat:
    """Somebody at an agency whose settings say «usted»."""
    settings = Settings.model_validate(
        {
            "public_url": "https://casacaribe.example",
            "database_url": f"sqlite:///{tmp_path / 'leadbot.db'}",
            "agencies": {
                "casacaribe": {
                    "name": "Casa Caribe",
                    "tone": "usted",
                    "join_seconds": 0,
                    "flow": flow,
                    "alterestate": {"api_key": "k"},
                    "channels": {"whatsapp": {"kind": "whatsapp", **TWILIO}},
                }
            },
        }
    )
    (spoken,) = make_flows(settings, load_catalogues()).values()
    return Chat(spoken)


def test_a_setting_makes_the_assistant_say_usted(tmp_path: Path) -> None:
    """From the greeting to the outcome; who answers in English reads the same as ever."""
    chat = chat_of(tmp_path)
    assert "un asesor le contacta" in chat.say("hola")
    assert chat.say("acepto", "comprar").startswith("¿Cómo se llama?")
    assert "¿Lo envío a Casa Caribe?" in chat.say("Ana Peña", "sí", "ana@example.com", "saltar")
    assert chat.say("en").startswith("Please check")
    chat.say("es", "sí")
    assert "Casa Caribe ya tiene sus datos" in chat.settled(Created())


def test_an_agency_s_own_words_win(tmp_path: Path) -> None:
    """A text that the agency worded itself is said as it stands there, in any tone."""
    own = written(tmp_path, toml("intent name phone email note", '[texts.es]\nNAME_ASK = "¿Con quién hablo?"'))
    chat = chat_of(tmp_path, str(own))
    assert chat.say("hola", "acepto", "comprar") == "¿Con quién hablo?"
    assert chat.say("Ana Peña").startswith("Gracias, Ana. Le contactamos")
