"""Who writes for a company is asked for a person of it, and the agency gets both."""

from __future__ import annotations

import pytest

from flows.conversation import State
from tests.chats import Chat, default_flow

FLOW = default_flow(consent="notice")
COMPANIES = [
    ("es", "Inmobiliaria Caribe SRL"),
    ("es", "Constructora Pérez y Asociados, S.A."),
    ("es", "somos Grupo Martínez"),
    ("es", "me llamo Inversiones Gómez"),
    ("es", "ferretería la fe"),
    ("en", "Smith Realty"),
    ("en", "Acme Inc."),
    ("en", "it's Blue Door Holdings LLC"),
    ("fr", "Agence Dupont SARL"),
    ("fr", "société Martin"),
    ("pt", "Construtora Souza Ltda"),
    ("it", "Immobiliare Rossi S.r.l."),
    ("de", "Müller Immobilien GmbH"),
    ("ru", "ООО «Ромашка»"),
    ("ht", "Konpayi Jan Batis"),
]
PEOPLE = [
    ("es", "Maria de Sa", "Maria de Sa"),
    ("es", "Ana Banco", "Ana Banco"),
    ("en", "Grant Bank Smith", "Grant Bank Smith"),
    ("pt", "Rui Sá", "Rui Sá"),
]


def asked_for_name(language: str) -> Chat:
    """Somebody who is asked for their name in this language."""
    chat = Chat(FLOW)
    chat.say("hola", language, "1")
    return chat


@pytest.mark.parametrize(("language", "company"), COMPANIES)
def test_a_company_is_noted_and_a_person_asked_for(language: str, company: str) -> None:
    """A company is no person's name: it is kept for the agency, and then somebody's name is asked for."""
    chat = asked_for_name(language)
    assert chat.say(company) == FLOW.catalogues[language].texts["NAME_COMPANY"]
    chat.say("Ana Peña", "ana@example.com", "saltar")
    chat.tap("send")
    assert chat.leads[0].full_name == "Ana Peña"
    assert f"Empresa: {company}" in chat.leads[0].notes


@pytest.mark.parametrize(("language", "written", "name"), PEOPLE)
def test_a_person_is_no_company(language: str, written: str, name: str) -> None:
    """A surname that is also a word of companies stays a person's."""
    chat = asked_for_name(language)
    chat.say(written)
    assert chat.conversation.draft.name == name


def test_a_company_is_noted_once() -> None:
    """Who writes the company again is not told the same again: insisting wins."""
    chat = asked_for_name("es")
    heard = [chat.say("Caribe SRL") for _ in range(3)]
    assert len(set(heard)) == len(heard)
    assert chat.conversation.state is State.NAME_SUGGEST


def test_what_else_is_said_beside_a_company_is_used() -> None:
    """A company that also says another wish, or how to reach somebody, loses neither."""
    chat = asked_for_name("es")
    chat.say("Grupo Martínez, ana@grupo.example")
    email = chat.conversation.draft.email
    assert email is not None
    assert email.address == "ana@grupo.example"
