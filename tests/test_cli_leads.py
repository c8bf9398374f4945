"""`leadbot leads` shows what became of every lead, and lets staff act on it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.media import attached
from adapters.records import Settlement
from adapters.store import Store
from flows.conversation import Conversation
from tests.commands import LATER, Run, beside, two_leads
from tests.stores import AGENCY, CHANNEL, NOW, applied, claim, confirm, lead, text
from tests.test_cli import in_thread

CHAT = "https://chat.example.do"


def records(table: str) -> dict[str, str]:
    """What the table says of each lead, in one line; a record that is wider than the screen goes on below itself."""
    joined = re.sub(r"\n {4}", "  ", re.sub(r"\n {8}", " ", table))
    return {line.split()[0]: line for line in joined.splitlines() if line}


def test_leads_before_the_first_start(run: Run) -> None:
    """Without a store the commands say so, and create none."""
    ended = run("leads", "list")
    assert ended.exit_code == 3
    assert "no existe" in ended.output


@pytest.mark.usefixtures("leads")
def test_list_reads_like_a_table(run: Run) -> None:
    """Staff see who, how to reach them, what became of it and what to do."""
    ended = run("leads", "list")
    lines = records(ended.output)
    assert "Ana Peña  +18095550134  ana@example.do" in lines["R-00001"]
    assert "entregado" in lines["R-00001"]
    assert "te espera" in lines["R-00002"]
    assert "2026-11-23 06:00" in lines["R-00002"]
    starts = {line.index("Ana") for line in ended.output.splitlines() if "Ana" in line}
    assert len(starts) == 1


@pytest.mark.usefixtures("leads")
def test_list_shows_only_what_is_asked_for(run: Run) -> None:
    """By agency or state, which is typed as the table calls it, and as JSON for a script."""
    found = json.loads(run("leads", "list", "--state", "parked", "--json").output)
    assert [(row["lead"]["reference"], row["state"]) for row in found] == [("R-00002", "parked")]
    assert found[0]["lead"]["confirmed_at"] == NOW.isoformat()
    for word in ("te espera", "Te Espera"):
        assert json.loads(run("leads", "list", "--state", word, "--json").output) == found
    mistyped = run("leads", "list", "--state", "te espara")
    assert (mistyped.exit_code, "¿querías decir «te espera»?" in mistyped.output) == (2, True)
    assert "No hay leads así." in run("leads", "list", "--state", "rejected").output


@pytest.mark.usefixtures("leads")
@pytest.mark.parametrize(
    "words",
    [
        ("leads", "list"),
        ("sign", "list"),
        ("sign", "stats"),
        ("sign", "show", "K7M4PF"),
        ("sign", "pause", "K7M4PF"),
        ("sign", "new", "--title", "Casa", "--type", "venta"),
        ("sign", "print", "K7M4PF", "--layout", "a4", "--out", "out"),
        ("flow", "draw"),
        ("chat",),
    ],
)
def test_a_misspelt_agency_is_usage(run: Run, words: tuple[str, ...]) -> None:
    """An empty list would look as if nobody had written; the nearest name is what was meant."""
    ended = run(*words, "--agency", "casanva")
    assert (ended.exit_code, "¿querías decir «casanova»?" in ended.output) == (2, True)


def test_a_misspelt_agency_is_usage_before_the_first_start(run: Run) -> None:
    """Also where there is no store yet to look into."""
    assert run("leads", "list", "--agency", "casanva").exit_code == 2


@pytest.mark.parametrize(
    ("status", "said", "remedy"),
    [(401, "rechaza la clave (401)", "alterestate.api_key"), (404, "no atiende en esa dirección (404)", "base_url")],
)
async def test_a_crm_that_refuses_all_is_told_at_each_lead(config: Path, status: int, said: str, remedy: str) -> None:
    """«Nada: se envía solo» would be untrue while the CRM takes nothing: staff read why, and what to do."""

    async def refused(store: Store) -> None:
        await two_leads(store)
        await confirm(store, lead(3, phone="+18295550188", email="carla@example.com"), chat="whatsapp:+18295550188")
        due = await claim(store)
        assert due
        again = Settlement(
            state="queued",
            reason="refused",
            outcome="refused",
            status=status,
            next_at=LATER,
            until=LATER,
            destination="blocked",
            counts=False,
        )
        assert await store.settle(due, again, NOW)

    await beside(config, refused)
    listed = (await in_thread(["leads", "list", "--config", str(config)])).output.splitlines()
    assert listed[0].startswith(f"¡Atención! El CRM de «casanova» {said}: no se envía ningún lead. Revisa alterestate.")
    assert remedy in listed[0]
    lines = records("\n".join(listed[1:]))
    assert f"no se envía, el CRM {said}: revisa alterestate." in lines["R-00003"]
    assert "te espera" in lines["R-00002"]
    assert "el CRM lo tiene como nuevo" in lines["R-00001"]
    shown = (await in_thread(["leads", "show", "R-00003", "--config", str(config)])).output
    assert f"Qué hacer:       no se envía, el CRM {said}" in shown
    row = json.loads((await in_thread(["leads", "show", "R-00003", "--json", "--config", str(config)])).output)
    assert row["crm_refuses"] == status
    again = (await in_thread(["leads", "resend", "R-00003", "--config", str(config)])).output.splitlines()
    assert again == ["R-00003 vuelve a la cola.", listed[0]]
    assert "¡Atención!" not in (await in_thread(["leads", "list", "--agency", "otra", "--config", str(config)])).output


async def test_show_prints_a_link_to_each_file(config: Path) -> None:
    """Staff see what kind of file it is, where it opens and until when; a link is the only place where it is named."""
    photo, voice = attached("F1", "image/jpeg"), attached("F2", "audio/ogg")
    assert photo
    assert voice
    await beside(config, lambda store: confirm(store, replace(lead(1), media=(photo, voice))))
    shown = (await in_thread(["leads", "show", "R-00001", "--config", str(config)])).output
    assert re.search(r"^Archivos \(enlaces hasta las \d\d:\d\d\):$", shown, re.MULTILINE)
    first, second = re.findall(r"^  (.+)  https://chat\.example\.do/media/([0-9a-f.-]+)$", shown, re.MULTILINE)
    assert (first[0], second[0]) == ("foto", "nota de voz")
    assert first[1] != second[1]
    as_json = (await in_thread(["leads", "show", "R-00001", "--json", "--config", str(config)])).output
    assert [link.rpartition("/media/")[0] for link in json.loads(as_json)["media_links"]] == [CHAT, CHAT]


@pytest.mark.usefixtures("leads")
def test_show_tells_the_whole_story(run: Run) -> None:
    """One lead with its data, its attempts and its CRM number; its reference in any case."""
    shown = run("leads", "show", "r-00001").output
    for expected in (
        "Ana Peña",
        "escrito, sin comprobar",
        "Letrero K7M-4PF",
        "En el CRM:",
        "1. 2026-11-23 06:00",
        "(201)",
    ):
        assert expected in shown
    assert "la misma persona envió demasiados" in run("leads", "show", "R-00002").output
    assert json.loads(run("leads", "show", "R-00001", "--json").output)["attempts"][0]["status"] == 201


@pytest.mark.usefixtures("leads")
def test_a_lead_that_waits_is_sent_again(run: Run) -> None:
    """Staff release a held lead; one that is in the CRM stays there."""
    assert run("leads", "resend", "R-00002").exit_code == 0
    assert "en cola" in run("leads", "show", "R-00002").output
    refused = run("leads", "resend", "R-00001")
    assert (refused.exit_code, "está «entregado»" in refused.output) == (1, True)
    assert run("leads", "resend", "R-99999").exit_code == 1


@pytest.mark.usefixtures("leads")
def test_discarding_asks_first(run: Run) -> None:
    """A lead is given up only by somebody who said yes."""
    for no in ("n\n", "No\n", "\n", "quizás\nno\n", ""):
        assert run("leads", "discard", "R-00002", typed=no).exit_code == 1
        assert "te espera" in run("leads", "show", "R-00002").output
    assert run("leads", "discard", "R-00002", "--yes").exit_code == 0
    assert "cancelado" in run("leads", "show", "R-00002").output
    assert run("leads", "discard", "R-00001", "--yes").exit_code == 1


@pytest.fixture
async def corrections(config: Path) -> None:
    """Ana's lead is in the CRM, Beto's waits for staff, and each wrote again after sending."""

    async def write_again(store: Store) -> None:
        await two_leads(store)
        for number, words in ((1, "mi teléfono es otro:\n829-555-0177"), (2, "mejor quiero comprar")):
            (chat,) = (await store.receive(AGENCY, CHANNEL, [text(words, words, chat=f"{number}")], NOW)).chats
            more = applied(conversation=Conversation(), follow_up=(lead(number).id, words))
            await store.apply(chat, lambda *_, more=more: more, NOW)

    await beside(config, write_again)


@pytest.mark.usefixtures("corrections")
def test_what_somebody_wrote_after_sending_is_work_until_it_is_done(run: Run) -> None:
    """Staff see it where they look for what to do, beside what the lead itself needs, and read it in full."""
    listed = records(run("leads", "list").output)
    assert listed["R-00001"].endswith("  escribió después: léelo con «leadbot leads show R-00001»; luego «leads done»")
    assert "luego «resend» o «discard»; escribió después: léelo" in listed["R-00002"]
    shown = run("leads", "show", "R-00001").output
    assert "  2026-11-23 06:00  [pendiente]  mi teléfono es otro: 829-555-0177\n" in shown
    assert "Qué hacer:       escribió después" in shown


@pytest.mark.usefixtures("corrections")
def test_done_says_what_was_done_and_may_be_said_twice(run: Run) -> None:
    """What came in after somebody looked cannot go unread: it is printed, and only the lead that was named is done."""
    ended = run("leads", "done", "r-00001")
    assert ended.exit_code == 0
    assert ended.output.startswith("R-00001, hecho:\n  2026-11-23 06:00  [hecho 20")
    assert ended.output.endswith("]  mi teléfono es otro: 829-555-0177\n")
    listed = records(run("leads", "list").output)
    assert listed["R-00001"].endswith("nada: el CRM lo tiene como nuevo")
    assert "escribió después" in listed["R-00002"]
    assert "[hecho 20" in run("leads", "show", "R-00001").output
    again = run("leads", "done", "R-00001")
    assert (again.exit_code, again.output) == (0, "R-00001 no tenía nada pendiente.\n")


@pytest.mark.usefixtures("corrections")
def test_done_speaks_to_programs_too(run: Run) -> None:
    """What was marked, by whom and when; nothing is an empty list, and a lead that is not there is an error."""
    (marked,) = json.loads(run("leads", "done", "R-00002", "--json").output)
    assert (marked["words"], marked["said_at"]) == ("mejor quiero comprar", NOW.isoformat())
    assert marked["done_at"]
    assert json.loads(run("leads", "done", "R-00002", "--json").output) == []
    (said,) = json.loads(run("leads", "show", "R-00002", "--json").output)["follow_ups"]
    assert said["done_by"] == marked["done_by"]
    missing = run("leads", "done", "R-99999")
    assert (missing.exit_code, "No hay ningún lead R-99999" in missing.output) == (1, True)


@pytest.mark.usefixtures("leads")
@pytest.mark.parametrize("yes", ["s", "S", "sí", "SÍ.", "si", "y", "Yes", "claro\nsí"])
def test_a_yes_is_a_yes_in_either_language(run: Run, yes: str) -> None:
    """Whoever is asked in Spanish answers in Spanish, and an accent is no reason to ask again."""
    assert run("leads", "discard", "R-00002", typed=f"{yes}\n").exit_code == 0
    assert "cancelado" in run("leads", "show", "R-00002").output
