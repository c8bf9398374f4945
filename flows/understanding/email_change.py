"""Corrections of an e-mail address in words: the provider, the ending, a letter, a sign, a name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz.distance import OSA

from flows.understanding.address_parts import Part, shapes_of, signs_of
from flows.understanding.kinds import PhraseKind
from flows.understanding.message import Message
from flows.understanding.phrases import Phrases
from flows.understanding.providers import NATIONAL, provider_of
from flows.understanding.words import Words

_REACH = 2  # parts between «no» and what it denies: «no es gmail»
_SHORTEST_PROVIDER = 5  # letters
_SHORTEST_NAME = 4  # letters of a name that corrects a part of the address
_MOST_SLIPS = 2  # letters in which a corrected name differs
_LOOK_ALIKE = ("sz", "cs", "cz", "bv", "gj", "yi", "ck", "qk", "mn")  # letters that sound or read the same
_LONG_NAME = 6  # letters from which two slips are forgiven
_LETTERS = re.compile(r"[a-z]+")
_LONGEST = 60  # parts of a correction that are read
_ENDING = re.compile(r"(?:[.:][me])+")
_SIGNS = frozenset("._-")
_GOING_ON = frozenset("/:?-_@")  # behind an ending: of a link, of an address


@dataclass(frozen=True)
class _Said:
    """A correction. `parts`: without blanks."""

    parts: Sequence[Part]
    phrases: Phrases

    def at(self, place: int, *kinds: PhraseKind) -> int:
        """How many parts the longest phrase of these kinds has that begins at a part."""
        inside = 0 <= place < len(self.parts) and self.parts[place].said
        return self.phrases.at(self.parts[place].place, *kinds) if inside else 0

    def touches(self, place: int) -> bool:
        """Whether a part was typed right behind the one before it."""
        return place > 0 and self.parts[place - 1].end == self.parts[place].start and self.parts[place].shape != ":"

    def denies(self, place: int, reach: int = _REACH) -> bool:
        """A «no» right before, with nothing but a few words between."""
        for before in range(place - 1, max(-1, place - reach - 1), -1):
            part = self.parts[before]
            if not part.said and part.written not in _SIGNS:
                return False
            if self.at(before, "single.reject"):
                return True
        return False

    @cached_property
    def endings(self) -> dict[int, tuple[int, str]]:
        """«.es», «punto com punto do»: by the place of its first dot the place after it, and what it is."""
        found = ((found.start(), found.end()) for found in _ENDING.finditer(shapes_of(self.parts)))
        endings = {
            place: (after, ".".join(part.said for part in self.parts[place:after] if part.said))
            for place, after in found
        }
        return {place: end for place, end in endings.items() if "." not in end[1] or end[1] in NATIONAL}

    def meant_endings(self) -> Iterator[tuple[int, str]]:
        """Those behind which nothing goes on but a correction: no «punto de referencia», no link's path."""
        for place, (after, ending) in self.endings.items():
            following = self.parts[after] if after < len(self.parts) else None
            ends = following is None or not (following.said or following.written in _GOING_ON)
            if ends or self.at(after, "single.reject", "email.swap"):
                yield place, ending

    @cached_property
    def names(self) -> Sequence[str]:
        said = (part.said for part in self.parts)
        return [one for one in said if len(one) >= _SHORTEST_NAME and one.isascii()]

    @cached_property
    def letters(self) -> Sequence[tuple[int, str, bool]]:
        """«con z», "with a z", «con doble n»: their places, the letters, and whether they are to be doubled."""
        found = []
        for place in range(len(self.parts)):
            size = self.at(place, "email.with")
            doubled = size > 0 and self.at(place + size, "email.double") > 0
            after = place + size + doubled
            letter = self.parts[after].said if size and after < len(self.parts) else ""
            if len(letter) == 1 and letter.isalpha():
                found.append((place, letter, doubled))
        return found


def changed(message: Message, known: str, words: Words) -> list[str]:
    """The addresses that `known` could have been corrected to, unchecked; [] when nothing is said of it."""
    said = _Said(signs_of(message, words)[:_LONGEST], words.find(message))
    local, _, domain = known.rpartition("@")
    for rule in (_other_domain, _other_ending):
        if domains := list(dict.fromkeys(rule(said, domain))):
            return [f"{local}@{new}" for new in domains]
    for change in (_other_sign, _without, _other_letter, _other_piece, _other_name):
        if locals_ := list(dict.fromkeys(change(said, local))):
            return [f"{new}@{domain}" for new in locals_ if new]
    return []


def _other_domain(said: _Said, domain: str) -> Iterator[str]:
    """«no, es hotmail», «it's yahoo not gmail»: what is denied is the old one."""
    own = domain.partition(".")[0]
    named = {place: provider for place, part in enumerate(said.parts) if (provider := _named(part.said))}
    for place, provider in named.items():
        if provider != own and not (own in named.values() and said.denies(place)):
            _, ending = said.endings.get(place + 1, (0, "com"))
            yield f"{provider}.{ending}"
    yield from _typed_domain(said, domain)


def _typed_domain(said: _Said, domain: str) -> Iterator[str]:
    """«c'est chez orange.fr», «@claro.net.do», or a domain and nothing else."""
    for place, ending in said.meant_endings():
        name = said.parts[place - 1].said if said.touches(place) else ""
        told = place == 1 or said.parts[place - 2].written == "@" or said.at(place - 2, "single.copula")
        new = name and not _named(name) and told and not said.denies(place - 1)
        if new and f"{name}.{ending}" != domain:
            yield f"{name}.{ending}"


def _named(said: str) -> str | None:
    return provider_of(said) if len(said) >= _SHORTEST_PROVIDER else None


def _other_ending(said: _Said, domain: str) -> Iterator[str]:
    """«es punto es no punto com», «.net»."""
    name, _, old = domain.partition(".")
    for place, ending in said.meant_endings():
        if ending != old and not said.touches(place) and not said.denies(place):
            yield f"{name}.{ending}"


def _other_sign(said: _Said, local: str) -> Iterator[str]:
    """«con guion bajo, no con punto»: the one sign of the address becomes the other."""
    own = [c for c in local if c in _SIGNS]
    signs = [place for place, part in enumerate(said.parts) if part.written in _SIGNS]
    wanted = {said.parts[place].written for place in signs if not said.denies(place, _REACH + 1)}
    if len(own) == len(wanted) == 1 and wanted != {*own} and len(signs) > 1 and not said.phrases.has("email.without"):
        yield local.replace(own[0], wanted.pop())


def _without(said: _Said, local: str) -> Iterator[str]:
    """«sin el punto», "without the 2", «sem números»."""
    for place in range(len(said.parts)):
        if not said.at(place, "email.without"):
            continue
        following = said.parts[place + 1 : place + 4]
        if any(said.at(after, "email.numbers_all") for after in range(place + 1, place + 4)):
            yield "".join(c for c in local if not c.isdigit())
        telling = [one.written for one in following if one.written in _SIGNS or one.said.isdecimal()]
        letters = [one.written for one in following if len(one.said) == 1]
        for gone in (telling or letters[-1:])[:1]:
            if local.count(gone) == 1:
                yield local.replace(gone, "")


def _other_letter(said: _Said, local: str) -> Iterator[str]:
    """«con z», «es con b no con v», «con doble n»: where only one letter can be meant."""
    for place, letter, doubled in said.letters:
        if said.denies(place, 1):
            continue
        partners = {letter} if doubled else {pair.replace(letter, "") for pair in _LOOK_ALIKE if letter in pair}
        places = [at for at, c in enumerate(local) if c in partners]
        if len(places) == 1:
            yield f"{local[: places[0]]}{letter * (1 + doubled)}{local[places[0] + 1 :]}"


def _other_piece(said: _Said, local: str) -> Iterator[str]:
    """«es 93 no 92», «ana no anna»: one of the two stands in the address."""
    for place in range(1, len(said.parts)):
        size = said.at(place, "email.swap")
        after = place + size
        while after < len(said.parts) - 1 and said.at(after, "single.copula", "email.with"):
            after += 1
        if not size or after >= len(said.parts):
            continue
        before = place - 1 if said.parts[place - 1].said else max(0, place - 2)  # «93, not 92»
        one, other = said.parts[before].said, said.parts[after].said
        for old, new in ((one, other), (other, one)):
            if len(old) > 1 and len(new) > 1 and old != new and local.count(old) == 1:
                yield local.replace(old, new)


def _other_name(said: _Said, local: str) -> Iterator[str]:
    """«con z: gonzalez», «mi correo es ana.penia»: a name close to a part of the address takes its place."""
    if said.letters or said.phrases.has("email.mentions"):
        for name in said.names:
            if best := _closest(local, name):
                yield local.replace(best, name, 1)


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
