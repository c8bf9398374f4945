"""What is in the picture of a flow: a line of questions from top to bottom, and beside each what it may need.

States that the words which always work lead to (a person, another language …) are not drawn: a note names the words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from textwrap import shorten

from flows.conversation import PLAIN, State
from flows.flow import Flow
from flows.proof import KNOWN, UNKNOWN, Explored, Step, explore
from flows.replies import Prompt
from flows.states import ROWS
from flows.wording import Catalogue, placeholders, say_text

DRAWN = ("option", "answer", "card", "code", "crm")
TEXT = 58  # characters of what is said
NOT_DRAWN = (State.HUMAN, State.LANGUAGE, State.RESTART, State.ERASE)


@dataclass(frozen=True, slots=True)
class Box:
    """A place, with what is said there."""

    place: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Arrow:
    """From one place to another; `label` is what people choose or write."""

    start: str
    end: str
    label: str


@dataclass(frozen=True, slots=True)
class Band:
    """One question and what belongs to it: `before` proposals that may be asked in its place, `beside` what an answer
    may still need."""

    main: str
    before: tuple[str, ...]
    beside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """Bands from top to bottom."""

    bands: tuple[Band, ...]
    boxes: Mapping[str, Box]
    arrows: tuple[Arrow, ...]
    note: str


def picture_of(flow: Flow, catalogue: Catalogue) -> Picture:
    """The picture of a flow in one of its languages."""
    explored = explore(flow, (UNKNOWN, KNOWN))
    steps = _drawn(explored)
    bands = _bands(flow, explored, steps)
    places = [place for band in bands for place in (*band.before, band.main, *band.beside)]
    return Picture(
        bands=bands,
        boxes={place: Box(place, _title(place), _text(explored.places[place], catalogue)) for place in places},
        arrows=_arrows(steps, catalogue),
        note=say_text(catalogue, "HELP", {}),
    )


def _drawn(explored: Explored) -> list[Step]:
    """Each step once, as for somebody of whom the platform says nothing; a way to a proposal leads to its question."""
    first: dict[tuple[str, str, str], Step] = {}
    proposals = _proposals(explored)
    for step in explored.steps:
        aside = step.start in NOT_DRAWN or step.end in (*NOT_DRAWN, step.start)
        if step.how in DRAWN and not aside:
            end = _main_of(step.end) if step.end in proposals else step.end
            first.setdefault((step.start, step.how, step.said), replace(step, end=end))
    return _led_to(list(first.values()), {State.START, *proposals})


def _led_to(steps: list[Step], reached: set[str]) -> list[Step]:
    """Those of the steps that lead on from these places: what begins with a silence is not drawn."""
    kept = [step for step in steps if step.start in reached]
    ends = reached | {step.end for step in kept}
    return kept if ends == reached else _led_to(steps, ends)


def _bands(flow: Flow, explored: Explored, steps: Iterable[Step]) -> tuple[Band, ...]:
    questions = [PLAIN.get(question.id) or f"own.{question.id}" for question in flow.questions]
    line = (State.START, State.CONSENT, *questions, State.REVIEW, State.SENDING, State.DONE)
    main = [place for place in line if place in explored.places]  # an agency that only informs asks for no consent
    proposals = _proposals(explored)
    band_of = dict.fromkeys(proposals, "") | {str(place): str(place) for place in main}
    for step in steps:  # in the order of discovery, so a place belongs where it is first come to
        question = _main_of(step.end)
        band_of.setdefault(step.end, question if question in main else band_of[step.start])
    return tuple(
        Band(
            main=place,
            before=tuple(proposal for proposal in proposals if _main_of(proposal) == place),
            beside=tuple(other for other, band in band_of.items() if band == place and other not in main),
        )
        for place in main
    )


def _proposals(explored: Explored) -> tuple[str, ...]:
    """The places that no other place of their question leads to: there the platform gave something to propose."""
    onward = [step for step in explored.steps if step.start != step.end]
    led_to = {step.end for step in onward if _main_of(step.start) == _main_of(step.end)}
    return tuple(
        place for place in explored.places if _question_of(place) and place != _main_of(place) and place not in led_to
    )


def _main_of(place: str) -> str:
    """The plain form of the question that a place belongs to; the place itself where it belongs to none."""
    return PLAIN[question] if (question := _question_of(place)) else place


def _question_of(place: str) -> str:
    """The question of ours that a place belongs to; empty where it is none."""
    return ROWS[State(place)].question if place in ROWS else ""


def _title(place: str) -> str:
    return place.removeprefix("own.").replace("_", " ")


def _text(prompt: Prompt, catalogue: Catalogue) -> str:
    """What is said there, with the names of its values in braces; empty where nothing is asked."""
    if not prompt.says:
        return ""
    key = prompt.says[0].key
    names = placeholders(catalogue.texts[key])
    inner = {name for text in names if text.isupper() for name in placeholders(catalogue.texts[text])}
    text = say_text(catalogue, key, {name: f"{{{name}}}" for name in names | inner})
    return shorten(text, TEXT, placeholder="…")


def _arrows(steps: Iterable[Step], catalogue: Catalogue) -> tuple[Arrow, ...]:
    labels: dict[tuple[str, str], dict[str, None]] = {}
    for step in steps:
        labels.setdefault((step.start, step.end), {})[_label(step, catalogue)] = None
    return tuple(Arrow(start, end, " ".join(said)) for (start, end), said in labels.items())


def _label(step: Step, catalogue: Catalogue) -> str:
    match step.how:
        case "option":
            return f"[{catalogue.options.get(step.said, step.said)}]"
        case "card":
            return f"[{catalogue.texts['SHARE_PHONE']}]"
        case "crm":
            return f"CRM: {step.said}"
        case _:
            return f"«{step.said}»"
