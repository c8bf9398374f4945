"""What we show works (conversation §2.5): a question's and its options' words, typed back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from flows.replies import Choice
from flows.replies import Message as Shown
from flows.understanding.message import Message, read
from flows.understanding.text import bare, holds
from flows.understanding.words import Words
from flows.understanding.yesno import is_courtesy, read_yes_no
from flows.wording import QUOTED, Catalogue

_LONGEST = 8  # words
_MOST_OURS = 4  # words
_THEIRS = re.compile(r"[\d@]")
_NOT_OURS = re.compile(r"\{\w+\}|\n|:[^:?\n]*(?:\.|$)")  # a value, another line, an example
_QUESTION = re.compile(r"[^.?!…\n]+\?")


def read_echo(message: Message, shown: Sequence[Shown], catalogue: Catalogue, words: Words) -> str | None:
    """The id of the option whose words these are; None where they are no part of what was shown."""
    if not 0 < len(message.words) <= _LONGEST:
        return None
    said = bare(message.text)
    offered = (pair for one in shown for pair in _offered(one, catalogue, words))
    return next((option for phrase, option in offered if bare(phrase) == said), None)


def is_ours(
    message: Message, templates: Sequence[str], shown: Sequence[Shown], catalogue: Catalogue, words: Words
) -> bool:
    """Whether a few words stand in the texts of ours that were shown, and neither in what these offer, nor in an
    example, nor in a value; a yes or no is always theirs."""
    said = bare(message.text)
    if not message.words or len(message.text.split()) > _MOST_OURS or _THEIRS.search(message.text):
        return False
    if read_yes_no(message, words) is not None:
        return False
    offered = {bare(phrase) for one in shown for phrase, _ in _offered(one, catalogue, words)}
    labels = {label for one in shown for choice in one.choices for label in words.labels.get(choice.id, ())}
    named = (label for label in labels if holds(said, label) and read_yes_no(read(label), words) is None)
    if any(holds(phrase, said) for phrase in offered) or any(named):
        return False
    stretches = (bare(stretch) for template in templates for stretch in _NOT_OURS.split(template))
    return any(holds(stretch, said) for stretch in stretches)


def _offered(shown: Shown, catalogue: Catalogue, words: Words) -> Iterator[tuple[str, str]]:
    """A label without its yes or no, what stands around the «or» of a label or of a question that ends in the options,
    and what the text puts in quotes for the only one of them."""
    either = catalogue.words["answer"]["either"]
    for choice in shown.choices:
        yield _without_yes_no(choice, words), choice.id
        yield from ((part, choice.id) for part in _parts(choice.label, either))
    for question in _QUESTION.findall(shown.text):
        parts = _parts(question, either)
        size = min(len(parts), len(shown.choices))
        yield from zip(parts[-size:], (choice.id for choice in shown.choices), strict=False)
    if len(shown.choices) == 1:
        yield from ((quoted, shown.choices[0].id) for quoted in QUOTED.findall(shown.text))


def _without_yes_no(choice: Choice, words: Words) -> str:
    """«Ese» of «Sí, ese»; nothing of «No, gracias», which is only polite."""
    first, _, rest = choice.label.partition(", ")
    polite = is_courtesy(read(rest), words)
    return rest if read_yes_no(read(first), words) is not None and not polite else ""


def _parts(text: str, either: Sequence[str]) -> list[str]:
    """What stands around each «or»; nothing where there is none."""
    parts: list[list[str]] = [[]]
    for word in text.split():
        if word in either:
            parts.append([])
        else:
            parts[-1].append(word)
    return [" ".join(part) for part in parts] if len(parts) > 1 else []
