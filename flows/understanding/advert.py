"""Adverts that people paste: what stands in them was said by somebody else (conversation §8.2).

An advert offers («se alquila …») at the beginning of a sentence, says a price or whom to call, and gives a contact.
The person's own sentences speak of themselves («busco», «mi número») or ask, and an owner's do too («vendo mi casa»).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flows.understanding.budget import read_budget
from flows.understanding.message import Message, Span
from flows.understanding.words import Words

_CONTACT = re.compile(r"(?:\d[\s().-]{0,2}){7}|\S@\S")
_PRICE = re.compile(r"[$€£₽]\s?\d|\d\s?[$€£₽]")


def split_advert(message: Message, words: Words) -> tuple[Message, str]:
    """The person's own words, and the advert that stands among them, «» where there is none."""
    if words.find(message).has("advert.offers", "advert.titles"):
        for start, end in _passages(message, words):
            if _is_advert(message.within(start, end), words):
                return message.without([(start, end)]), message.source[start:end].strip()
    return message, ""


def _passages(message: Message, words: Words) -> Iterator[Span]:
    """From each sentence that offers something to the next in which the person speaks."""
    begun: int | None = None
    for start, end in message.sentences:
        sentence = message.within(start, end)
        own = words.find(sentence).has("advert.own")
        if own and begun is not None:
            yield begun, start
            begun = None
        elif begun is None and not own and not sentence.asks and _offers(sentence, words):
            begun = start
    if begun is not None:
        yield begun, len(message.text)


def _offers(sentence: Message, words: Words) -> bool:
    return _begins_with_offer(sentence, words) or words.find(sentence).has("advert.titles")


def _begins_with_offer(sentence: Message, words: Words) -> bool:
    opening = next((place for place, word in enumerate(sentence.words) if word.text.isalnum()), 0)  # behind emoji
    return words.find(sentence).at(opening, "advert.offers") > 0


def _is_advert(passage: Message, words: Words) -> bool:
    """Whether it tells a contact and a price or whom to call; both where only «en venta» says that it offers."""
    if not _CONTACT.search(passage.text):
        return False
    priced = _PRICE.search(passage.text) is not None or read_budget(passage, words) is not None
    phrases = words.find(passage)
    if any(_begins_with_offer(passage.within(*sentence), words) for sentence in passage.sentences):
        return priced or phrases.has("advert.calls", "phone.mentions")
    return priced and phrases.has("advert.calls")
