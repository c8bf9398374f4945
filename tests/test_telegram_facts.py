"""Every row of what we know of Telegram is proved by a test, or says why it needs none."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parent
SHEET = TESTS.parent / "docs" / "facts" / "telegram.md"
RULE = re.compile(r"\|[-\s|]+\|")


def proofs() -> dict[str, list[str]]:
    """By the beginning of a row: its tests, or one line that begins with «–»."""
    sections = tomllib.loads((TESTS / "telegram_facts.toml").read_text(encoding="utf-8"))
    return {row: [told] if isinstance(told, str) else told for rows in sections.values() for row, told in rows.items()}


def rows() -> Iterator[str]:
    """Each row of a table and each bullet of the sheet, without its marks; the first cells of a table as «a · b»."""
    lines = SHEET.read_text(encoding="utf-8").splitlines()
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if RULE.fullmatch(line) or RULE.fullmatch(following) or line.startswith("| ["):
            continue
        if line.startswith("| "):
            yield plain(" · ".join(cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip("|"))))
        elif line.startswith("- "):
            yield plain(line[2:])


def plain(text: str) -> str:
    return re.sub(r"[`*]", "", text).strip()


def names_in(file: str) -> set[str]:
    """The tests in a file of ours."""
    return set(re.findall(r"^(?:async )?def (test_\w+)", (TESTS / file).read_text(encoding="utf-8"), re.MULTILINE))


def test_every_row_is_proved_once() -> None:
    """Nothing is believed of Telegram that no test would notice, and no proof speaks of a row that is gone."""
    begins, sheet = proofs(), list(rows())
    told = Counter(begin for row in sheet for begin in begins if row.startswith(begin))
    assert [row[:80] for row in sheet if not row.startswith(tuple(begins))] == []
    assert {begin: told[begin] for begin in begins if told[begin] != 1} == {}


def test_every_proof_is_there() -> None:
    """A test that was renamed or deleted proves nothing."""
    recorded = {case.stem for case in (TESTS / "payloads" / "telegram").iterdir()}
    for row, told in proofs().items():
        for proof in () if told[0].startswith("– ") else told:
            file, _, test = proof.partition("::")
            name, _, case = test.rstrip("]").partition("[")
            assert name in names_in(file), f"{row}: {proof}"
            assert not case or case in recorded, f"{row}: {proof}"
