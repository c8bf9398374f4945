"""Staff open a photo or voice note from its lead: by a signed link that ends, from the platform, and kept nowhere."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from adapters.engines import open_readonly
from adapters.media import SIZE_LIMIT
from adapters.records import LeadRow
from adapters.whatsapp import is_media_host
from bot.main import running
from bot.sandbox.files import PHOTO, VOICE
from bot.sandbox.telegram import Fault
from bot.sandbox.world import World, open_world

HELLO = "Hola, soy Ana Peña, quiero comprar, ana@mail.com, 809-555-0134"
SOON = timedelta(hours=1)


@dataclass(frozen=True)
class Desk:
    """A running agency that keeps media, and whoever works there."""

    world: World
    http: aiohttp.ClientSession

    async def whatsapp_lead(self, *types: str) -> LeadRow:
        """Somebody sends files of these types on WhatsApp, and confirms."""
        phone = self.world.twilio.phone("+18095550134", "Ana")
        await phone.say(HELLO)
        await phone.hear()
        for kind in types:
            await phone.send_media(kind)
            await phone.hear()
        await phone.say("nada más")
        await phone.hear()
        await phone.tap("Sí, enviar")
        await phone.hear()
        return await self.lead()

    async def telegram_lead(self) -> LeadRow:
        """Somebody sends a photo on Telegram, and confirms."""
        phone = self.world.telegram.phone(42)
        phone.start()
        await phone.hear()
        phone.say(HELLO)
        await phone.hear()
        phone.send_media("photo")
        await phone.hear()
        for text in ("nada más", "sí"):
            phone.say(text)
            await phone.hear()
        return await self.lead()

    async def lead(self) -> LeadRow:
        async with open_readonly(self.world.settings.database_url) as store:
            (found,) = await store.leads()
        return found

    async def links(self, lead: LeadRow, good_for: timedelta = SOON) -> list[str]:
        async with open_readonly(self.world.settings.database_url) as store:
            signed = await store.sign_media(lead.lead.id, datetime.now(UTC) + good_for)
        return [self.world.settings.media_url(link) for link in signed]

    async def open(self, link: str) -> tuple[int, str, bytes]:
        """Status, type and body; what is cut off counts as nothing."""
        async with self.http.get(link, allow_redirects=False) as answer:
            return answer.status, answer.content_type, await answer.read()


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with (
        open_world(tmp_path, agency={"keep_media": True}) as world,
        running(world.settings),
        aiohttp.ClientSession() as http,
    ):
        yield Desk(world, http)


async def test_a_photo_and_a_voice_note_open_from_the_lead(desk: Desk) -> None:
    """What came by WhatsApp opens as it was sent, and the note in the CRM says that there is something to open."""
    lead = await desk.whatsapp_lead("image/jpeg", "audio/ogg")
    photo, voice = await desk.links(lead)
    assert await desk.open(photo) == (200, "image/jpeg", PHOTO)
    assert await desk.open(voice) == (200, "audio/ogg", VOICE)
    assert "Archivos que mandó: 2" in str(desk.world.crm.received[-1].body["notes"])


async def test_a_telegram_photo_opens_in_its_largest_size(desk: Desk) -> None:
    """Telegram tells of no type, so the first bytes do; nobody but its reader may keep the file."""
    lead = await desk.telegram_lead()
    (link,) = await desk.links(lead)
    assert lead.lead.media[0].ref == "F-photo-large"
    async with desk.http.get(link) as answer:
        assert (answer.status, answer.content_type, await answer.read()) == (200, "image/jpeg", PHOTO)
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Disposition"].startswith(f'inline; filename="{lead.lead.reference}-1.jp')


async def test_the_person_hears_that_staff_can_see_it(desk: Desk) -> None:
    """«Ni lo guardo» would be untrue."""
    phone = desk.world.twilio.phone("+18095550134", "Ana")
    await phone.say(HELLO)
    await phone.hear()
    await phone.send_media("image/jpeg")
    assert (await phone.hear()).text.startswith("Recibí el archivo. Yo no puedo verlo; el asesor sí.")


async def test_nothing_is_kept_unless_the_agency_wants_it(tmp_path: Path) -> None:
    """Without `keep_media` not even the place of a file is stored."""
    async with open_world(tmp_path) as world, running(world.settings), aiohttp.ClientSession() as http:
        lead = await Desk(world, http).whatsapp_lead("image/jpeg")
    assert lead.lead.media == ()
    assert b"ME0" not in (tmp_path / "leadbot.db").read_bytes()


def _other_mark(link: str) -> str:
    return link[:-1] + ("0" if link[-1] != "0" else "1")


def _other_file(link: str) -> str:
    head, _, ends, mark = link.rsplit(".", 3)
    return f"{head}.1.{ends}.{mark}"


def _longer(link: str) -> str:
    head, ends, mark = link.rsplit(".", 2)
    return f"{head}.{int(ends) + 1}.{mark}"


@pytest.mark.parametrize("change", [_other_mark, _other_file, _longer, lambda link: link + "0"])
async def test_a_link_that_was_changed_opens_nothing(desk: Desk, change: Callable[[str], str]) -> None:
    """Nobody makes a link of their own, of another file, or one that lasts longer."""
    (link,) = await desk.links(await desk.whatsapp_lead("image/jpeg"))
    status, kind, page = await desk.open(change(link))
    assert (status, kind) == (404, "text/html")
    assert "Este enlace no abre nada" in page.decode()


async def test_a_link_ends(desk: Desk) -> None:
    """Who comes too late reads how to get another one."""
    (link,) = await desk.links(await desk.whatsapp_lead("image/jpeg"), good_for=timedelta(seconds=-1))
    status, _, page = await desk.open(link)
    assert (status, "leadbot leads show" in page.decode()) == (410, True)


async def test_an_erased_person_leaves_nothing_to_open(desk: Desk) -> None:
    """«Borrar mis datos» ends the links too."""
    (link,) = await desk.links(await desk.whatsapp_lead("image/jpeg"))
    phone = desk.world.twilio.phone("+18095550134", "Ana")
    await phone.say("borrar mis datos")
    await phone.hear()
    await phone.tap("Sí, borrar")
    await phone.hear()
    assert (await desk.open(link))[0] == 404


async def test_what_is_neither_picture_nor_sound_is_not_passed_on(desk: Desk) -> None:
    """A page with a script that calls itself a photo would run under our own address."""
    (link,) = await desk.links(await desk.whatsapp_lead("image/jpeg"))
    (name,) = desk.world.twilio.media
    desk.world.twilio.media[name] = "image/jpeg", b"<html><script>alert(1)</script>"
    status, kind, page = await desk.open(link)
    assert (status, kind) == (503, "text/html")
    assert b"alert" not in page


async def test_a_file_that_is_too_large_is_refused(desk: Desk) -> None:
    """Nobody fills our connection with a film of hours."""
    (link,) = await desk.links(await desk.whatsapp_lead("image/jpeg"))
    (name,) = desk.world.twilio.media
    desk.world.twilio.media[name] = "image/jpeg", PHOTO + bytes(SIZE_LIMIT)
    assert (await desk.open(link))[0] == 503


async def test_a_file_without_an_announced_length_is_cut_when_it_grows_too_large(desk: Desk) -> None:
    """What comes in pieces is counted; half a file never looks like a whole one."""
    (link,) = await desk.links(await desk.whatsapp_lead("image/jpeg"))
    (name,) = desk.world.twilio.media
    desk.world.twilio.media[name] = "image/jpeg", PHOTO + bytes(SIZE_LIMIT)
    desk.world.twilio.in_pieces = True
    with pytest.raises(aiohttp.ClientPayloadError):
        await desk.open(link)


async def test_a_file_that_twilio_deleted_is_gone(desk: Desk) -> None:
    """What the platform no longer has is told as such."""
    (link,) = await desk.links(await desk.whatsapp_lead("image/jpeg"))
    desk.world.twilio.media.clear()
    status, _, page = await desk.open(link)
    assert (status, "ya no está" in page.decode()) == (410, True)


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (Fault(method="getFile", status=400, description="Bad Request: wrong file_id"), 410),
        (Fault(method="getFile", status=400, description="Bad Request: file is too big"), 410),
        (Fault(method="getFile", status=502, body="<html>"), 503),
        (Fault(method="getFile", status=429, retry_after=3), 503),
    ],
)
async def test_what_telegram_refuses_is_told(desk: Desk, fault: Fault, status: int) -> None:
    """A file that Telegram will not give is a page with a reason, never an error of ours."""
    (link,) = await desk.links(await desk.telegram_lead())
    desk.world.telegram.faults.append(fault)
    assert (await desk.open(link))[0] == status


async def test_a_redirect_leads_nowhere_else(desk: Desk) -> None:
    """Twilio sends us on to its own hosts; anywhere else, such as a machine beside ours, is not asked."""
    (link,) = await desk.links(await desk.whatsapp_lead("image/jpeg"))
    desk.world.twilio.media_host = desk.world.settings.public_url
    assert (await desk.open(link))[0] == 503


@pytest.mark.parametrize(
    ("target", "may"),
    [
        ("https://mms.twiliocdn.com/AC1/x?Signature=y", True),
        ("https://s3-external-1.amazonaws.com/media.twiliocdn.com/AC1/x", True),
        ("https://s3-external-1.amazonaws.com/another-bucket/x", False),
        ("http://mms.twiliocdn.com/AC1/x", False),
        ("https://mms.twiliocdn.com.evil.example/x", False),
        ("https://mms.twiliocdn.com@169.254.169.254/x", False),
        ("http://169.254.169.254/latest/meta-data", False),
        ("https://api.twilio.com/2010-04-01/x", True),
        ("", False),
    ],
)
def test_only_hosts_of_twilio_are_followed(target: str, may: bool) -> None:
    """No answer of the platform can send us into the house's own network."""
    assert is_media_host("https://api.twilio.com", target) is may
