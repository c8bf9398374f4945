"""The golden transcripts of conversation §9, word for word, through the real service on every channel they name."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.conversation import State
from flows.events import Sender
from flows.outcomes import Created
from tests.chats import ANA, Chat, default_flow
from tests.transcripts import FOLDER, FRONTS, LINE, Line, Transcript, play, transcripts

CASES = [(transcript, channel) for transcript in transcripts() for channel in transcript.channels]
COUNTED = [(transcript, channel) for transcript, channel in CASES if "messages" in transcript.settings]
SEEKER = {"whatsapp": ANA, "telegram": Sender(profile_name="Ana")}


@pytest.mark.parametrize(("transcript", "channel"), CASES, ids=[f"{t.name}-{channel}" for t, channel in CASES])
async def test_transcript(
    transcript: Transcript, channel: str, tmp_path: Path, database_url: str, rewrite: bool
) -> None:
    """The assistant says exactly what the transcript says, and the CRM gets exactly what it names."""
    happened, _ = await play(transcript, FRONTS[channel], tmp_path, database_url)
    if rewrite:
        record(transcript, channel, happened)
        return
    assert happened == list(transcript.lines[channel])


@pytest.mark.parametrize(("transcript", "channel"), COUNTED, ids=[f"{t.name}-{channel}" for t, channel in COUNTED])
def test_a_talk_takes_no_more_messages_than_it_names(transcript: Transcript, channel: str) -> None:
    """Every message of ours may cost the agency, and the person's patience."""
    named = dict(each.split() for each in transcript.settings["messages"].split(", "))
    assert sum(line.sign == "<" for line in transcript.lines[channel]) == int(named[channel])


@pytest.mark.parametrize("consent", ["notice", "ask"])
@pytest.mark.parametrize(
    ("channel", "first", "budget"),
    [
        ("whatsapp", "ref K7M4PF", 5),
        ("whatsapp", "hola", 6),
        ("telegram", "ref K7M4PF", 6),
        ("telegram", "hola", 7),
    ],
)
def test_the_median_intake_keeps_to_its_budget(channel: str, first: str, budget: int, consent: str) -> None:
    """Who simply answers hears as few messages as conversation §2.1 promises, the ending included."""
    chat = Chat(default_flow(channel, consent=consent), SEEKER[channel])
    agreed = ["acepto"] if consent == "ask" else []
    wish = [] if first.startswith("ref") else ["comprar"]
    number = ["809-555-0134"] if channel == "telegram" else []
    texts = [first, *agreed, *wish, "Ana Peña", *number, "ana@example.com", "para enero", "sí"]
    heard = [*map(chat.say, texts), chat.settled(Created())]
    assert len(list(filter(None, heard))) == budget + len(agreed)
    assert heard[-1].startswith("Listo, Ana.")


@pytest.mark.parametrize("first", ["ayuda", "privacidad", "mis datos", "English"])
def test_who_asks_for_help_first_is_informed_like_anybody(first: str) -> None:
    """Where the agency only informs, no first word leads to a question for consent."""
    chat = Chat(default_flow(consent="notice"))
    assert "https://casacaribe.example/p" in chat.say(first)
    assert chat.conversation.state is State.INTENT


def record(transcript: Transcript, channel: str, happened: list[Line]) -> None:
    """Write down what was answered, where the transcript has an answer of that channel."""
    path = FOLDER / f"{transcript.name}.txt"
    head, _, talk = path.read_text(encoding="utf-8").partition("\n\n")
    answers = iter([line for line in happened if line.sign == "<"])
    kept: list[str] = []
    replacing = False
    for raw in talk.splitlines():
        if step := LINE.fullmatch(raw):
            mine = step["channel"] in ("", channel[0].upper())
            replacing = step["sign"] == "<" and mine
            kept.append(shown(step["channel"], next(answers)) if replacing else raw)
        elif not replacing:
            kept.append(raw)
    path.write_text(f"{head}\n\n" + "\n".join(kept) + "\n", encoding="utf-8")


def shown(mark: str, line: Line) -> str:
    """An answer in the transcript's form: further lines indented, its options last."""
    options = [" ".join(f"[{option}]" for option in line.options)] if line.options else []
    lines = [*line.text.split("\n"), *options]
    return "\n".join([f"{mark}< {lines[0]}", *(f"  {further}".rstrip() for further in lines[1:])])
