"""The golden transcripts of CONVERSATION §9, word for word, through the real service on every channel they name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.transcripts import FOLDER, LINE, Line, Transcript, play, transcripts

CASES = [(transcript, channel) for transcript in transcripts() for channel in transcript.channels]


@pytest.mark.parametrize(("transcript", "channel"), CASES, ids=[f"{t.name}-{channel}" for t, channel in CASES])
async def test_transcript(transcript: Transcript, channel: str, tmp_path: Path, rewrite: bool) -> None:
    """The assistant says exactly what the transcript says, and the CRM gets exactly what it names."""
    happened = await play(transcript, channel, tmp_path)
    if rewrite:
        record(transcript, channel, happened)
        return
    assert happened == list(transcript.lines[channel])


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
