"""Values of an example that nobody replaced: keys that open nothing, and facts that people would read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import BaseModel

from adapters.language import tr
from bot.problem import Problem

if TYPE_CHECKING:
    from bot.settings.model import Settings  # whose channels look here

KEYS = ("account_sid", "api_key_sid")  # no secrets, and as useless while they are invented
UNCHANGED = re.compile(
    r".*(?:…|\.\.\.|cambia-est[ae]|ejemploejemplo).*"
    r"|(?:change|replace)[-_ ]?(?:me|this)"
    r"|<.*>"
    r"|(?:your|tu|su)[-_ ](?:api[-_ ]?)?(?:key|token|secret|clave|secreto)(?:[-_ ](?:here|aqu[ií]))?"
    r"|(?:AC|SK)?0{16,}"
    r"|[x*•]+",
    re.IGNORECASE,
)
INVENTED = re.compile(r"\bejemplo\b|\bexample\.|…|(?<!\d)0{5}(?!\d)|555-?01\d\d(?!\d)", re.IGNORECASE)


def unchanged_keys(settings: Settings) -> Iterator[Problem]:
    """What lets nobody in anywhere."""
    for key, value, is_key in _texts("", settings):
        if is_key and is_unchanged(value):
            yield Problem(
                key,
                tr("todavía es el ejemplo", "is still the example"),
                tr("escribe el valor verdadero", "write the true value"),
            )


def invented_facts(settings: Settings) -> Iterator[Problem]:
    """What works, and tells people something that is not so."""
    for key, value, is_key in _texts("", settings):
        if not is_key and INVENTED.search(value):
            yield Problem(
                key,
                tr(f"dice «{value}», que parece de un ejemplo", f"says «{value}», which looks like an example's"),
                tr("escribe el valor verdadero", "write the true value"),
            )


def is_unchanged(value: str) -> bool:
    return UNCHANGED.fullmatch(value) is not None


def _texts(place: str, section: BaseModel) -> Iterator[tuple[str, str, bool]]:
    """Every text that is set, by its dotted key, and whether it is a key that opens something."""
    for name, field in type(section).model_fields.items():
        value, key = getattr(section, name), f"{place}{name}"
        if isinstance(value, str):
            yield key, value, not field.repr or name in KEYS
        elif isinstance(value, BaseModel):
            yield from _texts(f"{key}.", value)
        elif isinstance(value, dict):
            for one, inner in value.items():
                yield from _texts(f"{key}.{one}.", inner)
