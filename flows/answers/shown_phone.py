"""Whether an answer takes the number that was just shown: «sí, a este», «ese», «mi número» (CONVERSATION §8.1)."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from flows.answers.detour import read_detour
from flows.answers.text import bare, holds_any
from flows.answers.words import Words

_READ = 300  # characters
_NUMBER = re.compile(r"\d{3}|(?:\d\D*){5}")  # or the beginning of one: longer than «después de las 10:30»
_SMALL = (
    *("answer.yes", "answer.polite", "answer.greeting", "answer.this", "answer.own_phone", "phone.own"),
    *("phone.mentions", "phone.weak", "single.copula", "single.call", "single.prefer", "email.leads"),
)
_NEGATIONS = ("answer.no", "single.reject", "intent.negations")

Shown = Literal["this", "other", ""]


def read_shown(text: str, words: Words) -> Shown:
    """«This»: a yes at the start, or a pointing word among words that say and ask nothing else. «Other»: another
    number, not yet said. Empty: neither, or a negation stands in it.
    """
    said = bare(text[:_READ])
    begun = _begin(said, words.of("answer.yes"))
    rest = _without(said[len(begun) :], words.of("answer.this") | words.of("answer.own_phone"))
    if any(holds_any(rest, words.of(kind)) for kind in _NEGATIONS):
        return ""
    if _NUMBER.search(said):
        return ""
    others = words.labels["other_phone"]
    if holds_any(rest, others):
        return "other" if not begun and _are_small(said, words, _words_in(others)) else ""
    points = holds_any(said, words.of("answer.this") | words.of("answer.own_phone")) and _are_small(said, words)
    return "this" if begun or (points and read_detour(text, words) is None) else ""


def says_only_that(text: str, words: Words) -> bool:
    """Whether nothing stands beside it that the agency should read."""
    return _are_small(bare(text), words)


def _are_small(said: str, words: Words, more: frozenset[str] = frozenset()) -> bool:
    """Whether every word is one that people say around a number."""
    known = [more, *(_words_in(words.of(kind)) for kind in _SMALL)]
    return all(any(word in some for some in known) for word in said.split())


def _begin(said: str, phrases: frozenset[str]) -> str:
    """The longest of the phrases that it begins with, «» if it begins with none."""
    return max((phrase for phrase in phrases if f"{said} ".startswith(f"{phrase} ")), key=len, default="")


def _without(said: str, phrases: frozenset[str]) -> str:
    """Without these phrases, the longest first: Portuguese «no meu whatsapp» holds no «no»."""
    line = f" {said.strip()} "
    for phrase in sorted(phrases, key=len, reverse=True):
        line = line.replace(f" {phrase} ", "  ")
    return " ".join(line.split())


@cache  # a vocabulary is the same for every message
def _words_in(phrases: frozenset[str]) -> frozenset[str]:
    return frozenset(word for phrase in phrases for word in phrase.split())
