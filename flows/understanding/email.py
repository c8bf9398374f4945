"""E-mail addresses as people type and spell them (conversation §8, E-mail).

`read_email` takes the answer to our question, `search_email` looks through a message that may hold anything. Nothing
is repaired in silence: what is not an address as it stands is at most suggested.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

from flows.understanding import Complaint
from flows.understanding.address import Candidate, candidates_in
from flows.understanding.message import Message
from flows.understanding.providers import meant_domain
from flows.understanding.providers import suggest as suggest
from flows.understanding.respelling import respelt_address
from flows.understanding.single import single_out
from flows.understanding.text import fold
from flows.understanding.words import Words

LONGEST = 254  # characters (RFC 5321, promises §8)
_DOTS = re.compile(r"\.{2,}")


@dataclass(frozen=True, slots=True)
class Found:
    """One address, lower case, ASCII."""

    address: str


@dataclass(frozen=True, slots=True)
class Suggested:
    """An address that may be misspelt, and what was perhaps meant. Never replaced without asking.

    `address` is «» where what they wrote is no address at all, so that only the suggestion can be kept.
    """

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


def read_email(message: Message, words: Words) -> EmailRead:
    """The address in an answer."""
    if candidates := candidates_in(message, words):
        return _chosen(message, candidates, words)
    if _has_none(message, words):
        return NoEmail()
    return Complaint("unfinished" if "@" in message.text else "no_address")


def search_email(message: Message, words: Words) -> tuple[EmailRead | None, Message]:
    """The address anywhere in a message, None when none was meant, and the message without what says it."""
    candidates = [candidate for candidate in candidates_in(message, words) if candidate.meant]
    if candidates:
        return _chosen(message, candidates, words), message.without(candidate.span for candidate in candidates)
    if none := words.find(message).first("email.none"):
        return NoEmail(), message.without([message.span_of(none[0], sum(none))])
    return None, message


def correct_email(message: Message, known: str, words: Words) -> str | None:
    """`known` as the words correct it: «no, es hotmail», «con z: gonzalez», or a whole new address.

    None when they say nothing of that kind or leave it open.
    """
    read = _chosen(message, found, words) if (found := candidates_in(message, words)) else None
    if isinstance(read, Found):
        return read.address if read.address != known else None
    if isinstance(read, (Suggested, Several)):
        return None
    meant = {address for one in respelt_address(message, known, words) if (address := _valid(one)) and address != known}
    return meant.pop() if len(meant) == 1 else None


def mask_email(address: str) -> str:
    """«an•••@gmail.com»: enough for its owner."""
    local, _, domain = address.rpartition("@")
    return f"{local[: min(2, len(local) - 1)]}•••@{domain}"


def _chosen(message: Message, candidates: list[Candidate], words: Words) -> EmailRead:
    reads = [(read, candidate) for candidate in candidates if not isinstance(read := _read(candidate), Complaint)]
    if not reads:
        return _read(candidates[0])
    answers = list(dict.fromkeys(read for read, _ in reads))
    taken = {read.address for read in answers if isinstance(read, Found)}
    answers = [read for read in answers if isinstance(read, Found) or read.suggestion not in taken]
    if len(answers) == 1:
        return answers[0]
    place = single_out(message, [candidate.span for _, candidate in reads], words)
    if place is not None:
        return reads[place][0]
    first, second = (_address_of(read) for read in answers[:2])
    return Several((first, second)) if first != second else answers[0]


def _address_of(read: Found | Suggested) -> str:
    return read.address or (read.suggestion if isinstance(read, Suggested) else "")


def _read(candidate: Candidate) -> Found | Suggested | Complaint:
    """What one candidate is once it has been checked."""
    address = _valid(f"{candidate.local}@{candidate.domain}")
    domain = meant_domain(candidate.domain) or candidate.domain
    if address and candidate.certain:
        if candidate.joined and (joined := _valid(f"{candidate.joined}@{domain}")):
            return Suggested(address, joined)
        suggestion = suggest(address)
        return Suggested(address, suggestion) if suggestion else Found(address)
    if not candidate.local or "." not in domain:
        return Complaint("unfinished")
    local = _DOTS.sub(".", fold(candidate.joined or candidate.local)).strip(".-'")
    if not local.isascii():
        return Complaint("not_ascii")
    meant = _valid(f"{local}@{domain}")
    return Suggested("", meant) if meant else Complaint("unfinished")


def _valid(candidate: str) -> str | None:
    if len(candidate) > LONGEST:
        return None
    try:
        read = validate_email(candidate, check_deliverability=False, allow_smtputf8=False, allow_display_name=False)
    except EmailNotValidError:
        return None
    return read.ascii_email.lower() if read.ascii_email else None


def _has_none(message: Message, words: Words) -> bool:
    phrases = words.find(message)
    within = any(size > 1 for _, size in phrases.all("answer.no_email", "email.none"))
    return within or phrases.at(0, "answer.no_email") == len(message.words) > 0
