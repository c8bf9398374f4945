"""`leadbot staff`: who is told, said and changed beside a running service."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.alerts import EMAIL, Plan
from adapters.engines import open_store
from adapters.records import Arrival
from bot.problem import SettingsError
from bot.settings.file import load_settings
from flows.events import TextReceived
from tests.commands import Run

NOW = datetime.now(UTC)


async def link(config: Path, code: str) -> None:
    """Somebody writes «/staff CODE»."""
    said = Arrival(key="1", chat="700100201", event=TextReceived(text="/staff …"), staff_code=code)
    async with open_store(load_settings(config, {}).database_url) as store:
        await store.receive("casanova", "telegram", [said], NOW)


def drawn(printed: str) -> str:
    found = re.search(r"/staff ([A-Z0-9]{8})\n", printed)
    assert found
    return found[1]


async def test_a_code_links_a_chat_which_is_listed_and_unlinked(run: Run, config: Path) -> None:
    """From the code to the last alert."""
    code = drawn((await asyncio.to_thread(run, "staff", "code")).output)
    await link(config, code)
    [chat] = json.loads((await asyncio.to_thread(run, "staff", "chats", "--json")).output)
    assert (chat["agency"], chat["channel"], chat["address"]) == ("casanova", "telegram", "700100201")
    assert "700100201" in (await asyncio.to_thread(run, "staff", "chats")).output
    gone = await asyncio.to_thread(run, "staff", "unlink", str(chat["number"]))
    assert gone.exit_code == 0
    assert "leadbot staff code" in (await asyncio.to_thread(run, "staff", "chats")).output
    assert (await asyncio.to_thread(run, "staff", "unlink", str(chat["number"]))).exit_code == 1


async def test_a_test_is_an_alert_each_time(run: Run, config: Path) -> None:
    """Asked for twice, it is sent twice."""
    for _ in range(2):
        assert (await asyncio.to_thread(run, "staff", "test")).exit_code == 0
    async with open_store(load_settings(config, {}).database_url) as store:
        await store.distribute_alerts({"casanova": Plan(ways=(EMAIL,))}, datetime.now(UTC))
        notice = await store.claim_notice(datetime.now(UTC), 60)
    assert notice
    assert [alert.cause for alert in notice.alerts] == ["test", "test"]


@pytest.mark.parametrize(
    ("lines", "keys"),
    [
        ('[agencies.casanova.alerts]\nemail = ["ana@example.do"]', ["mail.host", "mail.sender"]),
        ('[agencies.casanova.alerts]\nwebhook = "https://crm.example.do"', ["agencies.casanova.alerts.webhook_secret"]),
        (
            '[agencies.casanova.alerts]\nemail = ["ana"]\n[mail]\nhost="h"\nsender="a@b.do"',
            ["agencies.casanova.alerts.email"],
        ),
        ("[mail]\nport = 70000", ["mail.port"]),
    ],
)
def test_ways_that_cannot_work_are_refused(lines: str, keys: list[str], config: Path) -> None:
    """What one key needs of another is said before anything starts."""
    config.write_text(f"{config.read_text('utf-8')}\n{lines}\n", "utf-8")
    with pytest.raises(SettingsError) as refused:
        load_settings(config, {})
    assert [problem.key for problem in refused.value.problems] == keys
