"""`make eval`: how well the readers do, by slot and language, for the half to tune on and the half only to report.

Answers that hold no value («no sé», «el primero») are counted apart, by language.
"""

from __future__ import annotations

import argparse
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from bot.cli.understand import understand
from bot.wording import load_vocabulary
from flows.understanding.words import Words
from tests.understanding.cases import HALVES, LANGUAGES, SLOTS, Case, Half, load_cases
from tests.understanding.closed_answers import count_understood, is_understood, load_answers, render_answers

Verdict = Literal["right", "wrong", "missed"]

_WORST_THEMES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """One message, what was found in it, and a verdict on each slot that was expected or found."""

    case: Case
    found: Mapping[str, str]
    verdicts: Mapping[str, Verdict]

    @property
    def is_right(self) -> bool:
        return all(verdict == "right" for verdict in self.verdicts.values())


def score(half: Half, words: Words) -> list[Scored]:
    """Each message of one half, read as `leadbot understand` reads it, and judged."""
    return [judge(case, understand(_as_asked(case), words)) for case in load_cases(half)]


def judge(case: Case, found: Mapping[str, str]) -> Scored:
    """Wrong: another value than expected, or one where none was. Missed: none where one was."""
    seen = {slot: verdict for slot in SLOTS if (verdict := _verdict(slot, case.expected.get(slot), found.get(slot)))}
    return Scored(case=case, found=found, verdicts=seen)


def count(scored: Iterable[Scored]) -> Counter[tuple[str, str, Verdict]]:
    """How often each verdict was given, by slot and language."""
    return Counter((slot, one.case.language, verdict) for one in scored for slot, verdict in one.verdicts.items())


def render_report(half: Half, scored: list[Scored]) -> str:
    """One half's table and worst themes. Shows no message, so it may be printed for both halves."""
    right = sum(one.is_right for one in scored)
    lines = [f"{half}: {len(scored)} messages, {right} wholly right ({_percent(right, len(scored))})", ""]
    lines.append(f"  {'':<16} {'':<8} {'right':>6} {'wrong':>6} {'missed':>6} {'precision':>10} {'recall':>7}")
    counts = count(scored)
    for slot in (*SLOTS, "all"):
        slots = SLOTS if slot == "all" else (slot,)
        lines += [_row(counts, slot, slots, language, (language,)) for language in LANGUAGES]
        lines.append(_row(counts, slot, slots, "all", LANGUAGES))
    return "\n".join([*lines, "", *_worst_themes(scored)])


def render_failures(scored: list[Scored]) -> str:
    """What was wrong or missed, message by message. Only for the half to tune on."""
    return "\n".join(_failure(one) for one in scored if not one.is_right)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", choices=["tune"], help="list what fails in the half to tune on")
    show = parser.parse_args().show
    words = load_vocabulary()
    for half in HALVES:
        scored = score(half, words)
        answers = load_answers(half)
        print(render_report(half, scored))
        print(f"\n{render_answers(half, count_understood(answers, words))}")
        if half == show:
            print(render_failures(scored))
            print("\n".join(str(one) for one in answers if one.sort and not is_understood(one, words)))
        print()


def _as_asked(case: Case) -> dict[str, object]:
    return {"locale": case.locale, "asked": case.asked, "text": case.text, "known": dict(case.known)}


def _verdict(slot: str, expected: str | None, found: str | None) -> Verdict | None:
    if expected is None:
        return "wrong" if found else None
    if not found:
        return "missed"
    return "right" if _same(slot, expected, found) else "wrong"


def _same(slot: str, expected: str, found: str) -> bool:
    if slot != "name":
        return expected == found
    return unicodedata.normalize("NFC", expected).casefold() == unicodedata.normalize("NFC", found).casefold()


def _row(
    counts: Counter[tuple[str, str, Verdict]],
    slot: str,
    slots: tuple[str, ...],
    language: str,
    languages: tuple[str, ...],
) -> str:
    def total(verdict: Verdict) -> int:
        return sum(counts[one, tongue, verdict] for one in slots for tongue in languages)

    right, wrong, missed = total("right"), total("wrong"), total("missed")
    precision, recall = _percent(right, right + wrong), _percent(right, right + wrong + missed)
    return f"  {slot:<16} {language:<8} {right:>6} {wrong:>6} {missed:>6} {precision:>10} {recall:>7}"


def _worst_themes(scored: list[Scored]) -> list[str]:
    failed = Counter(one.case.theme for one in scored if not one.is_right)
    size = Counter(one.case.theme for one in scored)
    worst = sorted(failed, key=lambda theme: failed[theme] / size[theme], reverse=True)[:_WORST_THEMES]
    return [f"  {theme}: {failed[theme]} of {size[theme]} messages not wholly right" for theme in worst]


def _failure(one: Scored) -> str:
    case = one.case
    known = f", known {dict(case.known)}" if case.known else ""
    lines = [f"{case.id} ({case.locale}, asked {case.asked}{known}): {case.text!r}"]
    for slot, verdict in one.verdicts.items():
        if verdict != "right":
            lines.append(f"  {verdict} {slot}: expected {case.expected.get(slot)!r}, found {one.found.get(slot)!r}")
    return "\n".join(lines)


def _percent(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "–"


if __name__ == "__main__":
    main()
