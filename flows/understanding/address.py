"""E-mail addresses in a message: typed, spaced out, spelt in words, or with the @ left out.

An address is what stands around an «@». Its parts are followed to both sides as far as they belong together; what
could be read in two ways is kept as such, so that it can be asked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from flows.understanding.address_signs import Part, Parts, parts_of
from flows.understanding.plain import Span, words_of
from flows.understanding.providers import ENDINGS, NATIONAL, PROVIDERS, provider_of
from flows.understanding.text import bare
from flows.understanding.words import Words

_MOST = 8  # addresses of one message that are looked at
_LONGEST_LOCAL = 30  # parts
_MOST_BEFORE = 3  # words before an address that could belong to it
_SHORTEST_LOCAL = 3  # characters of what stands before «gmail.com» without an @
_DOTS = frozenset({".", ",", "..", "..."})
_INSTEAD_OF_AT = frozenset("#*&!\"$^~`'.-")  # beside the @ on keyboards
_NEAR = 4  # parts between a name on a network and that network's
_STOPS = frozenset(".;!?\n@")
_LONGEST_PART = 12  # letters of a word that a dot joins to an address
_SENTENCES = (  # one word that is a sentence: «Gracias. ana@…»
    *("email.leads", "email.handles", "email.mentions", "phone.mentions", "answer.yes", "answer.no", "answer.polite"),
    *("answer.greeting", "answer.none", "name.titles", "intent.buy", "intent.rent"),
)
_ENDING_ALONE = "com"  # the only ending that is no word of its own in four languages


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
    name: str
    last: int  # place of its last part
    certain: bool
    ending: bool


def candidates_in(text: str, words: Words) -> list[Candidate]:
    """What could be an address in `text`, in the order of the text."""
    folded = text.casefold()
    if "@" not in text and not any(hint in folded for hint in (*PROVIDERS, *words.of("email.at"))):
        said = {word.said for word in words_of(text)}
        if words.of("email.at_weak").isdisjoint(said):
            return []
    seen = parts_of(text, words)
    mentioned = any(part.said in words.of("email.mentions") for part in seen.parts)
    found = [*_around_ats(seen, words, mentioned), *_without_at(seen.parts, words)]
    kept: list[Candidate] = []
    for candidate in sorted(found, key=lambda one: one.span[0]):
        if not kept or candidate.span[0] >= kept[-1].span[1]:
            kept.append(candidate)
    return kept[:_MOST]


def _around_ats(seen: Parts, words: Words, mentioned: bool) -> Iterator[Candidate]:
    ats = [place for place, part in enumerate(seen.parts) if part.written == "@"]
    for at in ats[: 2 * _MOST]:
        candidate = _around(seen, at, words, mentioned)
        if candidate:
            yield candidate


def _around(seen: Parts, at: int, words: Words, mentioned: bool) -> Candidate | None:
    parts, sign = seen.parts, seen.parts[at]
    first, local = _local_before(seen, at, words.of("email.leads") | words.of("email.handles"))
    domain = _domain_after(parts, at)
    if _is_handle(parts, at, domain, words, mentioned):
        return None
    known = bool(domain) and (domain.ending or provider_of(domain.name) is not None) if domain else False
    span = (parts[first].start, parts[domain.last if domain else at].end)
    if not local or not domain:
        meant = mentioned or bool(local and not sign.spoken and _touches(parts, at - 1)) or (known and not sign.spoken)
        return Candidate(local, domain.name if domain else "", span, certain=False, meant=meant) if meant else None
    if sign.weak and not (known and (domain.ending or mentioned)):
        return None
    if (sign.spoken or not _touches(parts, at - 1)) and not known:
        return Candidate(local, domain.name, span, certain=False) if mentioned else None
    start, dotted = _with_dots_before(parts, first, words)
    if dotted:
        whole = (parts[start].start, span[1]) if start else span  # at the beginning it could be their name
        return Candidate(local, domain.name, whole, joined=dotted + local, certain=domain.certain)
    start, joined, told = _with_words_before(parts, first, words)
    if sign.weak and joined and not mentioned:
        return None
    if not told or _repeats(joined, local):
        start, joined = _with_signs_before(parts, first)
    if joined:
        span = (parts[start].start, span[1])
    certain = domain.certain and not (sign.weak and not told and first > 0)
    return Candidate(local, domain.name, span, joined=joined and joined + local, certain=certain)


def _local_before(seen: Parts, at: int, leads: frozenset[str]) -> tuple[int, str]:
    """Place of the first part and the text of what belongs before the @."""
    parts, sign = seen.parts, seen.parts[at]
    loose = sign.spoken or (at > 0 and not _touches(parts, at - 1))
    first = at
    while first and at - first < _LONGEST_LOCAL and _belongs(seen, first - 1, at, leads, loose=loose):
        first -= 1
    while first < at and parts[first].is_sign and parts[first].written != "_":
        first += 1
    if loose and first == at - 1 and parts[first].said in leads:
        first = at  # «mi correo es arroba …»
    return first, "".join(part.written for part in parts[first:at])


def _belongs(seen: Parts, place: int, at: int, leads: frozenset[str], *, loose: bool) -> bool:
    parts = seen.parts
    part, following = parts[place], parts[place + 1]
    close = _touches(parts, place)
    if part.is_sign and part.written != "@":
        apart_before = place > 0 and not _touches(parts, place - 1)
        if part.spoken:
            return loose
        return (close and not apart_before) or (loose and part.written in "._" and apart_before != close)
    if not part.said:
        return False
    if place + 1 == at:
        return close or loose
    if following.is_sign:
        return close or following.spoken or loose
    together = seen.together and part.said not in leads
    return loose and _continues(part, following, together=together)


def _continues(part: Part, following: Part, *, together: bool) -> bool:
    """Whether two words are one: letters one by one, a number after a name, or said to be."""
    if len(part.said) == 1 and (len(following.said) == 1 or following.said.isdecimal()):
        return part.said not in "yo" or len(following.said) == 1
    return together or (following.said.isdecimal() and len(following.said) <= 4)


def _is_handle(parts: Sequence[Part], at: int, domain: _Domain | None, words: Words, mentioned: bool) -> bool:
    """«instagram @ana.perez»: a name on a network, which begins with its @ and ends like no address."""
    if parts[at].spoken or not _touches(parts, at) or (domain and provider_of(domain.name.partition(".")[0])):
        return False
    ends_like_one = domain is not None and domain.name.rpartition(".")[2] in ENDINGS
    if at and _touches(parts, at - 1):
        return parts[at - 1].said in words.of("email.handles") and not ends_like_one
    last = domain.last if domain else at
    before, after = parts[max(0, at - _NEAR) : at], parts[last + 1 : last + 1 + _NEAR]
    if _names_network(reversed(before), words) or _names_network(after, words):
        return True
    return not mentioned and not ends_like_one


def _names_network(parts: Iterable[Part], words: Words) -> bool:
    """Whether the words nearest to a name, up to the end of the clause, tell on which network it is."""
    for part in parts:
        if part.written in _STOPS or part.said in words.of("email.mentions"):
            return False
        if part.said in words.of("email.handles"):
            return True
    return False


def _with_dots_before(parts: Sequence[Part], first: int, words: Words) -> tuple[int, str]:
    """«ana. gil@…»: place and text of the words before a dot that a keyboard spaced, «» where they end a sentence. One
    word that begins the answer or follows «mi correo es» is no sentence, unless it is a courtesy, or the name that the
    address is of."""
    joined, place = "", first
    while place > 1 and _could_be_inside(parts, place - 1) and parts[place - 2].said:
        joined, place = f"{parts[place - 2].written}{parts[place - 1].written}{joined}", place - 2
    said = bare(joined)
    told = place == 0 or parts[place - 1].said in words.of("email.says") or parts[place - 1].written == ":"
    sentence = len(said) > 1 and any(said in words.of(kind) for kind in _SENTENCES)
    repeated = parts[first].said.startswith(parts[place].said)
    odd = parts[place].said.isdecimal() or len(parts[place].said) > _LONGEST_PART
    return (first, "") if not told or sentence or repeated or odd else (place, joined)


def _could_be_inside(parts: Sequence[Part], place: int) -> bool:
    """Whether a sign could be one of an address; «Ana - ana@…» sets two things apart."""
    sign = parts[place]
    return not sign.spoken and (sign.written in "._" or (sign.written == "-" and _touches(parts, place - 1)))


def _domain_after(parts: Sequence[Part], at: int) -> _Domain | None:
    place = at + 1
    if place >= len(parts) or not parts[place].said:
        return None
    if not parts[at].spoken and parts[place].start - parts[at].end > 1:
        return None
    return _domain_from(parts, place, spoken=parts[at].spoken)


def _domain_from(parts: Sequence[Part], place: int, *, spoken: bool) -> _Domain:
    """The domain whose first part is at `place`; not `certain` where its dots are missing or no dots."""
    name, certain, ending = parts[place].written, True, False
    while place + 2 < len(parts) and parts[place + 2].said:
        link, label = parts[place + 1].written, parts[place + 2].written
        if link == "-" and _is_link(parts, place + 1):
            name += f"-{label}"
        elif link in _DOTS and _is_label(parts, place + 1, name, ending=ending):
            name, certain, ending = f"{name}.{label}", certain and link == ".", True
        else:
            certain = certain and not (link == "." and _is_link(parts, place + 1) and label in ENDINGS)
            break
        place += 2
    if not ending and place + 1 < len(parts) and parts[place + 1].said == _ENDING_ALONE and name in PROVIDERS:
        return _Domain(f"{name}.com", place + 1, spoken, ending=True)
    return _Domain(name, place, certain and ending, ending)


def _is_link(parts: Sequence[Part], place: int) -> bool:
    return parts[place].spoken or (_touches(parts, place - 1) and _touches(parts, place))


def _is_label(parts: Sequence[Part], place: int, name: str, *, ending: bool) -> bool:
    """Whether the domain goes on after this dot, and not the sentence."""
    dot, label = parts[place], parts[place + 1]
    if dot.written != "." and (ending or not _is_link(parts, place)):
        return False
    if _is_link(parts, place) and not dot.spoken and dot.written == ".":
        provider, _, rest = name.partition(".")
        complete = provider in PROVIDERS and (rest == "com" or rest in NATIONAL)
        return not complete or (label.said in ENDINGS and len(label.said) == 2)
    if label.said in ENDINGS:
        return not ending or dot.spoken or _touches(parts, place)
    follows = parts[place + 2] if place + 2 < len(parts) else None
    return dot.spoken and (follows is None or not follows.said)


def _with_words_before(parts: Sequence[Part], first: int, words: Words) -> tuple[int, str, bool]:
    """The words right before an address that are no courtesy, and whether an «es» or the beginning is before them."""
    joined, place = "", first
    while place and first - place <= _MOST_BEFORE:
        part = parts[place - 1]
        if not part.said or part.said.isdecimal() or _leads(part, words):
            break
        joined, place = part.written + joined, place - 1
    told = place == 0 or parts[place - 1].said in words.of("email.says") or parts[place - 1].written == ":"
    return (place, joined, told) if first - place <= _MOST_BEFORE else (first, "", told)


def _leads(part: Part, words: Words) -> bool:
    return part.said in words.of("email.leads") or part.said in words.of("email.handles")


def _with_signs_before(parts: Sequence[Part], first: int) -> tuple[int, str]:
    """«ana punto pena@…»: what was said in words before a typed address."""
    place, joined = first, ""
    while place > 1 and parts[place - 1].spoken and parts[place - 1].written in "._" and parts[place - 2].said:
        joined = f"{parts[place - 2].written}{parts[place - 1].written}{joined}"
        place -= 2
    return place, joined


def _repeats(joined: str, local: str) -> bool:
    """«Ana Pérez aperez@…»: the words before are the name, which the address is made of."""
    return local[-4:] in joined or local[:3] in joined or joined[:4] in local or joined[-4:] in local


def _without_at(parts: Sequence[Part], words: Words) -> Iterator[Candidate]:
    """«anapenagmail.com», «ana gmail com»: a provider after something that could be a name."""
    for place, part in enumerate(parts):
        provider = next((name for name in PROVIDERS if name in part.said), "") if part.said else ""
        if not provider or (place and parts[place - 1].written == "@"):
            continue
        if candidate := _before_provider(parts, place, provider, words):
            yield candidate


def _before_provider(parts: Sequence[Part], place: int, provider: str, words: Words) -> Candidate | None:
    own, _, rest = parts[place].said.rpartition(provider)
    domain = _domain_from(parts, place, spoken=False)
    if rest not in {"", "com"} or not (rest or domain.ending):
        return None
    first = place
    if not own:
        first = _last_before(parts, place)
        if first < 0 or parts[first].said in words.of("email.leads"):
            return None
        own = parts[first].written
    while first > 1 and parts[first - 1].is_sign and _touches(parts, first - 1) and _touches(parts, first - 2):
        first -= 2
        own = f"{parts[first].written}{parts[first + 1].written}{own}"
    if len(own) < _SHORTEST_LOCAL or own.startswith("www"):
        return None
    ending = domain.name.partition(".")[2] or "com"
    span = (parts[first].start, parts[domain.last].end)
    return Candidate(own, f"{provider}.{ending}", span, certain=False)


def _last_before(parts: Sequence[Part], place: int) -> int:
    """Place of the word before a provider, −1 if none; between them a space, or what was typed for the @."""
    symbol = place > 0 and parts[place - 1].written in _INSTEAD_OF_AT and _touches(parts, place - 1)
    before = place - 2 if symbol else place - 1
    return before if before >= 0 and parts[before].said else -1


def _touches(parts: Sequence[Part], place: int) -> bool:
    """Whether nothing stands between this part and the next."""
    return place + 1 < len(parts) and parts[place].end == parts[place + 1].start
