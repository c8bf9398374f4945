"""What reaches the CRM of the way a person came (signs §6), and the test by which staff see it beforehand."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC
from typing import Any

import pytest

from adapters.alterestate_request import Labels, request_body
from adapters.signs import Tick
from adapters.store.codec import dump_lead, load_lead
from bot.signs.counting import chat_ticks
from bot.workers.steps import looked_up
from flows.conversation import Conversation
from flows.events import Ad, Event, Sign, Started, TextReceived
from flows.flow import Flow
from flows.lead import Lead
from flows.machine import advance
from flows.understanding.code import FoundCode, find_codes
from tests.chats import ANA, NAME, Chat, default_flow
from tests.stores import lead as stored_lead

NACO = Sign(
    code="K7M4PF",
    title="Apartamento en Naco",
    property_uid="KNM6135T3B",
    type="venta",
    piece="rotulo",
    place="porton-frente",
    campaign="verano-2026",
    related="agente@example.do",
)
VILLA = Sign(
    code="T4K7ND", title="Villa", property_uid="VLT2H7Q9ZX", type="alquiler", piece="perfil", kind="l", rule="R9"
)
SIGNS = {
    sign.code: sign
    for sign in (
        NACO,
        VILLA,
        Sign(code="C8F2T7", title="Casa en Gazcue", property_uid="AAAA1111", type="venta", state="retired"),
        Sign(code="9WXH38", title="", state="unassigned", campaign="gira"),
    )
}
LABELS = Labels(related="jefe@example.do")
AD = Ad(id="1202", headline="Apartamentos en Naco", click="ARAk")


class Person(Chat):
    """Somebody whose codes are looked up in this registry; `staff` may try signs."""

    staff = False

    def __init__(self, flow: Flow | None = None) -> None:
        super().__init__(flow)
        self.ticks: list[Tick] = []

    def happens(self, event: Event) -> str:
        found = looked_up(event, SIGNS.get, is_staff=self.staff)
        before = self.conversation
        turn = advance(self.flow, before, found, self.now)
        self.turn, self.conversation = turn, turn.conversation
        self.leads += [turn.lead] if turn.lead else []
        seen = found.seen if isinstance(found, TextReceived | Started) else None
        self.ticks += chat_ticks(before, seen, turn, "casanova", now=self.now, zone=UTC)
        return "\n".join(say.key for say in turn.reply.says) if turn.reply else ""

    def finishes(self) -> dict[str, Any]:
        """From the consent to «Sí, enviar»; the body that the CRM gets."""
        for text in ("acepto", "comprar", NAME, "este mismo", "ana@example.com", "saltar"):
            if self.conversation.draft.intent and text == "comprar":
                continue
            self.say(text)
        self.say("sí, enviar")
        return request_body(self.leads[-1], LABELS)


def sent_after(*texts: str, ad: Ad | None = None) -> dict[str, Any]:
    person = Person()
    first, *rest = texts
    person.happens(TextReceived(text=first, fresh=person.fresh(), sender=ANA, ad=ad))
    for text in rest:
        person.say(text)
    return person.finishes()


WAY = ("property_uid", "listing_type", "utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term", "related")


def way(body: dict[str, Any]) -> dict[str, Any]:
    return {field: body[field] for field in (*WAY, "round_robin", "campaign_name") if field in body}


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (
            ["Hola, me interesa esta propiedad (ref. K7M-4PF)"],
            {
                "property_uid": "KNM6135T3B",
                "listing_type": 1,
                "utm_source": "letrero",
                "utm_medium": "rotulo",
                "utm_campaign": "verano-2026",
                "utm_content": "K7M4PF",
                "utm_term": "porton-frente",
                "related": "agente@example.do",
            },
        ),
        (
            ["me interesa 🏠T4K-7ND🏠 gracias"],
            {
                "property_uid": "VLT2H7Q9ZX",
                "listing_type": 2,
                "utm_source": "enlace",
                "utm_medium": "perfil",
                "utm_content": "T4K7ND",
                "round_robin": "R9",
            },
        ),
        (["hola"], {"listing_type": 1, "utm_source": "directo", "related": "jefe@example.do"}),
        (
            ["ref C8F-2T7"],
            {"listing_type": 1, "utm_source": "letrero", "utm_content": "C8F2T7", "related": "jefe@example.do"},
        ),
        (
            ["ref 9WXH3B"],
            {
                "listing_type": 1,
                "utm_source": "letrero",
                "utm_campaign": "gira",
                "utm_content": "9WXH38",
                "related": "jefe@example.do",
            },
        ),
    ],
    ids=["active", "link", "direct", "retired", "unassigned, typed with B for 8"],
)
def test_the_crm_learns_the_way(texts: list[str], expected: dict[str, Any]) -> None:
    """Sign, piece, campaign and place; the property only while it is offered; the sign's agent before the agency's."""
    assert way(sent_after(*texts)) == expected


def test_a_bad_agent_of_a_sign_does_not_stop_the_lead() -> None:
    """Without the agent the agency's own rule decides, and the agent's address stands in the notes."""
    person = Person()
    person.say("ref K7M4PF")
    person.finishes()
    again = request_body(person.leads[-1], Labels(round_robin="R1"), without=("related",))
    assert "related" not in again
    assert again["round_robin"] == "R1"
    assert "Agente: agente@example.do" in str(again["notes"])


def test_a_code_that_nobody_issued_stands_in_the_notes_as_it_was_written() -> None:
    """Staff may still make sense of it."""
    body = sent_after("hola vi el ref H5V9QM en la avenida")
    assert "property_uid" not in body
    assert "H5V-9QM («hola vi el ref H5V9QM en la avenida»)" in body["notes"]


@pytest.mark.parametrize("text", ["К7М-4РF", "к7м4рf", "Κ7Μ-4ΡF", "Hola, К7М-4РF"])
def test_a_code_in_letters_that_look_alike_opens_its_sign_in_the_agency_s_language(text: str) -> None:
    """Whoever copied a code with another keyboard sees the property, and is not taken for a Russian."""
    person = Person()
    person.say(text)
    assert person.conversation.source.code == "K7M4PF"
    assert person.conversation.language == "es"


@pytest.mark.parametrize("text", ["К7М-4РD", "ref. К7М4РD"])
def test_a_damaged_code_in_letters_that_look_alike_is_asked_about(text: str) -> None:
    """As if it had been typed in Latin letters: the sign that was meant is named, in the agency's language."""
    person = Person()
    assert person.say(text).startswith("SIGN_MAYBE")
    assert person.conversation.language == "es"
    person.say("sí")
    assert person.conversation.source.code == "K7M4PF"


def test_a_word_beside_a_code_still_tells_the_language() -> None:
    """The code's letters are no words, the words around it are."""
    person = Person()
    person.say("Здравствуйте, меня интересует К7М-4РF")
    assert (person.conversation.source.code, person.conversation.language) == ("K7M4PF", "ru")


def test_of_two_codes_the_first_counts_and_both_are_noted() -> None:
    """One message, two signs."""
    body = sent_after("me gustan K7M-4PF y T4K7ND")
    assert body["property_uid"] == "KNM6135T3B"
    assert "Letrero: K7M-4PF · rotulo · porton-frente" in body["notes"]
    assert "Otro código: T4K-7ND" in body["notes"]
    assert find_codes("K7M4PF, T4K7ND y K7M4PF") == (FoundCode("K7M4PF"), FoundCode("T4K7ND"))


def test_a_second_scan_changes_the_property_and_not_what_brought_them() -> None:
    """First touch wins for the draft; the property, and whose it is, are those of the sign they ended at."""
    person = Person()
    person.say("ref K7M4PF", "acepto")
    assert person.say("ref T4K7ND").startswith("SIGN_SEEN")
    for text in (NAME, "este mismo", "ana@example.com", "saltar", "sí, enviar"):
        person.say(text)
    body = request_body(person.leads[-1], LABELS)
    assert (body["property_uid"], body["round_robin"]) == ("VLT2H7Q9ZX", "R9")
    assert (body["utm_source"], body["utm_content"], body["utm_medium"]) == ("letrero", "K7M4PF", "rotulo")
    assert "T4K-7ND" in str(body["notes"])
    assert "Otro código: K7M-4PF" in str(body["notes"])


def test_who_came_by_nothing_is_found_by_their_first_code() -> None:
    """A person who erased the prepared text and typed the code later came by the sign all the same."""
    body = sent_after("hola", "acepto", "ref K7M4PF")
    assert (body["utm_source"], body["utm_content"]) == ("letrero", "K7M4PF")


def test_an_ad_is_told_as_an_ad() -> None:
    """Meta's id, headline and click; read on the first message only."""
    body = sent_after("Hola, quiero más información", ad=AD)
    assert way(body) == {
        "listing_type": 1,
        "utm_source": "anuncio",
        "utm_medium": "anuncio-whatsapp",
        "utm_content": "1202",
        "related": "jefe@example.do",
        "campaign_name": "Apartamentos en Naco",
    }
    assert body["metadata"]["ctwa_clid"] == "ARAk"
    assert "Anuncio: Apartamentos en Naco · 1202" in body["notes"]


def test_an_ad_with_a_code_leads_to_its_property() -> None:
    """The ad is what brought them, the code says to what."""
    body = sent_after("Hola (ref. K7M-4PF)", ad=AD)
    assert (body["property_uid"], body["utm_source"], body["utm_content"]) == ("KNM6135T3B", "anuncio", "1202")
    assert "K7M-4PF" in body["notes"]


def test_an_ad_tapped_later_changes_nothing() -> None:
    """The sign brought them."""
    person = Person()
    person.say("ref K7M4PF", "acepto")
    person.happens(TextReceived(text=NAME, fresh=person.fresh(), sender=ANA, ad=AD))
    assert person.conversation.source.ad is None


def test_leads_of_an_earlier_release_are_still_sent() -> None:
    """What was stored before there was an attribution loads, and says what it said."""
    old = json.loads(dump_lead(replace(stored_lead(), code="K7M4PF", origin="letrero")))
    assert "attribution" not in old
    body = request_body(load_lead(json.dumps(old).encode()), Labels(round_robin="R1"))
    assert (body["utm_source"], body["utm_content"], body["round_robin"]) == ("letrero", "K7M4PF", "R1")


def test_a_conversation_of_an_earlier_release_goes_on() -> None:
    """A draft that was open during the update keeps its sign."""
    sign = Sign(code="K7M4PF", title="Naco", property_uid="KNM6135T3B", type="venta")
    assert (sign.kind, sign.related) == ("s", "")
    assert Conversation().source.first is None


@pytest.mark.parametrize(
    "opening",
    [
        TextReceived(text="PRUEBA"),
        TextReceived(text="prueba K7M-4PF"),
        Started(payload="t-K7M4PF"),
    ],
)
def test_staff_try_a_sign_and_nothing_is_sent(opening: Event) -> None:
    """The whole talk, and at its end what the CRM would have got; nothing sent, nothing counted."""
    person = Person()
    person.staff = True
    person.happens(replace(opening, fresh=person.fresh(), sender=ANA))
    for text in ("acepto", "comprar", NAME, "este mismo", "ana@example.com", "saltar", "sí, enviar"):
        if text != "comprar" or person.conversation.draft.intent is None:
            said = person.say(text)
    assert said == "TEST_DONE"
    assert person.leads == []
    assert person.turn
    rehearsed = person.turn.rehearsed
    assert isinstance(rehearsed, Lead)
    assert rehearsed.full_name == NAME
    assert person.ticks == []
    assert not person.conversation.source.test
    assert person.conversation.sent == ()


def test_to_anybody_else_a_test_is_a_sign_like_any_other() -> None:
    """A stranger who got hold of the test's link is not left without an answer from the agency."""
    person = Person()
    person.happens(Started(payload="t-K7M4PF", fresh=person.fresh(), sender=ANA))
    body = person.finishes()
    assert (body["utm_source"], body["utm_content"]) == ("letrero", "K7M4PF")


def test_a_talk_is_counted_for_its_sign() -> None:
    """It began, they agreed, they sent: each once, without anything of the person."""
    person = Person()
    person.say("ref K7M4PF")
    person.say("ref K7M4PF")
    person.finishes()
    assert [(tick.code, tick.event, tick.device) for tick in person.ticks] == [
        ("K7M4PF", "inició chat", ""),
        ("K7M4PF", "aceptó", ""),
        ("K7M4PF", "envió", ""),
    ]


def test_a_talk_without_a_sign_is_not_counted() -> None:
    """Only codes are."""
    person = Person(default_flow("telegram"))
    person.say("hola")
    person.finishes()
    assert person.ticks == []
