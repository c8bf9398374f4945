"""What words make of an address or a number that was given: «con z», «sin el punto», «es 93 no 92», «termina en 35».

Words name what shall stand there, what shall not, or both. Where they name both, one of the two stands in what was
given, once, and the other takes its place. Where they name one, its kind tells where it belongs: a provider, an ending,
a letter that sounds alike, the last digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from flows.understanding.kinds import PhraseKind
from flows.understanding.message import Message
from flows.understanding.numbering import DOMINICAN_AREAS
from flows.understanding.phrases import Phrases
from flows.understanding.providers import NATIONAL, provider_of
from flows.understanding.spelling import Part, shapes_of, signs_of
from flows.understanding.words import Words

_LONGEST = 60  # parts of a correction that are read
_REACH = 2  # parts between «no» and what it denies: «no es gmail»
_NEAR = 12  # characters between «termina en» and its digits
_PLAIN = 3  # digits that are plainly of a number; two could be anything
_SHORTEST_NAME, _LONG_NAME = 4, 6  # letters of a name that corrects a part of the address; two slips are forgiven
_SHORTEST_PROVIDER = 5  # letters
_LOOK_ALIKE = ("sz", "cs", "cz", "bv", "gj", "yi", "ck", "qk", "mn")  # letters that sound or read the same
_DOMAIN = re.compile(r"(?P<name>p|[wc](?=\.))?(?P<ending>(?:[.:][me])*)")
_GOING_ON = frozenset("/:?-_@")  # behind an ending: of a link, of an address
_SIGN = frozenset("cdn._-:~")  # shapes of what is taken out of an address
_IS: tuple[PhraseKind, ...] = ("correct.copulas", "correct.takes")


@dataclass(frozen=True)
class _Said:
    """A correction. `parts`: without blanks."""

    parts: Sequence[Part]
    phrases: Phrases

    def at(self, place: int, *kinds: PhraseKind) -> int:
        """How many parts the longest phrase of these kinds has that begins at a part."""
        inside = 0 <= place < len(self.parts) and self.parts[place].said
        return self.phrases.at(self.parts[place].place, *kinds) if inside else 0

    def past(self, place: int, *kinds: PhraseKind) -> int:
        """The place after phrases of these kinds and commas."""
        while size := self.at(place, *kinds) or self.shape(place) == ",":
            place += size
        return place

    def shape(self, place: int) -> str:
        return self.parts[place].shape if 0 <= place < len(self.parts) else ""

    def denies(self, place: int) -> bool:
        """Whether a «no» stands right before, with nothing but a word between."""
        for before in range(place - 1, max(-1, place - _REACH - 1), -1):
            if not self.parts[before].said:
                return False
            if self.at(before, "single.reject"):
                return True
        return False

    def opposed(self) -> Iterator[tuple[Part, Part]]:
        """«93, no 92», «no es 92, es 93»: what is set against what."""
        for place in range(len(self.parts)):
            if not (size := self.at(place, "correct.nots")):
                continue
            after, before = self.past(place + size, *_IS), place - 1 - (self.shape(place - 1) == ",")
            other = before if before >= 0 else self.past(after + 1, *_IS)
            if max(after, other) < len(self.parts) and not self.at(other, "correct.nots"):
                yield self.parts[other], self.parts[after]


def respelt_address(message: Message, known: str, words: Words) -> Sequence[str]:
    """The addresses that `known` could have been corrected to, unchecked; none where nothing is said of it."""
    said = _Said(signs_of(message, words, shortest=2)[:_LONGEST], words.find(message))
    local, _, domain = known.rpartition("@")
    if domains := {*_domains(said, domain)} - {domain}:
        return [f"{local}@{new}" for new in domains]
    for rule in (_exchanged, _without, _other_letter, _other_name):
        if locals_ := {*rule(said, local)} - {""}:
            return [f"{new}@{domain}" for new in locals_]
    return []


def respelt_number(message: Message, known: str, words: Words) -> Sequence[str]:
    """What `known` (E.164) could have been corrected to, not yet looked up; none where nothing is said of it."""
    phrases = words.find(message)
    if not phrases.has("phone.ends", "phone.starts", "correct.nots"):
        return []
    said = _Said(signs_of(message, words, shortest=1)[:_LONGEST], phrases)
    if ends := _digits_after(said, "phone.ends"):
        return [known[: -len(digits)] + digits for digits in ends]
    if starts := _digits_after(said, "phone.starts"):
        return [f"+1{area}{known[5:]}" for area in starts if area in DOMINICAN_AREAS and known.startswith("+1")]
    given = [part for part in said.parts if part.said.isdecimal()]
    alone = len(given) == 2 and len(given[0].said) == len(given[1].said) and _is_of_number(said, given[0])
    return [*_exchanged(said, known)] if alone else []


def _exchanged(said: _Said, known: str) -> Iterator[str]:
    for one, other in said.opposed():
        for old, new in ((one.written, other.written), (other.written, one.written)):
            if old != new and known.count(old) == 1:
                yield known.replace(old, new)


def _domains(said: _Said, domain: str) -> Iterator[str]:
    """«no, es hotmail», «c'est chez orange.fr», «es punto es no punto com»: what is denied is the old one."""
    own = domain.partition(".")[0]
    shapes = "".join("p" if _provider(part.said) else part.shape for part in said.parts)
    named = [found for found in _DOMAIN.finditer(shapes) if found[0] and _is_meant(said, found)]
    for found in [one for one in named if not said.denies(one.start())] or named:
        typed = said.parts[found.start()].said
        name = _provider(typed) or typed if found["name"] else own
        ending = ".".join(part.said for part in said.parts[found.start("ending") : found.end()] if part.said)
        if "." not in ending or ending in NATIONAL:
            yield f"{name}.{ending or 'com'}"


def _provider(said: str) -> str | None:
    return provider_of(said) if len(said) >= _SHORTEST_PROVIDER else None


def _is_meant(said: _Said, found: re.Match[str]) -> bool:
    """Whether it is a large provider; or an ending with nothing behind, as in «punto de referencia» or a link, and
    before it a name that is said to be the right one, or none."""
    if found["name"] == "p":
        return True
    first, after = found.span()
    following = said.parts[after] if after < len(said.parts) else None
    goes_on = following and (following.said or following.written in _GOING_ON) and not said.at(after, "correct.nots")
    told = first == 0 or said.parts[first - 1].written == "@" or said.at(first - 1, "single.copula")
    return bool(found["ending"]) and not goes_on and (not found["name"] or bool(told))


def _without(said: _Said, local: str) -> Iterator[str]:
    """«sin el punto», "without the 2", «sem números»."""
    for place in range(len(said.parts)):
        size = said.at(place, "correct.lacks", "change.removes")
        after = said.past(place + size, "change.articles", "email.fillers")
        if size and said.at(after, "email.numbers_all"):
            yield "".join(c for c in local if not c.isdigit())
        gone = said.parts[after].written if size and said.shape(after) in _SIGN else ""
        if gone and local.count(gone) == 1:
            yield local.replace(gone, "")


def _other_letter(said: _Said, local: str) -> Iterator[str]:
    """«con z», «con doble n»: where only one letter can be meant."""
    for place in range(len(said.parts)):
        size = said.at(place, "correct.takes")
        doubled = said.at(place + size, "correct.doubles") if size else 0
        after = place + size + doubled
        letter = said.parts[after].said if size and said.shape(after) == "c" and not said.denies(place) else ""
        partners = letter if doubled else {c for pair in _LOOK_ALIKE if letter in pair for c in pair} - {letter}
        places = [at for at, c in enumerate(local) if letter and c in partners]
        if len(places) == 1:
            yield f"{local[: places[0]]}{letter * (1 + bool(doubled))}{local[places[0] + 1 :]}"


def _other_name(said: _Said, local: str) -> Iterator[str]:
    """«con z: gonzalez», «mi correo es ana.penia»: a name close to a part of the address takes its place."""
    if said.phrases.has("email.mentions") or "c" in shapes_of(said.parts):
        names = (part.said for part in said.parts if len(part.said) >= _SHORTEST_NAME and part.said not in local)
        yield from (local.replace(best, name) for name in names if (best := _closest(local, name)))


def _closest(local: str, name: str) -> str:
    """The one stretch of `local` that `name` corrects, «» when there is none or more than one."""
    allowed = 1 if len(name) < _LONG_NAME else 2
    stretches = {
        end
        for piece in re.findall("[a-z]+", local)
        for size in range(len(name) - 1, len(name) + 2)
        for end in (piece[:size], piece[-size:])
    }
    near = sorted((OSA.distance(one, name), abs(len(one) - len(name)), one) for one in stretches)
    if not near or near[0][0] > allowed or (len(near) > 1 and near[0][:2] == near[1][:2]):
        return ""
    return near[0][2] if local.count(near[0][2]) == 1 else ""


def _digits_after(said: _Said, kind: PhraseKind) -> Sequence[str]:
    """The digits right after the first of these phrases, and those that are set against them."""
    place = next((place for place in range(len(said.parts)) if said.at(place, kind)), len(said.parts))
    after = said.parts[place + said.at(place, kind) :]
    digits = [part for part in after if part.said.isdecimal()]
    return [part.said for part in digits] if digits and digits[0].start - after[0].start <= _NEAR else []


def _is_of_number(said: _Said, first: Part) -> bool:
    """Two digits could be anything, so nothing else may be said before them."""
    before = said.parts[: said.parts.index(first)]
    kinds: tuple[PhraseKind, ...] = ("single.copula", "single.reject", "single.correct", "phone.mentions", "phone.weak")
    return len(first.said) >= _PLAIN or (
        len(first.said) > 1 and all(said.at(place, *kinds) for place, part in enumerate(before) if part.said)
    )
