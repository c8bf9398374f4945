"""What people answered who had never seen our vocabulary, and how much of it is understood (`closed/*.jsonl`)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.wording import LANGUAGES
from flows.understanding.closed import Closed, Meaning, read_closed
from flows.understanding.message import read
from flows.understanding.place import read_place
from flows.understanding.words import Words, closed_lexicon, mentions_of
from tests.understanding.cases import Half

Sort = Literal["closed", "trap", "place"]

AGENCY = "es"
OPTIONS = {  # what stands to choose between
    "email_which": ("ana.gil@gmail.com", "agil@example.net"),
    "phone_which": ("809-555-0166", "829-555-0123"),
}
PLACES = {"place:1": 0, "place:2": 1, "place:last": 1}
FIELDS = {
    "wish": "intent",
    "owner_check": "intent",
    "name": "name",
    "name_suggest": "name",
    "phone": "phone",
    "phone_which": "phone",
    "phone_stated": "email",
    "email": "email",
    "email_optional": "email",
    "email_typo": "email",
    "email_which": "email",
    "note": "note",
}
# What leads to the same reply wherever it is asked, so that either is right (conversation §8.1, the table).
ALIKE = (frozenset({"yes", "this"}), frozenset({"no", "none"}))
REFUSED_ALIKE = frozenset({"wont", "no", "none"})  # but at the name and the phone


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer: what was asked, and what it means, which for a trap is nothing that closes the question."""

    lang: str
    asked: str
    text: str
    means: str

    @property
    def sort(self) -> Sort | None:
        """None: it gives a value, which other readers find first."""
        if self.means == "value":
            return None
        if self.means in ("words", "note"):
            return "trap"
        return "place" if self.means in PLACES else "closed"


def load_answers(half: Half) -> list[Answer]:
    lines = Path(__file__).with_name("closed").joinpath(f"{half}.jsonl").read_text(encoding="utf-8").splitlines()
    return [Answer(**json.loads(line)) for line in lines]


def is_understood(answer: Answer, words: Words) -> bool:
    """Whether it is taken for what it means; at the note and the summary as their questions take it."""
    lexicon = closed_lexicon(words, answer.lang, AGENCY)
    message = read(answer.text)
    if answer.sort == "place":
        return read_place(message, lexicon, OPTIONS[answer.asked]) == PLACES[answer.means]
    closed = read_closed(message, lexicon, mentions_of(words, FIELDS.get(answer.asked, "")))
    found = _taken(answer.asked, closed)
    if answer.sort == "trap":
        return found is None
    if found == answer.means or any({found, answer.means} <= alike for alike in ALIKE):
        return True
    return answer.asked not in ("name", "phone") and {found, answer.means} <= REFUSED_ALIKE


def count_understood(answers: Iterable[Answer], words: Words) -> Counter[tuple[str, Sort, bool]]:
    """How many are understood and how many not, by language and sort."""
    return Counter((one.lang, one.sort, is_understood(one, words)) for one in answers if one.sort)


def share(counts: Counter[tuple[str, Sort, bool]], sort: Sort, languages: Iterable[str] = LANGUAGES) -> float:
    """What part of a sort is understood."""
    right, wrong = (sum(counts[language, sort, verdict] for language in languages) for verdict in (True, False))
    return right / (right + wrong)


def render_answers(half: Half, counts: Counter[tuple[str, Sort, bool]]) -> str:
    """One half's table: answers, choices of one of two, and traps taken for neither. Shows no message."""
    lines = [f"{half}: answers without a value", "", f"  {'':<8} {'closed':>12} {'place':>12} {'trap':>12}"]
    for title, languages in (*((one, (one,)) for one in LANGUAGES), ("all", LANGUAGES)):
        sorts: tuple[Sort, ...] = ("closed", "place", "trap")
        lines.append(f"  {title:<8} " + " ".join(f"{_row(counts, sort, languages):>12}" for sort in sorts))
    return "\n".join(lines)


def _row(counts: Counter[tuple[str, Sort, bool]], sort: Sort, languages: Iterable[str]) -> str:
    right, wrong = (sum(counts[language, sort, verdict] for language in languages) for verdict in (True, False))
    return f"{right}/{right + wrong} {right / (right + wrong):.0%}" if right + wrong else "–"


def _taken(asked: str, closed: Closed | None) -> str | None:
    if closed is None or (asked == "note" and closed.words_beside):
        return None
    agrees = closed.meaning in (Meaning.YES, Meaning.FINE)
    if asked == "summary" and agrees and closed.doubted:
        return None
    return "yes" if agrees else closed.meaning.value
