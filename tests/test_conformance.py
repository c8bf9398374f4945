"""Every kind of channel, played the golden transcripts: wherever somebody writes, the agency gets the same lead."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.channels import KINDS
from tests.transcripts import FRONTS, Front, Transcript, play, transcripts
from tests.webchat_row import ROW, front

OF_THE_CHANNEL = ("via", "form_name")
DRAWN = ("leadbot_id", "reference")  # for each lead anew
NOTED_OF_THE_CHANNEL = re.compile(r"(Canal|Channel): .*|(Teléfono|Phone) (compr|escrito|verified|typed).*")
TIME = re.compile(r" \d\d:\d\d$", re.MULTILINE)
INTERNAL = re.compile(r".*@sin-correo\.invalid")


@pytest.fixture(autouse=True)
def web_chat(monkeypatch: pytest.MonkeyPatch) -> None:
    """The row that docs/third-channel.md adds."""
    monkeypatch.setitem(KINDS, "webchat", ROW)


def test_every_kind_is_played() -> None:
    """A row without somebody who writes there would be a promise that nobody looks at."""
    assert every_front().keys() == KINDS.keys()


@pytest.mark.parametrize("transcript", transcripts(), ids=lambda transcript: transcript.name)
async def test_every_channel_gives_the_same_lead(transcript: Transcript, tmp_path: Path) -> None:
    """What reaches the CRM tells on which channel somebody wrote and whether it vouches for their number; all else is
    the same."""
    found = {}
    for kind, there in every_front().items():
        if there.like in transcript.channels:
            folder = tmp_path / kind
            folder.mkdir()
            _, leads = await play(transcript, there, folder, "")
            found[kind] = [common(lead, words_only_on(there.like, transcript)) for lead in leads]
    assert list(found.values()) == [next(iter(found.values()))] * len(found)


def every_front() -> dict[str, Front]:
    return {**FRONTS, "webchat": front()}


def words_only_on(channel: str, transcript: Transcript) -> set[str]:
    """What a person says there and nowhere else: the number is asked for, or proposed."""
    said = {name: {line.text for line in lines if line.sign == ">"} for name, lines in transcript.lines.items()}
    return {words for words in said[channel] if not all(words in others for others in said.values())}


def common(lead: Mapping[str, Any], only_here: set[str]) -> dict[str, Any]:
    """A lead without what has to differ."""
    kept = {name: value for name, value in lead.items() if name not in OF_THE_CHANNEL}
    kept["metadata"] = {name: value for name, value in lead["metadata"].items() if name not in DRAWN}
    kept["email"] = INTERNAL.sub("none", lead["email"])
    kept["notes"] = [
        line
        for line in TIME.sub("", lead["notes"]).split("\n")
        if not NOTED_OF_THE_CHANNEL.fullmatch(line) and not any(words in line for words in only_here)
    ]
    return kept
