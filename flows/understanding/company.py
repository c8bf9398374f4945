"""A company's name where a person's was asked for (conversation §8.3)."""

from __future__ import annotations

from flows.understanding.kinds import PhraseKind
from flows.understanding.message import Message
from flows.understanding.phrases import Phrases
from flows.understanding.words import Words

_SIZES = range(2, 9)  # words of a company's name
_TRADE_LAST = 3  # words of a name that ends in what the company does: «Smith Realty»


def names_company(message: Message, words: Words) -> bool:
    """Whether nothing but a company is named, by its legal form or by what it does."""
    phrases, end = words.find(message), len(message.words)
    start = phrases.at(0, "name.strong", "name.weak", "company.lead")
    size = end - start
    if size not in _SIZES or message.asks:
        return False
    begins = 0 < phrases.at(start, "company.forms", "company.trades") < size
    by_form, by_trade = _ends(phrases, end, "company.forms"), _ends(phrases, end, "company.trades")
    return begins or by_form or (by_trade and size <= _TRADE_LAST)


def _ends(phrases: Phrases, end: int, kind: PhraseKind) -> bool:
    return any(place and place + size == end for place, size in phrases.all(kind))
