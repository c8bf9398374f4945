"""Nobody waits unseen because an agency was renamed."""

from __future__ import annotations

from pathlib import Path

from structlog.testing import capture_logs

from adapters.engines import open_store
from bot.main import running
from bot.sandbox.world import AGENCY, open_world
from tests.stores import AGENCY as GONE
from tests.stores import confirm, lead


async def test_a_start_warns_of_leads_that_nobody_sends_any_more(tmp_path: Path) -> None:
    """Leads of an agency that the settings no longer have are a warning in the log, which counts and names none."""
    assert GONE != AGENCY
    async with open_world(tmp_path) as world:
        async with open_store(world.settings.database_url) as store:
            await confirm(store, lead(1))
            await confirm(store, lead(2, held="volume"), chat="another chat")
        with capture_logs() as lines:
            async with running(world.settings):
                pass
    (warned,) = [line for line in lines if line["log_level"] == "warning"]
    assert (warned["key"], warned["what"]) == (f"agencies.{GONE}", "ya no está, y 2 leads suyos esperan")
    assert "Ana" not in str(lines)
