"""Adverts that people paste: what stands in them was said by somebody else (CONVERSATION §8.2).

An advert offers («se alquila …») at the beginning of a sentence, says a price or whom to call, and gives a contact.
The person's own sentences speak of themselves («busco», «mi número») or ask, and an owner's do too («vendo mi casa»).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from flows.understanding.budget import read_budget
from flows.understanding.plain import Span
from flows.understanding.text import bare, holds_any
from flows.understanding.words import Words

_BREAK = re.compile(r"[.!?:;](?=\s)|\n")
_SHOWN_FIRST = re.compile(r"^[\W_]+")  # quotes, bullets, emoji
_CONTACT = re.compile(r"(?:\d[\s().-]{0,2}){7}|\S@\S")
_PRICE = re.compile(r"[$€£₽]\s?\d|\d\s?[$€£₽]")


def split_advert(text: str, words: Words) -> tuple[str, str]:
    """The person's own words, and the advert that stands among them, «» where there is none."""
    offers = words.of("advert.offers") | words.of("advert.titles")
    if not holds_any(bare(text), offers):
        return text, ""
    for start, end in _passages(text, words):
        if _is_advert(text[start:end], words):
            return f"{text[:start].rstrip()}\n{text[end:].lstrip()}".strip(), text[start:end].strip()
    return text, ""


def _passages(text: str, words: Words) -> Iterator[Span]:
    """From each sentence that offers something to the next in which the person speaks."""
    begun: int | None = None
    for start, end in _sentences(text):
        sentence = text[start:end]
        own = holds_any(bare(sentence), words.of("advert.own"))
        if own and begun is not None:
            yield begun, start
            begun = None
        elif begun is None and not own and "?" not in sentence and _offers(sentence, words):
            begun = start
    if begun is not None:
        yield begun, len(text)


def _sentences(text: str) -> Iterator[Span]:
    return pairwise([0, *(found.end() for found in _BREAK.finditer(text)), len(text)])


def _offers(sentence: str, words: Words) -> bool:
    return _begins_with_offer(sentence, words) or holds_any(bare(sentence), words.of("advert.titles"))


def _begins_with_offer(sentence: str, words: Words) -> bool:
    said = bare(_SHOWN_FIRST.sub("", sentence))
    return any(f"{said} ".startswith(f"{offer} ") for offer in words.of("advert.offers"))


def _is_advert(passage: str, words: Words) -> bool:
    """Whether it tells a contact and a price or whom to call; both where only «en venta» says that it offers."""
    if not _CONTACT.search(passage):
        return False
    priced = _PRICE.search(passage) is not None or read_budget(passage, words) is not None
    said = bare(passage)
    calls = holds_any(said, words.of("advert.calls"))
    if any(_begins_with_offer(passage[start:end], words) for start, end in _sentences(passage)):
        return priced or calls or holds_any(said, words.of("phone.mentions"))
    return priced and calls
