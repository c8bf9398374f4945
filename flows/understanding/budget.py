"""A budget in the person's words, read only when it is clear (conversation §8)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from flows.lead import Budget
from flows.understanding.corrections import read_change
from flows.understanding.kinds import PhraseKind
from flows.understanding.message import Message, read
from flows.understanding.text import NOTE_LIMIT, fold
from flows.understanding.words import Words

_LARGEST = 10**11
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_$]*\$[^\W\d_]*|[^\W\d_]+|[+\-/~€£₽¥]")
_GROUPED = re.compile(r"(\d{1,3}(?:([.,])\d{3})(?:\2\d{3})*)(?:[.,]\d{1,2})?")  # 1,250,000.00 and 1.250.000,00
_PLAIN = re.compile(r"\d{1,12}|\d{1,9}[.,]\d{1,2}")

_CURRENCIES = {
    **dict.fromkeys(("us$", "usd", "usd$", "u$s", "u$"), "USD"),
    **dict.fromkeys(("rd$", "dop", "dop$"), "DOP"),
    **dict.fromkeys(("eur", "gbp", "cad", "chf", "brl", "mxn", "cop", "htg", "rub", *"€£₽¥"), "other"),
}
_SCALES = {"k": 1_000, "mm": 1_000_000}


def read_budget(message: Message, words: Words) -> Budget | None:
    """The one amount with its currency; None when there is none or more than one. Never a bare number or a bare «$»."""
    tokens = _tokens(message) if any(c.isdigit() for c in message.text) else []
    places = (place for place, token in enumerate(tokens) if token[0].isdigit())
    amounts = {budget for place in places if (budget := _read_at(tokens, place, words))}
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
    figure, after = tokens[places[0]], "".join(tokens[places[0] + 1 : places[0] + 2])
    scale = _scales(words).get(after)
    if scale is None and not figure.isdecimal() and not _GROUPED.fullmatch(figure):
        return None
    return 0 if figure == "0" else _amount(figure, scale or 1)


def is_other_currency(message: Message, words: Words) -> bool:
    """Whether money is named that the CRM has no field for: «150 mil euros» are not as many dollars."""
    return any(_currencies(words).get(token) == "other" for token in _tokens(message))


def _tokens(message: Message) -> list[str]:
    """Figures with their separators, words, and signs: what money is written with."""
    return _TOKEN.findall(fold(message.text[:NOTE_LIMIT]))


def _read_at(tokens: list[str], place: int, words: Words) -> Budget | None:
    """The amount whose figure stands at `place`, if a currency stands beside it."""
    currencies, scales, following = _currencies(words), _scales(words), [*tokens[place + 1 : place + 5], "", "", "", ""]
    scale = scales.get(following[0])
    following = following[1:] if scale else following
    following = following[1:] if following[0] in words.of("money.of") else following
    before, after = currencies.get(tokens[place - 1]) if place else None, currencies.get(following[0])
    if after and currencies.get(following[1]) == "other":
        return None  # «dólares canadienses»
    named = {before, after} - {None, "other"}
    amount = _amount(tokens[place], scale or 1) if len(named) == 1 else None
    return Budget(amount=amount, currency="USD" if named == {"USD"} else "DOP") if amount else None


def _amount(figure: str, scale: int) -> int | None:
    """Whole units, None where the figure could be read in two ways."""
    if grouped := _GROUPED.fullmatch(figure):
        if scale > 1000:
            return None  # «1.250 millones»
        figure = re.sub("[.,]", "", grouped[1])
    elif not _PLAIN.fullmatch(figure):
        return None
    amount = int(Decimal(figure.replace(",", ".")) * scale)
    return amount if 0 < amount <= _LARGEST else None


@lru_cache(maxsize=64)  # a vocabulary is the same for every message
def _scales(words: Words) -> Mapping[str, int]:
    return {
        **dict.fromkeys(words.of("money.thousand"), 1_000),
        **dict.fromkeys(words.of("money.million"), 1_000_000),
        **_SCALES,
    }


@lru_cache(maxsize=64)
def _currencies(words: Words) -> Mapping[str, str]:
    named: tuple[tuple[PhraseKind, str], ...] = (("money.usd", "USD"), ("money.dop", "DOP"), ("money.other", "other"))
    return {**{word: currency for kind, currency in named for word in words.of(kind)}, **_CURRENCIES}
