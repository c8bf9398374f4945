"""Staff see what was said to a person and what became of it, and who wrote while nobody was there."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.records import ReplyRow
from adapters.sending import Progress, StatusUpdate, Unreachable
from adapters.store import Store
from bot.cli.said_words import delivery_of
from flows.events import MediaReceived
from tests.commands import beside
from tests.stores import AGENCY, CHANNEL, NOW, after, chat_of, confirm, lead, saying, text
from tests.test_cli import in_thread


async def told(store: Store, words: str, progress: Progress | None = None, failure: Unreachable | None = None) -> None:
    """One more reply in Ana's chat, and what the platform says of it."""
    chat = await chat_of(store, text(words))
    await store.apply(chat, saying(words, "notice"), NOW)
    (due,) = await store.claim_replies(NOW, 60, 10)
    await store.reply_sent(due, f"SM {words}", NOW)
    if progress:
        code = 63024 if failure else None
        update = StatusUpdate(provider_id=f"SM {words}", status=progress, error_code=code, failure=failure)
        await store.record_status(AGENCY, CHANNEL, update, after(-60))


async def test_a_lead_is_shown_with_what_its_person_was_told(config: Path) -> None:
    """Each message with its fate, in the order in which it was said; in JSON for a program."""

    async def talk(store: Store) -> None:
        await confirm(store, lead())
        await told(store, "hola")
        await told(store, "¿Cómo te llamas?", "delivered")
        await told(store, f"Listo, Ana. {'Casa Nova ' * 20}", "read")

    await beside(config, talk)
    shown = (await in_thread(["leads", "show", "R-00001", "--config", str(config)])).output
    lines = shown[shown.index("Se le dijo:") :].splitlines()[1:4]
    assert [line[20:].split("]")[0] for line in lines] == ["[enviado", "[entregado", "[leído"]
    assert lines[2].endswith("…")
    assert "Mensajes:" not in shown
    row = json.loads((await in_thread(["leads", "show", "R-00001", "--json", "--config", str(config)])).output)
    assert [said["status"] for said in row["replies"]] == ["", "delivered", "read"]
    listed = json.loads((await in_thread(["leads", "list", "--json", "--config", str(config)])).output)
    assert listed[0]["replies"] == []


async def test_a_person_whom_nothing_reaches_is_named(config: Path) -> None:
    """So that somebody calls; in the words of the person, not by a number of Twilio's."""

    async def talk(store: Store) -> None:
        await confirm(store, lead())
        await told(store, "Listo, Ana.", "failed", Unreachable())

    await beside(config, talk)
    shown = (await in_thread(["leads", "show", "R-00001", "--config", str(config)])).output
    assert "Mensajes:        no le llegan: llámala por teléfono" in shown
    assert "[no llegó: la persona bloqueó, o ese número no recibe (63024)]  Listo, Ana." in shown


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (ReplyRow(text="", queued_at=NOW, state="queued"), "en cola"),
        (ReplyRow(text="", queued_at=NOW, state="unclear"), "no se sabe si llegó"),
        (
            ReplyRow(text="", queued_at=NOW, state="dropped", reason="budget"),
            "no se envió: ya se le había dicho bastante",
        ),
        (
            ReplyRow(text="", queued_at=NOW, state="failed", reason="http 400, code 21656"),
            "no llegó: http 400, code 21656",
        ),
        (
            ReplyRow(text="", queued_at=NOW, state="sent", status="undelivered", error_code="63032"),
            "no llegó (63032)",
        ),
    ],
)
def test_every_fate_has_its_words(row: ReplyRow, words: str) -> None:
    """What nobody foresaw is shown as it stands."""
    assert delivery_of(row) == words


async def test_staff_read_what_came_too_late(config: Path) -> None:
    """Who wrote while nobody was there, with the number to call; nobody answered them."""

    async def gap(store: Store) -> None:
        long_ago = NOW - timedelta(hours=30)
        voice = replace(text("2"), event=MediaReceived(what="voice"))
        for arrival in (text("1", "¿Sigue\ndisponible el apartamento?"), voice):
            await store.receive(AGENCY, CHANNEL, [replace(arrival, sent_at=long_ago)], NOW)

    await beside(config, lambda store: store.ping())
    assert (await in_thread(["leads", "late", "--config", str(config)])).output == "Nada llegó tarde.\n"
    await beside(config, gap)
    shown = " ".join((await in_thread(["leads", "late", "--config", str(config)])).output.split())
    assert "2026-11-23 06:00 casanova, whatsapp +18095550134 ¿Sigue disponible el apartamento?" in shown
    assert shown.endswith("+18095550134 (nota de voz)")
    rows = json.loads((await in_thread(["leads", "late", "--json", "--config", str(config)])).output)
    assert [row["event"] for row in rows] == ["¿Sigue disponible el apartamento?", "(nota de voz)"]
