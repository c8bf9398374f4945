"""What staff learn of their signs: openings, taps, chats and sent leads, and nobody's name."""

from __future__ import annotations

import csv
import json
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from adapters.engines import open_store
from adapters.records import Applied, Chat
from adapters.signs import SignEvent, SignRow, Tick
from adapters.store import Store
from adapters.store.retention import SIGN_COUNTS
from bot.cli import main
from bot.signs.codes import mint_code
from bot.signs.counting import tick
from bot.signs.results import day_number, results
from flows.conversation import Conversation
from tests.commands import BARE
from tests.stores import AGENCY, NOW, applied, chat_of, file_in, sql, text

NACO = SignRow(agency=AGENCY, code="K7M4PF", title="=Naco", type="venta", campaign="verano")
VILLA = SignRow(agency=AGENCY, code="T4K7ND", title="Villa <b>", type="venta")


def ticks(code: str, day: date, **times: int) -> dict[Tick, int]:
    names: Mapping[str, SignEvent] = {
        "opened": "abrió",
        "tapped": "tocó WhatsApp",
        "chatted": "inició chat",
        "agreed": "aceptó",
        "sent": "envió",
    }
    return {
        Tick(agency=AGENCY, code=code, day=day_number(day), band=2, event=names[name]): number
        for name, number in times.items()
    }


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    async with open_store(database_url) as opened:
        yield opened


def test_a_moment_is_a_day_and_its_quarter_on_the_agencys_clock() -> None:
    """02:00 in UTC is still the evening before in Santo Domingo."""
    from zoneinfo import ZoneInfo

    late = datetime(2026, 11, 24, 2, tzinfo=UTC)
    counted = tick(AGENCY, "K7M4PF", "abrió", now=late, zone=ZoneInfo("America/Santo_Domingo"), device="phone")
    assert (counted.day, counted.band) == (day_number(date(2026, 11, 23)), 3)


async def test_counts_add_up(store: Store) -> None:
    """Twice the same is one row with the sum; nothing else is kept of a visit."""
    day = NOW.date()
    for _ in range(2):
        await store.count_ticks(ticks("K7M4PF", day, opened=3, sent=1))
    counted = await store.ticks(agency=AGENCY, code="K7M4PF")
    assert sorted((one.event, times) for one, times in counted.items()) == [("abrió", 6), ("envió", 2)]
    assert await store.ticks(since=day_number(day) + 1) == {}
    columns = "agency, code, day, band, event, device, times"
    assert await store._do(sql("SELECT * FROM sign_count")) == await store._do(sql(f"SELECT {columns} FROM sign_count"))


async def test_a_turn_counts_in_its_own_transaction(store: Store) -> None:
    """A turn that is tried again counts once; a scan by staff leaves its mark in the sign's history."""
    await store.add_signs([NACO], who="", now=NOW, mint=mint_code)
    failed: list[bool] = []

    def step(who: Chat, conversation: Conversation | None, event: object, find_sign: object) -> Applied:
        counted = tuple(ticks("K7M4PF", NOW.date(), chatted=1))
        if not failed:
            failed.append(True)
            raise RuntimeError("the first time")
        return applied(conversation=Conversation(), ticks=counted, checked="K7M4PF")

    chat = await chat_of(store, text("1"))
    for seconds in (0, 2):
        await store.apply(chat, step, NOW + timedelta(seconds=seconds))
    assert list((await store.ticks()).values()) == [1]
    assert [change.deed for change in await store.sign_history("K7M4PF")] == ["new", "check"]


async def test_counts_are_kept_for_two_years(store: Store) -> None:
    """Then they go, like everything else whose time is over."""
    await store.count_ticks(ticks("K7M4PF", (NOW - SIGN_COUNTS - timedelta(days=2)).date(), opened=1))
    await store.count_ticks(ticks("K7M4PF", (NOW - SIGN_COUNTS + timedelta(days=2)).date(), sent=1))
    await store.retain(NOW)
    assert [one.event for one in await store.ticks()] == ["envió"]


def test_results_by_sign_campaign_and_week() -> None:
    """The best opened first, zeros included, weeks by their Monday."""
    counted = {
        **ticks("K7M4PF", date(2026, 11, 23), opened=4, tapped=2, chatted=2, sent=1),
        **ticks("K7M4PF", date(2026, 11, 22), opened=1),
        **ticks("", date(2026, 11, 23), opened=7),
    }
    found = results([NACO, VILLA], counted, since=date(2026, 11, 1), now=NOW)
    assert [(row.name, row.times["abrió"], row.tapped) for row in found.signs] == [("K7M4PF", 5, 2), ("T4K7ND", 0, 0)]
    assert [(row.name, row.times["abrió"]) for row in found.campaigns] == [("verano", 5)]
    assert [(row.name, row.times["abrió"]) for row in found.weeks] == [("2026-11-16", 1), ("2026-11-23", 4)]
    assert found.wrong == 7


def test_signs_that_somebody_should_look_at() -> None:
    """No opening in 30 days: fallen or covered. Openings and no chat: a broken link. New or retired: neither."""
    opened = ticks("T4K7ND", NOW.date(), opened=12)
    fresh = SignRow(agency=AGENCY, code="9WXH38", title="Nuevo", created_at=NOW - timedelta(days=3))
    retired = SignRow(agency=AGENCY, code="C8F2T7", title="Vendida", state="retired")
    found = results([NACO, VILLA, fresh, retired], opened, since=date(1970, 1, 1), now=NOW)
    assert found.unseen == ("K7M4PF",)
    assert found.unanswered == ("T4K7ND",)


@pytest.fixture
async def config(tmp_path: Path) -> Path:
    path = tmp_path / "leadbot.toml"
    path.write_text(BARE, encoding="utf-8")
    today = datetime.now(UTC).date()
    async with open_store(f"sqlite:///{file_in(tmp_path)}") as opened:
        await opened.add_signs([NACO, VILLA], who="", now=NOW, mint=mint_code)
        await opened.count_ticks(ticks("K7M4PF", today, opened=4, tapped=2, chatted=2, agreed=2, sent=1))
        await opened.count_ticks(ticks("T4K7ND", today - timedelta(days=200), opened=9))
    return path


def stats(config: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["sign", "stats", *words, "--config", str(config)], catch_exceptions=False)


def test_the_command_says_it_as_a_table_and_as_json(config: Path) -> None:
    """For the assistant, and for a program."""
    shown = stats(config).stdout
    assert "K7M-4PF" in shown
    assert "verano" in shown
    answer = json.loads(stats(config, "k7m-4pf", "--json").stdout)
    assert answer["signs"] == [
        {
            "code": "K7M4PF",
            "title": "=Naco",
            "events": {
                "abrió": 4,
                "tocó WhatsApp": 2,
                "tocó Telegram": 0,
                "inició chat": 2,
                "aceptó": 2,
                "envió": 1,
            },
        }
    ]
    since = (datetime.now(UTC) - timedelta(days=9)).strftime("%Y-%m-%d")
    rows = {
        row["code"]: row["events"]["abrió"]
        for row in json.loads(stats(config, "--since", since, "--json").stdout)["signs"]
    }
    assert rows == {"K7M4PF": 4, "T4K7ND": 0}
    said = json.loads(stats(config, "--since", since, "--json").stdout)
    assert (said["rates"], said["best"], said["silent"]) == ({"K7M4PF": 25.0}, ["K7M4PF"], ["T4K7ND"])
    assert stats(config, "H5V9QM").exit_code == 1


def test_a_person_reads_what_works_and_what_is_silent(config: Path) -> None:
    """No rows of zeros: how many of the openings end in a lead, which signs bring them, and which nobody opened."""
    since = (datetime.now(UTC) - timedelta(days=9)).strftime("%Y-%m-%d")
    said = stats(config, "--since", since).stdout
    (row,) = [line for line in said.splitlines() if line.startswith("K7M-4PF")]
    assert row.split()[-6:-1] == ["2", "2", "2", "1", "25"]
    assert "Los que más traen: K7M-4PF (1, 25 % de sus aperturas)." in said
    assert "Sin nada en este tiempo: T4K-7ND." in said
    assert not any(line.startswith("T4K-7ND") for line in said.splitlines())
    assert "Todavía nadie abrió ninguno" in stats(config, "--since", "2999-01-01").stdout


def test_the_best_signs_come_first() -> None:
    """Most leads, then most of a hundred openings; three are enough to see."""
    signs = [SignRow(agency=AGENCY, code=code, title="Casa") for code in ("K7M4PF", "T4K7ND", "9WXH38", "C8F2T7")]
    sent = {"K7M4PF": (90, 2), "T4K7ND": (10, 2), "9WXH38": (5, 3), "C8F2T7": (1, 1)}
    counted = {
        tick: times
        for code, (opened, leads) in sent.items()
        for tick, times in ticks(code, NOW.date(), opened=opened, sent=leads).items()
    }
    found = results(signs, counted, since=date(2026, 1, 1), now=NOW)
    assert [row.name for row in found.best] == ["9WXH38", "T4K7ND", "K7M4PF"]


def test_the_command_writes_a_table_and_a_picture(config: Path, tmp_path: Path) -> None:
    """The CSV opens in a spreadsheet and runs nothing; the SVG is one, whatever the titles hold."""
    table, picture = tmp_path / "c.csv", tmp_path / "c.svg"
    assert stats(config, "--csv", str(table), "--svg", str(picture)).exit_code == 0
    rows = list(csv.DictReader(table.read_text("utf-8-sig").splitlines()))
    assert {row["titulo"] for row in rows} == {"'=Naco", "Villa <b>"}
    assert sum(int(row["veces"]) for row in rows) == 20
    drawn = "".join(ElementTree.fromstring(picture.read_text("utf-8")).itertext())
    assert "Villa <b>" in drawn
    assert "K7M-4PF" in drawn
    again = stats(config, "--csv", str(table))
    assert (again.exit_code, "--force" in again.stderr) == (1, True)
    assert stats(config, "--csv", str(table), "--force").exit_code == 0
