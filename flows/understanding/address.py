"""E-mail addresses in a message: typed, spaced out, spelt in words, or with the @ left out.

An address is what stands around an «@». What belongs to it on both sides is a pattern over the shapes of the parts
(`spelling`); what could be read in two ways is kept as such, so that it can be asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from flows.understanding.kinds import PhraseKind
from flows.understanding.message import Message, Span
from flows.understanding.providers import PROVIDERS, provider_of
from flows.understanding.spelling import Part, glued_at, parts_of, shapes_of
from flows.understanding.words import Words

_MOST = 8  # addresses of one message that are looked at
_REACH = 80  # parts to the left of an @ that are looked at
_NEAR = 4  # words between a name on a network and that network's
_MOST_BEFORE = 3  # words before an address that could belong to it
_SHORTEST_LOCAL = 3  # characters of what stands before «gmail.com» without an @
_SENTENCES: tuple[PhraseKind, ...] = (  # one word that is a sentence: «Gracias. ana@…»
    *("email.leads", "answer.yes", "answer.polite", "answer.greeting", "name.titles", "intent.buy", "intent.rent"),
)

_W = "[wcdnpme]"
_LABEL = rf"{_W}(?:[-~]+{_W})*"
_DOMAIN = re.compile(
    rf" ?(?:p[.:]e(?:[.:]e)?"  # «hotmail.es.Gracias»
    rf"|{_LABEL}(?:(?: \. ?|\. |,)e(?! ?{_W}))?(?:\.(?!m){_LABEL}|:(?:e|(?!m){_W}(?! ?{_W})))*"
    rf"(?:(?: ?\. ?|[,:]|(?<=p)(?P<dotless> ))m(?:[.:]e| \.e)?)?)"
)
_TIGHT = re.compile(rf"(?:_*{_W}(?:[._+-]*{_W})*[._+-]*)?$")  # up to an @ that touches it
_LOOSE = re.compile(  # up to an @ that is said, or stands apart: «a n a», «ana 92», «ana . gil»
    rf"(?:_*{_W}(?:(?:[._+:~-]+| [._] |(?<=[cd]) (?=[cd])| (?=[dn])){_W})*[._+:~-]*)? ?$"
)
_TOGETHER = re.compile(rf"(?:{_W}(?:(?:[._+:~-]*|(?<!c) | (?=[cdn])){_W})*[._+:~-]*)? ?$")
_BEFORE = re.compile(  # the words before an @ that may belong to it: «ana pena@», or with dots: «ana. gil@»
    rf"(?:(?P<apart>(?:[wcpme] ){{1,{_MOST_BEFORE}}})|(?P<dotted>(?![dn])(?:{_W}(?:[:~]| ?[._] ?|- ))+))$"
)
_WORD_BEFORE = re.compile("[wcpme] ")
_ENDING = re.compile(r"\.[me]")
_GLUED = re.compile(rf"(?:{_W}[._+-])*$")  # before «penagmail.com»
_APART = re.compile(rf"(?:{_W}[._+-])*{_W}[ x.-]$")  # before «gmail.com»
_ATS = ("@", "A", "a")
_STOPS = frozenset(".;!?\n@")
_DOTS = re.compile(r"\s*[.,]+\s*|\s+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """What could be an address. `joined`: the part before the @ with the words before it, where they may belong to it.

    `certain`: it stands there as it is. If not, something was added or left out, so it can only be suggested.
    `meant`: whatever it is, an address was meant.
    """

    local: str
    domain: str
    span: Span
    joined: str = ""
    certain: bool = True
    meant: bool = True


@dataclass(frozen=True, slots=True)
class _Domain:
    """`after`: the place after its last part. `ends`: with a usual ending. `spelt`: one of its dots was said."""

    name: str
    after: int
    certain: bool
    ends: bool
    spelt: bool

    @property
    def is_large(self) -> bool:
        return provider_of(self.name.partition(".")[0]) is not None

    @property
    def is_dotted(self) -> bool:
        """Whether it goes on behind a dot, and not as a clock time does: «6.15pm»."""
        return self.name.rpartition(".")[2].isalpha() and "." in self.name


@dataclass(frozen=True, slots=True)
class _Seen:
    """A message while addresses are looked for. `mentioned`: an address is spoken of."""

    parts: Sequence[Part]
    shapes: str
    words: Words
    mentioned: bool
    together: bool
    asks: bool

    def written(self, first: int, after: int) -> str:
        return "".join(part.written for part in self.parts[first:after] if part.shape != " ")

    def said(self, place: int, *kinds: PhraseKind) -> bool:
        return 0 <= place < len(self.parts) and any(self.parts[place].said in self.words.of(kind) for kind in kinds)

    def leads(self, place: int) -> bool:
        """Whether a word introduces an address."""
        return self.said(place, "email.leads", "email.handles")

    def introduces(self, after: int) -> bool:
        """«mi correo es», «e-mail:» right before a place."""
        place = after - 1 - (self.shapes[after - 1 : after] == " ")
        return self.said(place, "email.says") or (place >= 0 and self.parts[place].written == ":")


def candidates_in(message: Message, words: Words) -> list[Candidate]:
    """What could be an address in a message, in its order."""
    phrases, glued = words.find(message), glued_at(words).search(message.line)
    spelt = phrases.has("email.at", "email.at_weak")
    if not (spelt or glued or "@" in message.text or any(provider in message.line for provider in PROVIDERS)):
        return []
    parts = parts_of(message, words)
    mentioned, together = phrases.has("email.mentions"), phrases.has("email.together")
    seen = _Seen(parts, shapes_of(parts), words, mentioned, together, message.asks)
    ats = [found.start() for found in re.finditer("[@Aa]", seen.shapes)][: 2 * _MOST]
    found = [*filter(None, (_around(seen, at) for at in ats)), *_without_at(seen)]
    kept: list[Candidate] = []
    for candidate in sorted(found, key=lambda one: one.span[0]):
        if not kept or candidate.span[0] >= kept[-1].span[1]:
            kept.append(candidate)
    return kept[:_MOST]


def _around(seen: _Seen, at: int) -> Candidate | None:
    said, weak = seen.shapes[at] != "@", seen.shapes[at] == "a"
    apart = said or seen.shapes[at - 1 : at] == " "
    first, domain = _local_start(seen, at, apart=apart), _domain_at(seen, at + 1)
    local = seen.written(first, at)
    if not said and _is_handle(seen, at, domain, own="" if apart else local):
        return None
    span = (seen.parts[first].start, seen.parts[domain.after - 1 if domain else at].end)
    if not local or not domain:
        meant = not said or (seen.mentioned and not weak)
        return Candidate(local, domain.name if domain else "", span, certain=False, meant=meant) if meant else None
    if weak and not _is_address(seen, first, at, domain):
        return None
    if apart and not _is_known(seen, at, domain):
        return Candidate(local, domain.name, span, certain=False) if seen.mentioned else None
    start = _start_before(seen, first, local)
    joined = "" if start is None else seen.written(start, at)
    if start:  # at the beginning it could be their name
        span = (seen.parts[start].start, span[1])
    return Candidate(local, domain.name, span, joined=joined, certain=domain.certain)


def _is_known(seen: _Seen, at: int, domain: _Domain) -> bool:
    return domain.is_large or domain.ends or (domain.is_dotted and (seen.shapes[at] != "@" or seen.mentioned))


def _is_address(seen: _Seen, first: int, at: int, domain: _Domain) -> bool:
    """Whether «at» stands in an address: not in «the ad at casa.do», «call me at 6.15pm», "look at that point"."""
    alone = seen.mentioned or first < 2 or not _WORD_BEFORE.match(seen.shapes, first - 2) or seen.leads(first - 2)
    local = seen.written(first, at)
    odd = not (local.isalpha() or local.isdecimal() or " " in seen.shapes[first:at])  # «ana.p at casa.do»
    told = seen.introduces(first) or odd or (domain.spelt and not seen.leads(at + 1))
    return alone and domain.is_dotted and (domain.is_large or told)


def _local_start(seen: _Seen, at: int, *, apart: bool) -> int:
    """The place of the first part of what belongs before an @; the @ where nothing does."""
    pattern = _TOGETHER if apart and seen.together else _LOOSE if apart else _TIGHT
    found = pattern.search(seen.shapes, max(0, at - _REACH), at)
    first = found.start() if found else at
    if apart:
        for place in range(first, at):
            alone = seen.shapes[place] != "c" or place == first == at - 1 - (seen.shapes[at - 1] == " ")
            if alone and seen.leads(place) and seen.shapes[place + 1] in " @Aa":
                first = place + 1
    return first + (seen.shapes[first] == " ")


def _domain_at(seen: _Seen, place: int) -> _Domain | None:
    found = _DOMAIN.match(seen.shapes, place)
    if not found:
        return None
    name = _DOTS.sub(".", "".join(part.written for part in seen.parts[place : found.end()]).strip())
    as_typed = "," not in found[0] and (found["dotless"] is None or seen.shapes[place - 1] in "Aa")
    cut = _ENDING.match(seen.shapes, found.end()) is not None  # «gmail.com.com»
    ends = "." in name and found[0][-1] in "me"
    return _Domain(name, found.end(), "." in name and as_typed and not cut, ends, ":" in found[0])


def _is_handle(seen: _Seen, at: int, domain: _Domain | None, *, own: str) -> bool:
    """«instagram @ana.perez»: a name on a network, which begins with its @ and ends like no address."""
    if domain and domain.is_large:
        return False
    ends = domain is not None and domain.ends
    if own:
        return seen.said(at - 1, "email.handles") and not ends
    after = seen.parts[domain.after if domain else at + 1 :]
    if _names_network(seen, reversed(seen.parts[:at])) or _names_network(seen, after):
        return True
    return not seen.mentioned and not ends


def _names_network(seen: _Seen, parts: Iterable[Part]) -> bool:
    """Whether the words nearest to a name, up to the end of the clause, tell on which network it is."""
    for part in islice((part for part in parts if part.shape != " "), _NEAR):
        if part.written in _STOPS or part.said in seen.words.of("email.mentions"):
            return False
        if part.said in seen.words.of("email.handles"):
            return True
    return False


def _start_before(seen: _Seen, first: int, local: str) -> int | None:
    """Where the words right before an address begin, if they may belong to it: those that begin the answer or follow
    «mi correo es». One word with a dot behind it may be a courtesy, and a name the one that the address is of."""
    found = _BEFORE.search(seen.shapes, max(0, first - _REACH), first)
    if not found:
        return None
    start = found.start()
    while found["apart"] and start < first and any(seen.leads(place) for place in range(start, first)):
        start += 2
    said = " ".join(part.said for part in seen.parts[start:first] if part.said)
    sentence = found["dotted"] and len(said) > 1 and any(said in seen.words.of(kind) for kind in _SENTENCES)
    told = start == 0 or seen.introduces(start) or " " not in seen.shapes[start:first]
    repeated = _repeats(seen.written(start, first), local)
    return start if start < first and told and not (sentence or repeated) else None


def _repeats(joined: str, local: str) -> bool:
    """«Ana Pérez aperez@…»: the words before are the name, which the address is made of."""
    return local[:3] in joined or local[-4:] in joined or joined[:4] in local or joined[-4:] in local


def _without_at(seen: _Seen) -> Iterator[Candidate]:
    """«anapenagmail.com», «ana gmail com»: a provider after something that could be a name."""
    for place, part in enumerate(seen.parts):
        provider = next((name for name in PROVIDERS if name in part.said), "")
        if provider and seen.shapes[place - 1 : place] not in _ATS:
            yield from _before_provider(seen, place, provider)


def _before_provider(seen: _Seen, place: int, provider: str) -> Iterator[Candidate]:
    own, _, rest = seen.parts[place].said.rpartition(provider)
    found = (_GLUED if own else _APART).search(seen.shapes, max(0, place - _REACH), place)
    domain = _domain_at(seen, place)
    if not found or not domain or rest not in {"", "com"} or not (rest or "." in domain.name):
        return
    first, after = found.start(), place if own else place - 1
    local, between = seen.written(first, after) + own, seen.parts[after].written
    told = (own or not seen.leads(after - 1)) and not local.startswith("www")
    remarked = between.isspace() and seen.asks and local.isalpha()  # «¿aceptan gmail.com?»
    if told and not remarked and len(local) >= _SHORTEST_LOCAL:
        ending = domain.name.partition(".")[2] or "com"
        span = (seen.parts[first].start, seen.parts[domain.after - 1].end)
        yield Candidate(local, f"{provider}.{ending}", span, certain=False)
