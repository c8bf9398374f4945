"""Corrections of an e-mail address in words: the provider, the ending, a letter, a sign, a name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rapidfuzz.distance import OSA

from flows.understanding.address_parts import Part, signs_of
from flows.understanding.message import Message
from flows.understanding.plain import first_words
from flows.understanding.providers import ENDINGS, NATIONAL, provider_of
from flows.understanding.words import Words

_REACH = 2  # parts between «no» and what it denies: «no es gmail»
_SHORTEST_NAME = 3  # letters of a name that corrects a part of the address
_MOST_SLIPS = 2  # letters in which a corrected name differs
_LOOK_ALIKE = ("sz", "cs", "cz", "bv", "gj", "yi", "ck", "qk", "mn")  # letters that sound or read the same
_LONG_NAME = 6  # letters from which two slips are forgiven
_LETTERS = re.compile(r"[a-z]+")
_LONGEST = 60  # parts of a correction that are read


def changed(message: Message, known: str, words: Words) -> list[str]:
    """The addresses that `known` could have been corrected to, unchecked; [] when nothing is said of it."""
    parts = signs_of(message, words)[:_LONGEST]
    local, _, domain = known.rpartition("@")
    for rule in (_other_domain, _other_ending):
        if domains := list(dict.fromkeys(rule(parts, domain, words))):
            return [f"{local}@{new}" for new in domains]
    for change in (_other_sign, _without, _other_letter, _other_piece, _other_name):
        if locals_ := list(dict.fromkeys(change(parts, local, words))):
            return [f"{new}@{domain}" for new in locals_ if new]
    return []


def _other_domain(parts: Sequence[Part], domain: str, words: Words) -> Iterator[str]:
    """«no, es hotmail», «it's yahoo not gmail»: what is denied is the old one."""
    for place, part in enumerate(parts):
        provider = _named(part.said)
        if not provider or provider == domain.partition(".")[0]:
            continue
        mentioned = any(_named(other.said) == domain.partition(".")[0] for other in parts)
        if _denied(parts, place, words) and mentioned:
            continue
        yield f"{provider}.{_ending_at(parts, place + 1) or 'com'}"
    yield from _typed_domain(parts, domain, words)


def _typed_domain(parts: Sequence[Part], domain: str, words: Words) -> Iterator[str]:
    """«c'est chez orange.fr», «@claro.net.do», or a domain and nothing else."""
    for place, part in enumerate(parts[:-1]):
        ending = _ending_at(parts, place + 1)
        if not ending or not part.said or part.end != parts[place + 1].start or _named(part.said):
            continue
        lead = parts[place - 1] if place else None
        told = lead is None or lead.written == "@" or lead.said in words.of("single.copula")
        if (
            told
            and _closes(parts, place + 1, words)
            and f"{part.said}.{ending}" != domain
            and not _denied(parts, place, words)
        ):
            yield f"{part.said}.{ending}"


def _named(said: str) -> str | None:
    if said in {"live", "msn"}:
        return None
    return provider_of(said) if len(said) > 4 else None


def _other_ending(parts: Sequence[Part], domain: str, words: Words) -> Iterator[str]:
    """«es punto es no punto com», «.net»."""
    name, _, old = domain.partition(".")
    for place, part in enumerate(parts):
        if part.written == "." and not (place and _is_glued(parts, place - 1)):
            ending = _ending_at(parts, place)
            later = place > 1 and parts[place - 2].written == "." and parts[place - 1].said
            if (
                ending
                and ending != old
                and not later
                and _closes(parts, place, words)
                and not _denied(parts, place, words)
            ):
                yield f"{name}.{ending}"


def _ending_at(parts: Sequence[Part], place: int) -> str:
    """«.es», «punto com punto do» from `place` on."""
    ending = ".".join(part.said for part in parts[place + 1 : _end_of(parts, place) : 2])
    return ending if "." not in ending or ending in NATIONAL else ""


def _end_of(parts: Sequence[Part], place: int) -> int:
    """Where the ending that begins at `place` ends; a full stop and the next sentence are none: «3. No tenemos»."""
    while place + 1 < len(parts) and parts[place].written == "." and parts[place + 1].said in ENDINGS:
        if parts[place].shape not in ":~A" and not _is_glued(parts, place):
            break
        place += 2
    return place


def _is_glued(parts: Sequence[Part], place: int) -> bool:
    return parts[place + 1].shape not in ":~A" and parts[place].end == parts[place + 1].start


def _closes(parts: Sequence[Part], place: int, words: Words) -> bool:
    """Whether nothing goes on behind an ending but a correction: «punto de referencia», a link's path."""
    end = _end_of(parts, place)
    if end == len(parts):
        return True
    if parts[end].said:
        return parts[end].said in first_words(words.of("single.reject") | words.of("email.swap"))
    return parts[end].written not in "/:?-_@"


def _other_sign(parts: Sequence[Part], local: str, words: Words) -> Iterator[str]:
    """«con guion bajo, no con punto»: the one sign of the address becomes the other."""
    own = [c for c in local if c in "._-"]
    signs = [place for place, part in enumerate(parts) if part.written in {".", "_", "-"}]
    wanted = {parts[place].written for place in signs if not _denied(parts, place, words, _REACH + 1)}
    named_words = [part for part in parts if part.said and part.said in words.of("email.without")]
    if len(own) == 1 and len(wanted) == 1 and wanted != set(own) and not named_words and len(signs) > 1:
        yield local.replace(own[0], wanted.pop())


def _without(parts: Sequence[Part], local: str, words: Words) -> Iterator[str]:
    """«sin el punto», "without the 2", «sem números»."""
    for place, part in enumerate(parts):
        if part.said not in words.of("email.without"):
            continue
        following = parts[place + 1 : place + 4]
        if any(one.said in words.of("email.numbers_all") for one in following):
            yield "".join(c for c in local if not c.isdigit())
        telling = [one.written for one in following if one.written in {".", "_", "-"} or one.said.isdecimal()]
        letters = [one.written for one in following if len(one.said) == 1]
        for gone in (telling or letters[-1:])[:1]:
            if local.count(gone) == 1:
                yield local.replace(gone, "")


def _other_letter(parts: Sequence[Part], local: str, words: Words) -> Iterator[str]:
    """«con z», «es con b no con v», «con doble n»: where only one letter can be meant."""
    if any(_closest(local, name) for name in _names(parts)):
        return
    for place in range(len(parts)):
        letter, doubled = _letter_after(parts, place, words)
        if not letter or _denied(parts, place, words, 1):
            continue
        if doubled:
            if local.count(letter) == 1:
                yield local.replace(letter, letter * 2)
        else:
            yield from _with_letter(local, letter)


def _letter_after(parts: Sequence[Part], place: int, words: Words) -> tuple[str, bool]:
    """The letter in «con z», "with a z", «con doble n» from `place` on, and whether it is to be doubled."""
    size = _phrase(parts, place, words.of("email.with"))
    doubled = bool(size) and _phrase(parts, place + size, words.of("email.double")) > 0
    letter = parts[place + size + doubled].said if size and place + size + doubled < len(parts) else ""
    return (letter, doubled) if len(letter) == 1 and letter.isalpha() else ("", False)


def _phrase(parts: Sequence[Part], place: int, phrases: frozenset[str]) -> int:
    said = [part.said for part in parts[place : place + 3]]
    return next((size for size in range(len(said), 0, -1) if " ".join(said[:size]) in phrases), 0)


def _with_letter(local: str, letter: str) -> Iterator[str]:
    partners = {pair.replace(letter, "") for pair in _LOOK_ALIKE if letter in pair}
    places = [place for place, c in enumerate(local) if c in partners]
    if len(places) == 1:
        yield f"{local[: places[0]]}{letter}{local[places[0] + 1 :]}"


def _other_piece(parts: Sequence[Part], local: str, words: Words) -> Iterator[str]:
    """«es 93 no 92», «ana no anna»: one of the two stands in the address."""
    for place in range(len(parts)):
        size = _phrase(parts, place, words.of("email.swap"))
        if not size or not place or place + size >= len(parts):
            continue
        following = place + size
        while following < len(parts) - 1 and parts[following].said in words.of("single.copula") | words.of(
            "email.with"
        ):
            following += 1
        before = place - 1 if parts[place - 1].said else max(0, place - 2)  # «93, not 92»
        one, other = parts[before].said, parts[following].said
        for old, new in ((one, other), (other, one)):
            if len(old) > 1 and len(new) > 1 and old != new and local.count(old) == 1:
                yield local.replace(old, new)


def _other_name(parts: Sequence[Part], local: str, words: Words) -> Iterator[str]:
    """«con z: gonzalez», «mi correo es ana.penia»: a name close to a part of the address takes its place."""
    told = any(part.said in words.of("email.mentions") for part in parts)
    lettered = any(_letter_after(parts, place, words)[0] for place in range(len(parts)))
    if not (told or lettered):
        return
    for name in _names(parts):
        if best := _closest(local, name):
            yield local.replace(best, name, 1)


def _names(parts: Sequence[Part]) -> list[str]:
    return [part.said for part in parts if len(part.said) > _SHORTEST_NAME and part.said.isascii()]


def _closest(local: str, name: str) -> str:
    """The one stretch of `local` that `name` corrects, «» when there is none or more than one."""
    if name in local:
        return ""
    allowed = 1 if len(name) < _LONG_NAME else _MOST_SLIPS
    stretches = {
        piece[start : start + size]
        for piece in _LETTERS.findall(local)
        for size in range(len(name) - 1, len(name) + 2)
        for start in range(len(piece) - size + 1)
        if piece[start] == name[0] or piece[start + size - 1] == name[-1]
    }
    near = sorted((OSA.distance(one, name), abs(len(one) - len(name)), one) for one in stretches)
    if not near or near[0][0] > allowed or local.count(near[0][2]) != 1:
        return ""
    return "" if len(near) > 1 and near[1][:2] == near[0][:2] else near[0][2]


def _denied(parts: Sequence[Part], place: int, words: Words, reach: int = _REACH) -> bool:
    """A «no» right before, with nothing but a few words between."""
    for part in reversed(parts[max(0, place - reach) : place]):
        if not part.said and part.written not in "._-":
            return False
        if part.said in words.of("single.reject"):
            return True
    return False
