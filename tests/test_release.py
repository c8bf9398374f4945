"""What is released is what is here: the same bytes from tree and source, with a list of all that is inside."""

from __future__ import annotations

import re
from pathlib import Path

from tests.release import RUN, bill_of, build, sums, unpacked


def test_the_source_builds_what_the_tree_builds(tmp_path: Path) -> None:
    """Whoever builds the published source gets the published wheel, byte for byte."""
    built = build(Path(__file__).parent.parent, tmp_path / "one")
    again = build(unpacked(built, tmp_path / "source"), tmp_path / "two")
    assert sums(built) == sums(again)
    assert {file.suffix for file in built} == {".whl", ".gz"}


def test_the_list_of_parts_is_whole(tmp_path: Path) -> None:
    """Whoever asks whether a faulty package is inside is told, with the sums of its files."""
    parts = bill_of(tmp_path)["components"]
    pinned = re.findall(r"^([\w.-]+)==(\S+)", RUN.read_text("utf-8"), re.MULTILINE)
    assert [(part["name"], part["version"]) for part in parts] == pinned
    assert all(part["hashes"] for part in parts)
