"""Yes and no, in any of the languages. A digit is never either: it means an option's position (CONVERSATION §8)."""

from __future__ import annotations

import re
from functools import cache

from flows.understanding.text import WORDS_LIMIT, bare
from flows.understanding.words import Words

_STRETCHED = re.compile(r"(.)\1+", re.DOTALL)
_SKIN_TONES = re.compile("[\U0001f3fb-\U0001f3ff]")


def read_yes_no(text: str, words: Words) -> bool | None:
    """True for yes, False for no, None when the whole message is neither. «siii», «Ok, dale» and 👍🏽 count."""
    if len(text) > WORDS_LIMIT:
        return None
    said = _squeeze(_SKIN_TONES.sub("", bare(text)))
    if _is_all(said, words.of("answer.no"), words.of("answer.polite")):
        return False
    if _is_all(said, words.of("answer.yes"), words.of("answer.polite")):
        return True
    return None


def is_courtesy(text: str, words: Words) -> bool:
    """Whether a message only greets or thanks: «hola, buenas tardes», «muchas gracias»."""
    if len(text) > WORDS_LIMIT:
        return False
    rest = f" {_squeeze(bare(text))} "
    if not rest.strip():
        return False
    for phrase in _longest_first(words.of("answer.greeting") | words.of("answer.polite")):
        rest = rest.replace(f" {phrase} ", "  ")
    return not rest.strip()


def _is_all(said: str, meant: frozenset[str], polite: frozenset[str]) -> bool:
    """Whether `said` is one of `meant`, or a few of them with polite words around."""
    wanted = _squeezed(meant)
    rest = said
    for phrase in _longest_first(polite):
        rest = f" {rest} ".replace(f" {phrase} ", " ").strip()
    return said in wanted or rest in wanted or (bool(rest) and len(rest) < 40 and set(rest.split()) <= wanted)


@cache  # a vocabulary is the same for every message
def _squeezed(words: frozenset[str]) -> frozenset[str]:
    return frozenset(map(_squeeze, words))


@cache
def _longest_first(phrases: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(map(_squeeze, phrases), key=len, reverse=True))


def _squeeze(text: str) -> str:
    return _STRETCHED.sub(r"\1", text)
