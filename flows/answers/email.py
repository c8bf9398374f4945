"""E-mail addresses as people type and spell them (CONVERSATION §8, E-mail)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email
from rapidfuzz.distance import OSA

from flows.answers import Complaint
from flows.answers.text import bare, clean_line, holds
from flows.answers.words import Words

_READ = 1000  # characters
LONGEST = 254  # characters (RFC 5321, FAILURES §8)
_MOST_READ = 8  # addresses of one message that are looked at

# Providers whose misspellings are common enough to ask about.
_PROVIDERS = ("gmail", "hotmail", "outlook", "yahoo", "icloud")
_SLIPS_OF_COM = frozenset({"con", "cm", "co", "om", "vom", "xom", "cim", "cpm", "comm", "coom", "ocm", "cmo", "c0m"})
# One letter away from a provider, and real.
_REAL = frozenset({"mail.com", "email.com", "ymail.com", "gmx.com", "yahoo.co", "yaho.com.br"})

_SEPARATORS = re.compile(r"[\s,;:<>()\[\]\"«»|/]+")
_TIGHT = re.compile(r" ?@ ?")
_DOMAIN_DOT = re.compile(r"(?<=[a-z0-9])(?: \. ?|\. )(?=(?:com|net|org|edu|gob|do|es)\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """One address, lower case, ASCII."""

    address: str


@dataclass(frozen=True, slots=True)
class Suggested:
    """An address that may be misspelt, and what was perhaps meant. Never replaced without asking."""

    address: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class Several:
    """Two different addresses, in their order."""

    addresses: tuple[str, str]


@dataclass(frozen=True, slots=True)
class NoEmail:
    """They say that they have none."""


EmailRead = Found | Suggested | Several | NoEmail | Complaint


def read_email(text: str, words: Words) -> EmailRead:
    """The address in an answer."""
    line = clean_line(text[:_READ], _READ)
    spelt = line if "@" in line else _spell_out(line, words)
    if "@" not in spelt:
        return NoEmail() if _has_none(line, words) else Complaint("no_address")
    candidates = _candidates(spelt)
    addresses = dict.fromkeys(address for candidate in candidates if (address := _valid(candidate)))
    match list(addresses):
        case [first, second, *_]:
            return Several((first, second))
        case [only]:
            suggestion = suggest(only)
            return Suggested(only, suggestion) if suggestion else Found(only)
    return Complaint("unfinished" if all(c.isascii() for c in candidates) else "not_ascii")


def suggest(address: str) -> str | None:
    """What a misspelt address of a large provider probably means, None when nothing seems wrong."""
    local, _, domain = address.rpartition("@")
    name, _, ending = domain.partition(".")
    if domain in _REAL or ending not in _SLIPS_OF_COM | {"com"}:
        return None
    provider = next((p for p in _PROVIDERS if OSA.distance(name, p, score_cutoff=1) <= 1), None)
    meant = f"{local}@{provider}.com"
    return meant if provider and meant != address else None


def mask_email(address: str) -> str:
    """«an•••@gmail.com»: enough for its owner."""
    local, _, domain = address.rpartition("@")
    return f"{local[: min(2, len(local) - 1)]}•••@{domain}"


def _has_none(line: str, words: Words) -> bool:
    said = bare(line)
    none = words.of("answer.no_email")
    return said in none or any(holds(said, phrase) for phrase in none if " " in phrase)


def _candidates(line: str) -> list[str]:
    joined = _DOMAIN_DOT.sub(".", _TIGHT.sub("@", line)).removeprefix("mailto:")
    parts = [part.strip(".!?¡¿'*") for part in _SEPARATORS.split(joined) if "@" in part]
    return parts[:_MOST_READ]


def _valid(candidate: str) -> str | None:
    if len(candidate) > LONGEST:
        return None
    try:
        read = validate_email(candidate, check_deliverability=False, allow_smtputf8=False, allow_display_name=False)
    except EmailNotValidError:
        return None
    return read.ascii_email.lower() if read.ascii_email else None


def _spell_out(line: str, words: Words) -> str:
    """«ana punto pena arroba gmail punto com» as it would be typed; without an «arroba» the line stays as it is."""
    if words.of("email.at").isdisjoint(bare(line).split()):
        return line
    signs = (("at", "@"), ("dot", "."), ("underscore", "_"), ("hyphen", "-"))
    spoken = sorted(((w, sign) for kind, sign in signs for w in words.of(f"email.{kind}")), key=_length, reverse=True)
    return _replace_words(f" {line.lower()} ", spoken).strip()


def _replace_words(line: str, spoken: Iterable[tuple[str, str]]) -> str:
    for word, sign in spoken:
        line = line.replace(f" {word} ", sign).replace(f"({word})", sign).replace(f"[{word}]", sign)
    return line


def _length(pair: tuple[str, str]) -> int:
    return len(pair[0])
