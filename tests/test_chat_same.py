"""A script's chat is the service's: the golden transcripts, word for word, through `leadbot chat --json`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest

from bot.cli.chat_script import Script
from bot.sandbox.world import ACCOUNT_SID, AUTH_TOKEN, BOT_SECRET, BOT_TOKEN, NUMBER
from bot.settings.model import Settings
from bot.talks import Talks
from tests.transcripts import REFERENCE, ROOT, Line, Transcript, received, transcripts

MEANWHILE = {
    "the CRM knows 809-555-0134": "exists",
    "the CRM knows 829-555-0199": "exists",
    "the CRM takes the next lead and does not answer": "down",
}
CHANNELS = {
    "whatsapp": {
        "kind": "whatsapp",
        "account_sid": ACCOUNT_SID,
        "auth_token": AUTH_TOKEN,
        "number": NUMBER,
        "via": "104",
    },
    "telegram": {"kind": "telegram", "token": BOT_TOKEN, "secret_token": BOT_SECRET, "via": "105"},
}
SHARED = re.compile(r"\(shares own number (.+)\)")


def can_be_scripted(transcript: Transcript) -> bool:
    """One sign there is, and nobody sends files."""
    one_sign = transcript.settings.get("signs", "K7M4PF") == "K7M4PF"
    return one_sign and all(line.text != "(voice note)" for lines in transcript.lines.values() for line in lines)


CASES = [(one, channel) for one in transcripts() if can_be_scripted(one) for channel in one.channels]


class Reader:
    """Reads a transcript to a script, and writes down what comes back in the transcript's form."""

    def __init__(self, transcript: Transcript, channel: str) -> None:
        self._script = Script(Talks(settings_of(transcript), "casacaribe"))
        self._heard: list[Line] = []
        self._options: list[Mapping[str, str]] = []
        self._leads: list[Mapping[str, Any]] = []
        own = transcript.settings.get("own number", "+18095550134")
        new = {
            "channel": channel,
            "phone": "" if own == "hidden" else own,
            "profile": transcript.settings.get("profile", "Ana"),
            "language": transcript.settings.get("app language", "es") if channel == "telegram" else "",
            "sign": transcript.settings.get("signs"),
        }
        self._do({"new": new})
        self._taps = channel == "telegram"

    def read(self, line: Line) -> Line:
        """What really happens at this line."""
        match line.sign:
            case ">":
                self._do(self._deed(line.text))
            case "#" if line.text in MEANWHILE:
                self._do({"crm": MEANWHILE[line.text]})
            case "#":
                number, unit, _ = line.text.split()
                self._do({"wait_s": int(number) * {"minutes": 60, "hours": 3600, "days": 86400}[unit]})
            case "=":
                return Line("=", received(self._leads, line.text))
            case _:
                return self._next_heard()
        return line

    def _next_heard(self) -> Line:
        if not self._heard:  # unasked: the CRM is there again
            self._do({"crm": "exists"})
            self._do({"wait_s": 60})
        return self._heard.pop(0)

    def _deed(self, action: str) -> dict[str, str]:
        if shared := SHARED.fullmatch(action):
            return {"share": shared[1]}
        label = action.strip("[]")
        tapped = next((option["id"] for option in self._options if option["label"] == label), None)
        return {"tap": tapped} if tapped and self._taps and action.startswith("[") else {"say": label}

    def _do(self, deed: Mapping[str, Any]) -> None:
        answer: Mapping[str, Any] = self._script.answer(json.dumps(deed).encode())
        assert "error" not in answer, answer
        if answer["texts"]:
            self._options = answer["options"]
        labels = tuple(option["label"] for option in answer["options"])
        *before, last = [*answer["texts"]] or [None]
        self._heard += [Line("<", REFERENCE.sub("R-…", text)) for text in before]
        self._heard += [] if last is None else [Line("<", REFERENCE.sub("R-…", last), labels)]
        self._leads += [answer["lead"]] if answer["lead"] else []


def settings_of(transcript: Transcript) -> Settings:
    """The agency of the transcripts."""
    agency: dict[str, Any] = {
        "name": "Casa Caribe",
        "human_phone": "809-555-0100",
        "hours": "lunes a sábado, 8:00 a 18:00",
        "privacy_url": "https://casacaribe.example/privacidad",
        "alterestate": {"api_key": "-"},
        "channels": CHANNELS,
    }
    agency |= {key: transcript.settings[key] for key in ("tell_registered", "consent") if key in transcript.settings}
    if "flow" in transcript.settings:
        agency["flow"] = str(ROOT / transcript.settings["flow"])
    return Settings.model_validate({"public_url": "https://chat.example.do", "agencies": {"casacaribe": agency}})


@pytest.mark.parametrize(("transcript", "channel"), CASES, ids=[f"{t.name}-{channel}" for t, channel in CASES])
def test_a_script_hears_what_people_hear(transcript: Transcript, channel: str) -> None:
    """Whoever judges the assistant by a script judges what people really get."""
    reader = Reader(transcript, channel)
    lines = transcript.lines[channel]
    assert [reader.read(line) for line in lines] == list(lines)
