"""The evaluation set can be trusted, and what people never said is not taken from them."""

from __future__ import annotations

from collections import Counter

import phonenumbers
import pytest
from email_validator import validate_email

from bot.wording import load_vocabulary
from tests.understanding.cases import HALVES, LANGUAGES, SLOTS, Case, Half, load_cases
from tests.understanding.score import count, judge, score

CASES = {half: load_cases(half) for half in HALVES}
ALL = [case for half in HALVES for case in CASES[half]]
QUESTIONS = {"name", "phone", "email", "intent", "notes", "none"}
LEAST = 600  # messages
SHARE_OF_SPANISH = (0.5, 0.6)
SHARE_OF_OTHERS = (0.1, 0.2)
MOST_MISSED = 0.02  # of the facts in the half to tune on


def test_there_are_enough_messages_and_none_twice() -> None:
    """A score means something only over many different messages."""
    assert len(ALL) >= LEAST
    texts = Counter((case.asked, case.text.casefold(), *case.known.values()) for case in ALL)
    assert [text for text, times in texts.items() if times > 1] == []


def test_no_voice_is_in_both_halves() -> None:
    """The half to report on holds people whom nobody has met while tuning."""
    themes = [{case.theme for case in CASES[half]} for half in HALVES]
    assert themes[0].isdisjoint(themes[1])
    assert {case.text.casefold() for case in CASES["tune"] if len(case.text) > 20}.isdisjoint(
        case.text.casefold() for case in CASES["report"]
    )


@pytest.mark.parametrize("half", HALVES)
def test_both_halves_ask_for_everything_in_every_language(half: Half) -> None:
    """Neither score hides a language or a kind of fact."""
    seen = {(slot, case.language) for case in CASES[half] for slot in case.expected}
    assert seen >= {(slot, language) for slot in SLOTS for language in LANGUAGES}
    assert {(case.asked, case.language) for case in CASES[half]} >= {(q, lang) for q in QUESTIONS for lang in LANGUAGES}


@pytest.mark.parametrize("half", HALVES)
def test_languages_weigh_as_they_do_on_the_sidewalk(half: Half) -> None:
    """More than half of the people write Spanish; the other three languages count alike."""
    counts = Counter(case.language for case in CASES[half])
    assert set(counts) == set(LANGUAGES)
    for language, messages in counts.items():
        low, high = SHARE_OF_SPANISH if language == "es" else SHARE_OF_OTHERS
        assert low <= messages / len(CASES[half]) <= high, (language, messages)


@pytest.mark.parametrize("half", HALVES)
def test_every_message_is_well_formed(half: Half) -> None:
    """What is expected could really reach the agency."""
    assert [case.id for case in CASES[half] if not _is_well_formed(case)] == []


def _is_well_formed(case: Case) -> bool:
    return (
        bool(case.text.strip())
        and case.asked in QUESTIONS
        and set(case.expected) <= set(SLOTS)
        and all(case.known.get(slot) != value for slot, value in case.expected.items())
        and all(_could_be_stored(slot, value) for facts in (case.expected, case.known) for slot, value in facts.items())
    )


def _could_be_stored(slot: str, value: str) -> bool:
    match slot:
        case "name":
            return 2 <= len(value) <= 100
        case "phone":
            number = phonenumbers.parse(value)
            e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
            return phonenumbers.is_valid_number(number) and e164 == value
        case "intent":
            return value in {"buy", "rent", "both"}
        case _:
            read = validate_email(value, check_deliverability=False, allow_smtputf8=False)
            return read.normalized == value == value.lower()


@pytest.mark.parametrize(
    ("expected", "found", "verdict"),
    [
        ({"name": "Ana Peña"}, {"name": "ana peña"}, {"name": "right"}),
        ({"name": "Ana Peña"}, {"name": "Ana Pena"}, {"name": "wrong"}),
        ({"phone": "+18095550134"}, {}, {"phone": "missed"}),
        ({}, {"intent": "buy"}, {"intent": "wrong"}),
        ({}, {}, {}),
    ],
)
def test_wrong_and_missed_are_told_apart(
    expected: dict[str, str], found: dict[str, str], verdict: dict[str, str]
) -> None:
    """A wrong fact reaches the agency and is believed, a missed one costs a question."""
    case = Case(id="x/01", theme="x", locale="es-DO", asked="none", text="…", known={}, expected=expected)
    assert judge(case, found).verdicts == verdict


def test_nobody_of_the_voices_we_know_is_misread() -> None:
    """What people did not say is not taken from them, and what they said is seldom asked for again."""
    verdicts = count(score("tune", load_vocabulary()))
    assert {seen: times for seen, times in verdicts.items() if seen[2] == "wrong"} == {}
    missed = sum(times for (_, _, verdict), times in verdicts.items() if verdict == "missed")
    assert missed <= MOST_MISSED * verdicts.total()
