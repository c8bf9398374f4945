"""A budget in the person's words, read only when it is clear (conversation §8)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Literal

from flows.lead import Budget
from flows.understanding.corrections import read_change
from flows.understanding.message import Message, read
from flows.understanding.text import NOTE_LIMIT, fold
from flows.understanding.words import Words

_LARGEST = 10**11
_DIGIT = re.compile(r"\d")
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_$]*\$[^\W\d_]*|[^\W\d_]+|[+\-/~]")
_GROUPED = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*(?:[.,]\d{1,2})?")  # 1,250,000.00 and 1.250.000,00
_DECIMAL = re.compile(r"\d{1,9}[.,]\d{1,2}")
_WHOLE = re.compile(r"\d{1,12}")

_USD = frozenset({"us$", "usd", "usd$", "u$s", "u$"})
_DOP = frozenset({"rd$", "dop", "dop$"})
_OTHER = frozenset({"eur", "gbp", "cad", "chf", "brl", "mxn", "cop", "htg", "rub"})
_OTHER_SIGNS = frozenset("€£₽¥")
_THOUSAND = frozenset({"k"})
_MILLION = frozenset({"mm"})


def read_budget(message: Message, words: Words) -> Budget | None:
    """The one amount with its currency; None when there is none or more than one. Never a bare number or a bare «$»."""
    if not _DIGIT.search(message.text):
        return None
    tokens = _tokens(message)
    amounts = {
        budget
        for place, token in enumerate(tokens)
        if token[0].isdigit() and (budget := _read_at(tokens, place, words))
    }
    return amounts.pop() if len(amounts) == 1 else None


def read_spoken(note: str, beside: Sequence[str], words: Words) -> Budget | None:
    """The budget in the note, else in what was written beside other answers, or what they corrected it to since: in the
    same currency where none is named, and none where that is not clear."""
    lines = note.split("\n")
    corrections = [line for line in (*beside, *lines) if _is_corrected(line, words)]
    left = ("\n".join(line for line in said if line not in corrections) for said in (lines, beside))
    budget = next(filter(None, (read_budget(read(said), words) for said in left)), None)
    for line in corrections:
        amount = read_amount(read(line), words)
        same = replace(budget, amount=amount) if budget and amount else None
        budget = read_budget(read(line), words) or same
    return budget


def _is_corrected(line: str, words: Words) -> bool:
    change = read_change(read(line), words)
    return change is not None and change.question == "budget"


def read_amount(message: Message, words: Words) -> int | None:
    """The one whole number in the text, also «150 mil» and «1,250,000»; None when there is none or more than one."""
    tokens = _tokens(message)
    places = [place for place, token in enumerate(tokens) if token[0].isdigit()]
    if len(places) != 1:
        return None
    figure, after = tokens[places[0]], tokens[places[0] + 1 : places[0] + 2]
    scale = _factor(after[0], words) if after else None
    if scale is None and _DECIMAL.fullmatch(figure):
        return None
    return 0 if figure == "0" else _amount(figure, scale or 1)


def is_other_currency(message: Message, words: Words) -> bool:
    """Whether money is named that the CRM has no field for: «150 mil euros» are not as many dollars."""
    named = words.of("money.other") | _OTHER
    return not (_OTHER_SIGNS.isdisjoint(message.text) and named.isdisjoint(message.said))


def _tokens(message: Message) -> list[str]:
    """Figures with their separators, words, and signs: what money is written with."""
    return _TOKEN.findall(fold(message.text[:NOTE_LIMIT]))


def _read_at(tokens: list[str], place: int, words: Words) -> Budget | None:
    """The amount whose figure stands at `place`, if a currency stands beside it."""
    following = tokens[place + 1 : place + 5]
    scale = 1
    if following and (factor := _factor(following[0], words)):
        scale, following = factor, following[1:]
    if following and following[0] in words.of("money.of"):
        following = following[1:]
    after = _currency(following[0], words) if following else None
    before = _currency(tokens[place - 1], words) if place else None
    currency = after or before
    if after and not set(following[1:2]).isdisjoint(words.of("money.other")):
        return None  # «dólares canadienses»
    if currency is None or (after and before and after != before):
        return None
    amount = _amount(tokens[place], scale)
    return Budget(amount=amount, currency=currency) if amount else None


def _amount(figure: str, scale: int) -> int | None:
    """Whole units, None where the figure could be read in two ways."""
    if _GROUPED.fullmatch(figure):
        if scale > 1000:
            return None  # «1.250 millones»
        cents = re.search(r"[.,]\d{1,2}$", figure)
        value = Decimal(re.sub(r"[.,]", "", figure[: cents.start()] if cents else figure))
    elif _DECIMAL.fullmatch(figure):
        value = Decimal(figure.replace(",", "."))
    elif _WHOLE.fullmatch(figure):
        value = Decimal(figure)
    else:
        return None
    amount = int(value * scale)
    return amount if 0 < amount <= _LARGEST else None


def _factor(token: str, words: Words) -> int | None:
    if token in words.of("money.thousand") | _THOUSAND:
        return 1_000
    return 1_000_000 if token in words.of("money.million") | _MILLION else None


def _currency(token: str, words: Words) -> Literal["USD", "DOP"] | None:
    if token in words.of("money.usd") | _USD:
        return "USD"
    return "DOP" if token in words.of("money.dop") | _DOP else None
