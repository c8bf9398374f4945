"""A webhook that was set wrongly is a line in the log, not a flood of them."""

from __future__ import annotations

from structlog.testing import capture_logs

from bot.http.stray import LOG_EVERY_S, StrayCalls


def test_one_line_a_minute() -> None:
    """However often a platform tries, and again as long as it lasts."""
    now = 0.0
    calls = StrayCalls(["https://chat.example.com/webhooks/casanova/whatsapp"], clock=lambda: now)
    with capture_logs() as lines:
        for _ in range(3 * LOG_EVERY_S):
            calls.met("GET", "/webhooks/casanova/whatsapp")
            now += 1
    assert len(lines) == 3
    assert {line["event"] for line in lines} == {"webhook called with the wrong method"}


def test_without_a_channel_there_is_nothing_to_name() -> None:
    """The line is there all the same."""
    with capture_logs() as lines:
        StrayCalls([]).met("POST", "/webhooks/x/y")
    assert [line["right"] for line in lines] == [[]]
