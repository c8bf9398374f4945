"""What leadbot believes of Twilio is written down, and every row of it is proved or needs no proof."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from adapters.sending import (
    Failure,
    Later,
    Misconfigured,
    Rejected,
    SendOutcome,
    Sent,
    Unknown,
    Unreachable,
    WindowClosed,
)
from bot.main import running
from bot.sandbox.twilio import Fault
from bot.sandbox.world import open_world
from flows.replies import Message
from tests.services import within
from tests.twilios import ANA, open_twilio

TESTS = Path(__file__).parent
FACTS = TESTS.parent / "docs" / "facts"
SHEET, PROOFS = (FACTS / name for name in ("twilio-whatsapp.md", "twilio-whatsapp-proofs.md"))
TITLES = {"Field", "Fact", "Status", "Code", "Type", "Pitfall", "#", "Proof"}
CODE = re.compile(r"[0-9]{5}")
NAMED = re.compile(r"`(test_\w+\.py)::(test_\w+)`")


def plain(text: str) -> str:
    return re.sub(r"[`*]", "", text).strip()


def rows(page: Path) -> Iterator[tuple[int, str, str]]:
    """Section, first and second cell of every row of a page's tables."""
    section = 0
    for line in page.read_text("utf-8").splitlines():
        if title := re.match(r"## (\d+)\.", line):
            section = int(title[1])
        if line.startswith("### Test vectors"):
            section = 0  # each has its row in test_whatsapp_signatures.py
        if section and line.startswith("|") and not line.startswith("|---"):
            first, second = line.strip("|").split("|")[:2]
            if plain(first) not in TITLES:
                yield section, plain(first), second.strip()


def codes() -> set[int]:
    """Twilio's error numbers, of the section on status callbacks."""
    return {int(code) for section, first, _ in rows(SHEET) if section == 5 for code in CODE.findall(first)}


def test_every_row_of_the_sheet_has_its_proof() -> None:
    """Nothing that is believed is unproved, and no proof is of something that nobody says any more."""
    believed = [
        (section, first)
        for section, first, _ in rows(SHEET)
        if section <= 8 and not (section == 5 and CODE.match(first))
    ]
    proved = [(section, first) for section, first, _ in rows(PROOFS) if first != "63016"]
    unproved = [fact for fact in believed if not any(is_about(fact, proof) for proof in proved)]
    idle = [proof for proof in proved if sum(is_about(fact, proof) for fact in believed) != 1]
    assert (unproved, idle) == ([], [])


def is_about(fact: tuple[int, str], proof: tuple[int, str]) -> bool:
    """Whether the row begins like that; a single word is the whole of it."""
    (section, first), (place, start) = fact, proof
    return section == place and (first == start or (len(start) > 6 and first.startswith(start)))


def test_every_proof_is_there() -> None:
    """A row names tests of this folder, or says why there is none."""
    for _, first, proof in rows(PROOFS):
        assert NAMED.search(proof) or proof.startswith("– "), first
    for file, name in NAMED.findall(PROOFS.read_text("utf-8")):
        assert re.search(rf"^(async )?def {name}\(", (TESTS / file).read_text("utf-8"), re.MULTILINE), f"{file}::{name}"


MEANS: Mapping[type[Failure], set[int]] = {
    Later: {20429, 21611, 30001, 63017, 63018},
    Unreachable: {21211, 21610, 63003, 63024},
    WindowClosed: {63016},
    Unknown: {63001, 63010, 63012},
    Misconfigured: {20003, 63007, 63020, 63038, 63062},
    Rejected: {
        *(21408, 21608, 21617, 30036, 57012, 63005, 63013, 63015, 63019, 63021, 63022, 63023, 63025, 63027, 63028),
        *(63029, 63030, 63031, 63032, 63049),
    },
}
HELLO = Message(text="Hola, soy el asistente automático.")


def test_every_number_of_the_sheet_has_a_meaning() -> None:
    """What Twilio may say is decided before it says so."""
    assert set().union(*MEANS.values()) == codes()


@pytest.mark.parametrize(("means", "code"), [(means, code) for means, codes in MEANS.items() for code in sorted(codes)])
async def test_a_number_means_the_same_at_once_and_later(means: type[SendOutcome], code: int) -> None:
    """Failures of one and the same send come as an answer to it, or in a status callback."""
    async with open_twilio() as world:
        world.twilio.faults.append(Fault(status=429 if code == 20429 else 401 if code == 20003 else 400, code=code))
        assert isinstance(await world.channel.send(ANA, HELLO, attempts=1), means)
        world.twilio.late_faults.append(code)
        assert isinstance(await world.channel.send(ANA, HELLO, attempts=1), Sent)
        await world.twilio.settled()
        (update,) = world.webhook.statuses
        assert update is not None
        assert (update.status, update.error_code) == ("undelivered", code)
        assert isinstance(update.failure, means)
        assert world.shown() == []


async def test_fields_that_nobody_knows_are_signed_and_harmless(tmp_path: Path) -> None:
    """Twilio adds parameters without notice."""
    async with open_world(tmp_path) as world, running(world.settings):
        phone = world.twilio.phone("+18095550134", "Ana")
        new = {"MessagingServiceSid": "MG" + "1" * 32, "SomethingNew": "áé &=+", "Empty": ""}
        assert await phone.say("hola", **new) == 200
        assert (await within(phone.hear())).text.startswith("Hola, soy el asistente")


async def test_the_fallback_brings_the_same_message(tmp_path: Path) -> None:
    """What Twilio tells its fallback URL, where that is the same as the webhook, is known already."""
    async with open_world(tmp_path) as world, running(world.settings):
        phone = world.twilio.phone("+18095550134", "Ana")
        await phone.say("hola")
        first = await within(phone.hear())
        again = {**world.twilio.log[0].fields, "ErrorCode": "11200", "ErrorUrl": world.twilio.webhook_url}
        assert await world.twilio.post(world.twilio.webhook_url, again) == 200
        await phone.say("comprar")
        assert (await within(phone.hear())).text != first.text
        assert len([bubble for bubble in phone.chat if not bubble.mine]) == 2


AD = {
    "ReferralNumMedia": "0",
    "ReferralSourceType": "ad",
    "ReferralSourceId": "120200000000000001",
    "ReferralSourceUrl": "https://fb.me/x",
    "ReferralHeadline": "Apartamentos en Naco",
    "ReferralBody": "Desde US$ 150 mil",
    "ReferralCtwaClid": "ARAkLkA8rmlFeiCktEJQ",
}


@pytest.mark.parametrize("consent", ["notice", "ask"])
async def test_the_ad_that_brought_somebody_stays_with_them(tmp_path: Path, consent: str) -> None:
    """It is told with the first message alone: none of those that follow without it loses it, up to the CRM."""
    async with open_world(tmp_path, agency={"consent": consent}) as world, running(world.settings):
        phone = world.twilio.phone("+18095550134", "Ana")
        await phone.say("Hola, quiero más información", **AD)
        words = ["acepto"] if consent == "ask" else []
        for text in (*words, "comprar", "Ana Peña", "no tengo", "nada más", "sí"):
            await within(phone.hear())
            await phone.say(text)
        await within(phone.hear())
        (lead,) = world.crm.received
        assert (lead.body["utm_source"], lead.body["utm_content"]) == ("anuncio", AD["ReferralSourceId"])
        assert lead.body["campaign_name"] == AD["ReferralHeadline"]
        assert lead.body["metadata"]["ctwa_clid"] == AD["ReferralCtwaClid"]
