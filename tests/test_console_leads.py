"""What staff do about leads and chats in the console, as their browser does it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.records import LeadRow
from bot.console.masking import masked_email, masked_name, masked_phone, masked_text
from bot.sandbox.world import AGENCY
from tests.consoles import PASSWORD, Browser, Office, add_user, open_office


@pytest.fixture
async def office(tmp_path: Path, database_url: str) -> AsyncIterator[Office]:
    """On each database in turn."""
    async with open_office(tmp_path, database_url=database_url) as opened:
        yield opened


@pytest.fixture
async def ana(office: Office) -> Browser:
    return await office.signed_in("ana")


async def lead_of(office: Office, how: str) -> LeadRow:
    async with office.store() as store:
        found = await store.lead(office.leads[AGENCY, how])
    assert found
    return found


async def deeds(office: Office) -> list[tuple[str, str]]:
    """The newest first, without signing in."""
    async with office.store() as store:
        return [(deed.deed, deed.why) for deed in await store.people.deeds(AGENCY) if deed.deed != "login"]


async def act(ana: Browser, office: Office, how: str, what: str, **form: str) -> str:
    """Press a button of a lead; where it leads."""
    answer = await ana.post(f"/console/leads/{office.leads[AGENCY, how]}/{what}", back="/console/", **form)
    assert answer.status == 303, answer.text
    return str(answer.headers["Location"])


async def test_today_shows_what_needs_a_person(ana: Browser) -> None:
    """Each thing that waits stands there with its reason in plain words, and nobody's number in full."""
    page = (await ana.get("/console/")).text
    for words in (
        "El canal whatsapp no envía",
        "Pide hablar con una persona",
        "La misma persona envió demasiados en poco tiempo.",
        "El CRM no acepta sus datos.",
        "Mejor me llaman después de las 6",
        "El CRM lo conocía y no hizo un negocio nuevo.",
        "La persona pidió borrar sus datos.",
        "Un mensaje no se pudo atender",
    ):
        assert words in page
    assert "8095550" not in page
    assert "809-555-0" not in page


async def test_a_held_lead_is_sent_with_one_button(office: Office, ana: Browser) -> None:
    """It goes into the queue again at once, and who pressed the button is on record."""
    assert await act(ana, office, "parked", "resend") == "/console/?done=resent"
    assert (await lead_of(office, "parked")).state in ("queued", "sending", "delivered_new")
    assert await deeds(office) == [("resend", "")]
    assert "Va otra vez al CRM." in (await ana.get("/console/?done=resent")).text


async def test_a_refused_lead_is_corrected_and_sent(office: Office, ana: Browser) -> None:
    """The form comes filled, says what is wrong, and what is saved is what the CRM gets."""
    path = f"/console/leads/{office.leads[AGENCY, 'rejected']}/edit"
    page = await ana.get(path)
    assert 'value="809-555-0188"' in page.text
    wrong = await ana.post(path, name=" ", phone="123", email="luis@", notes="")
    assert wrong.status == 422
    assert wrong.text.count('aria-invalid="true"') == 3
    good = {"name": "Luis  Peña Díaz", "phone": "(829) 555-0111", "email": "luis@example.com", "notes": "Uno\nDos"}
    answer = await ana.post(path, back="/console/", **good)
    assert (answer.status, answer.headers["Location"]) == (303, "/console/?done=resent")
    row = await lead_of(office, "rejected")
    assert row.state != "rejected"
    assert (row.lead.full_name, row.lead.phone.e164, row.lead.phone.proven) == ("Luis Peña Díaz", "+18295550111", False)
    assert (row.lead.email.address, row.lead.notes) == ("luis@example.com", ("Uno", "Dos"))
    assert await deeds(office) == [("resend", ""), ("edit", ""), ("reveal", "")]
    assert "R-10001" in (await ana.get("/console/leads?q=829-555-0111")).text


async def test_what_is_discarded_has_a_reason(office: Office, ana: Browser) -> None:
    """Whoever asks later why somebody was never called finds who decided so, and why."""
    path = f"/console/leads/{office.leads[AGENCY, 'parked']}/discard"
    assert (await ana.post(path, why="because")).status == 400
    assert (await lead_of(office, "parked")).state == "parked"
    await act(ana, office, "parked", "discard", why="spam")
    assert (await lead_of(office, "parked")).state == "cancelled"
    assert await deeds(office) == [("discard", "spam")]
    assert "no es una persona interesada" in (await ana.get(f"/console/leads/{office.leads[AGENCY, 'parked']}")).text


async def test_a_button_that_comes_too_late_says_so(office: Office, ana: Browser) -> None:
    """Two people who look at the same list do not undo each other's work."""
    await act(ana, office, "parked", "discard", why="test")
    assert await act(ana, office, "parked", "resend") == "/console/?done=too_late"


@pytest.mark.parametrize(
    ("how", "what", "gone"),
    [
        ("delivered_existing", "followed", "El CRM lo conocía y no hizo un negocio nuevo."),
        ("delivered_new", "done", "Mejor me llaman después de las 6"),
    ],
)
async def test_what_is_done_leaves_the_list(office: Office, ana: Browser, how: str, what: str, gone: str) -> None:
    """A task is there until somebody says that it is done, and then it is not."""
    assert gone in (await ana.get("/console/")).text
    await act(ana, office, how, what)
    assert gone not in (await ana.get("/console/")).text


async def test_an_erasure_in_the_crm_is_done_once(office: Office, ana: Browser) -> None:
    """The task for the CRM's copy goes when somebody has deleted it there."""
    async with office.store() as store:
        (line,) = (await store.desk.tasks(AGENCY)).to_erase
    assert (await ana.post(f"/console/leads/{line.lead.id}/erased")).status == 303
    assert "La persona pidió borrar sus datos." not in (await ana.get("/console/")).text


async def test_a_call_is_answered(office: Office, ana: Browser) -> None:
    """Who asked for a person waits on the list until somebody spoke with them."""
    assert (await ana.post(f"/console/chats/{office.chats[AGENCY]}/answered")).status == 303
    assert "Pide hablar con una persona" not in (await ana.get("/console/")).text


async def test_a_message_that_broke_is_tried_again_or_left(office: Office, ana: Browser) -> None:
    """What no try got through waits for a person's word."""
    assert (await ana.post(f"/console/events/{office.events[AGENCY]}/discard")).status == 303
    assert "Un mensaje no se pudo atender" not in (await ana.get("/console/")).text
    assert (await ana.post(f"/console/events/{office.events[AGENCY]}/retry")).status == 404


async def test_a_closed_channel_is_tried_at_once(office: Office, ana: Browser) -> None:
    """After mending its account nobody has to wait for the next probe."""
    assert (await ana.post("/console/channels/by-whatsapp/open")).headers["Location"] == "/console/?done=unblocked"
    assert (await ana.post("/console/channels/by-nothing/open")).status == 404


async def test_a_lead_tells_its_whole_story(office: Office, ana: Browser) -> None:
    """Where they came from, what was said, what the CRM answered and who did what, on one page."""
    page = (await ana.get(f"/console/leads/{office.leads[AGENCY, 'rejected']}")).text
    for words in (
        "Luis Peña",
        "un letrero",
        "K7M-4PF",
        "Apartamento 3 hab. en Naco",
        "El CRM rechazó los datos",
        "phone: no es válido",
        "¡Hola! ¿Qué buscas?",
        "Comprar",
        "sí, enviar",
    ):
        assert words in page


async def test_an_alert_leads_to_its_lead(office: Office, ana: Browser) -> None:
    """The link in an alert names the reference that everybody knows."""
    answer = await ana.get("/console/leads/R-10001")
    assert answer.headers["Location"] == f"/console/leads/{office.leads[AGENCY, 'rejected']}"
    assert (await ana.get("/console/leads/R-ZZZZZ")).status == 404


async def test_a_number_is_seen_by_who_asks_and_that_is_on_record(office: Office, ana: Browser) -> None:
    """Phone and e-mail are masked, also where somebody wrote them, until a button shows them."""
    path = f"/console/leads/{office.leads[AGENCY, 'rejected']}"
    masked = (await ana.get(path)).text
    for secret in ("809-555-0188", "+18095550188", "luis.pena@example.do"):
        assert secret not in masked
    assert "809-•••-••88" in masked
    assert "l•••@example.do" in masked
    shown = (await ana.post(f"{path}/reveal")).text
    assert "809-555-0188" in shown
    assert "tel:+18095550188" in shown
    assert "mi correo es luis.pena@example.do" in shown
    assert await deeds(office) == [("reveal", "")]


async def test_a_chat_is_shown_as_the_person_saw_it(office: Office, ana: Browser) -> None:
    """With its buttons, its place in the flow, and numbers only for whoever asks."""
    assert "Rosa Elena Marte" in (await ana.get("/console/chats")).text
    path = f"/console/chats/{office.chats[AGENCY]}"
    page = (await ana.get(path)).text
    assert "pidió una persona" in page
    assert "carlos@example.do" not in page
    assert (
        page.index("Hola, soy Carlos") < page.index("¡Hola! ¿Qué buscas?") < page.index("quiero hablar con una persona")
    )
    assert "carlos@example.do" in (await ana.post(f"{path}/reveal")).text
    assert await deeds(office) == [("reveal_chat", "")]


async def test_a_technician_sees_the_machine_and_not_the_people(office: Office) -> None:
    """Whoever looks after channels and CRM has no names, words or numbers before them, and no search to find out."""
    async with office.store() as store:
        await add_user(store, AGENCY, "teo", "technician")
    teo = await office.signed_in("teo")
    lead = (await teo.get(f"/console/leads/{office.leads[AGENCY, 'rejected']}")).text
    listed = (await teo.get("/console/leads?q=Luis")).text
    today = (await teo.get("/console/")).text
    chat = (await teo.get(f"/console/chats/{office.chats[AGENCY]}")).text
    for page in (lead, listed, today, chat):
        for secret in ("Luis Peña", "Carlos Núñez", "Busca para enero", "Hola, soy", "después de las 6", "Rosa Elena"):
            assert secret not in page
    assert listed.count("R-1000") == 5
    assert "El canal whatsapp no envía" in today


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ("R-10001", "Luis Peña"),
        ("r-10001", "Luis Peña"),
        ("809-555-0188", "Luis Peña"),
        ("+1 (809) 555 0188", "Luis Peña"),
        ("LUIS.PENA@example.do", "Luis Peña"),
        ("pena luis", "Luis Peña"),
        ("nunez", "Carlos Núñez"),
        ("555-0155", "Carlos Núñez"),
    ],
)
async def test_a_lead_is_found(ana: Browser, sought: str, found: str) -> None:
    """By reference, number, e-mail or name, however it is written, and nobody else with it."""
    page = await ana.get("/console/leads?q=" + sought.replace("+", "%2B").replace(" ", "+"))
    assert re.findall(r'class="who">([^<]+)<', page.text) == [found]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("group=open", {"Rosa Elena Marte", "Luis Peña"}),
        ("group=existing", {"Yudelka Mora"}),
        ("channel=telegram", set()),
        ("intent=rent", set()),
        ("code=K7M-4PF&group=open&period=7", {"Rosa Elena Marte", "Luis Peña"}),
        ("q=Beto", set()),
        ("group=nonsense&period=nonsense&intent=nonsense&before=nonsense&code=%00", None),
    ],
)
async def test_a_list_is_narrowed(ana: Browser, query: str, names: set[str] | None) -> None:
    """Filters show what they say, and what makes no sense is left out."""
    page = await ana.get(f"/console/leads?{query}")
    assert page.status == 200
    found = set(re.findall(r'class="who">([^<]+)<', page.text))
    assert found == names if names is not None else len(found) == 5
    assert names or names is None or "Nada coincide" in page.text


async def test_what_is_exported_runs_nowhere(office: Office, ana: Browser) -> None:
    """The table asks the password again, is on record, and no cell of it is a formula."""
    async with office.store() as store:
        found = await store.desk.lead(AGENCY, office.leads[AGENCY, "parked"])
        assert found
        from dataclasses import replace

        evil = replace(found[0].lead, full_name='=HYPERLINK("http://evil.example")')
        assert await store.desk.edit_lead(AGENCY, evil)
    assert (await ana.post("/console/leads/export", password="no es esta", period="all")).status == 403
    assert await deeds(office) == []
    answer = await ana.post("/console/leads/export", password=PASSWORD, period="all")
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert answer.headers["Cache-Control"] == "no-store"
    rows = list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig"))))
    assert rows[0][:3] == ["Referencia", "Recibido", "Estado"]
    assert len(rows) == 6
    assert {row[3] for row in rows} >= {'\'=HYPERLINK("http://evil.example")', "Luis Peña"}
    assert all(row[4] == "" or row[4].startswith("'+1") for row in rows[1:])
    assert await deeds(office) == [("export", "all")]


def test_masks_keep_what_is_recognised() -> None:
    """Country or area and the end of a number, the first letter and the domain of an address; a price stays."""
    assert masked_phone("+18095550134") == "809-•••-••34"
    assert masked_phone("+34612345678").startswith("+34 6")
    assert masked_phone("+34612345678").endswith("78")
    assert masked_phone("") == ""
    assert masked_email("ana@example.do") == "a•••@example.do"
    assert masked_name("Rosa Elena Marte") == "Rosa E."
    assert (
        masked_text("llámame al 809 555 0134, tengo 150,000 dólares")
        == "llámame al ••• ••• ••34, tengo 150,000 dólares"
    )
