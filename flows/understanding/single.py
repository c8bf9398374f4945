"""Which of several numbers or addresses of one message is meant: «ese no, el bueno es …», "not …, it's …"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flows.understanding.plain import Span, Word, find_phrase
from flows.understanding.words import Words

_BREAK = re.compile(r"[,.;:!?¿¡\n]")
_REACH = 3  # words between «no» and what it denies: «no me llames al …»
_LONGEST_LEAD = 5  # words
_LONGEST_DENIAL = 3  # words: «ese ya no», «no es»

Clause = list[str]


def single_out(text: str, spans: Sequence[Span], words: Sequence[Word], vocabulary: Words) -> int | None:
    """Which of `spans` (in their order) the words single out, None when they leave it open."""
    leads = [_clauses(text, words, end, start) for end, start in _gaps(text, spans)]
    tail, leads = leads[-1], leads[:-1]
    following, last = [*leads[1:], tail], len(spans) - 1
    alive = [
        place
        for place in range(len(spans))
        if not _denied(leads[place], following[place], vocabulary, is_last=place == last)
    ]
    if len(alive) > 1:
        alive = [place for place in alive if not _holds(leads[place], vocabulary.of("single.fallback"))]
    if len(alive) == 1:
        return alive[0]
    corrected = [place for place in alive if place and _holds(leads[place], vocabulary.of("single.correct"))]
    if corrected:
        return corrected[-1]
    chosen = _by_order(tail, len(spans), vocabulary)
    if chosen is not None:
        return chosen
    return _preferred(leads, _described(leads, tail), alive, vocabulary)


def is_denied(text: str, span: Span, words: Sequence[Word], vocabulary: Words) -> bool:
    """«mi número no es …»: the only one given, and not meant."""
    lead = _clauses(text, words, 0, span[0])[-1]
    near = lead[-_REACH:]
    denials = [place for place, said in enumerate(near) if said in vocabulary.of("single.reject")]
    after = near[denials[-1] + 1 :] if denials else []
    return bool(after) and vocabulary.of("single.copula").issuperset(after)


def _described(leads: list[list[Clause]], tail: list[Clause]) -> list[list[Clause]]:
    """What is said of each: before it, and after it up to the next comma («…, o 849 555 0198 é só da obra»)."""
    following = [*leads[1:], tail]
    return [
        [*lead, *(after[:1] if len(after) > 1 or after is tail else [])]
        for lead, after in zip(leads, following, strict=True)
    ]


def _preferred(
    leads: list[list[Clause]], described: list[list[Clause]], alive: list[int], vocabulary: Words
) -> int | None:
    """The one that is called better, or the one to call where the others are somebody else's."""
    of_others = {place for place in alive if _holds(described[place], vocabulary.of("single.others"))}
    preferred = [place for place in alive if _holds(leads[place], vocabulary.of("single.prefer"))]
    if len(preferred) == 1 and not _listed(leads, preferred[0]):
        return preferred[0]
    called = [place for place in alive if _holds(leads[place], vocabulary.of("single.call"))]
    if len(called) > 1:
        called = [place for place in called if place not in of_others]
    if len(called) != 1:
        return None
    if of_others == set(alive) - set(called):
        return called[0]
    contrasted = called[0] and _holds(leads[called[0]], vocabulary.of("single.contrast"))
    return called[0] if contrasted and not _listed(leads, called[0]) else None


def _listed(leads: list[list[Clause]], place: int) -> bool:
    """«llámame al … o al …»: what is said of the first is said of the second too."""
    following = leads[place + 1] if place + 1 < len(leads) else None
    return following is not None and sum(map(len, following)) <= 2


def _by_order(tail: list[Clause], count: int, vocabulary: Words) -> int | None:
    """«…, mejor el segundo»."""
    if count != 2:
        return None
    first, second = (_holds(tail, vocabulary.of(f"single.{which}")) for which in ("first", "second"))
    return None if first == second else int(second)


def _denied(lead: list[Clause], following: list[Clause], vocabulary: Words, *, is_last: bool) -> bool:
    reject = vocabulary.of("single.reject")
    near = lead[-1][-_REACH:]
    if len(lead[-1]) <= _LONGEST_LEAD and lead[-1][:1] == ["no"]:
        near = lead[-1]  # «no a la central …»
    if _holds([near], reject) and not _is_preposition(near, vocabulary):
        return not _holds([near], vocabulary.of("single.correct"))  # «… no, perdón, Y» without its commas
    # «X, ese no, …» denies X; in «X no Y» the denial is of Y
    answers = [clause for clause in (following if is_last else following[:-1]) if clause][:1]
    if is_last and following[0] and len(following[0]) > 1:
        return not reject.isdisjoint(following[0][:2])  # «… y el otro Y no funciona»
    return any(len(clause) <= _LONGEST_DENIAL and not reject.isdisjoint(clause) for clause in answers)


def _is_preposition(near: Clause, vocabulary: Words) -> bool:
    """Portuguese «liga no …»: at this number."""
    calls = vocabulary.of("single.call") | vocabulary.of("phone.mentions")
    return near[-1] == "no" and len(near) > 1 and near[-2] in calls


def _gaps(text: str, spans: Sequence[Span]) -> list[Span]:
    ends = [0, *(end for _, end in spans)]
    starts = [*(start for start, _ in spans), len(text)]
    return list(zip(ends, starts, strict=True))


def _clauses(text: str, words: Sequence[Word], start: int, end: int) -> list[Clause]:
    """The words of a stretch, clause by clause; at least one clause, the last one touching what follows."""
    clauses: list[Clause] = [[]]
    reached = start
    for word in words:
        if word.start >= start and word.end <= end:
            if _BREAK.search(text, reached, word.start):
                clauses.append([])
            clauses[-1].append(word.said)
            reached = word.end
    if _BREAK.search(text, reached, end):
        clauses.append([])
    return clauses


def _holds(clauses: list[Clause], phrases: frozenset[str]) -> bool:
    said = [Word(0, 0, word) for clause in clauses for word in clause]
    return find_phrase(said, phrases) is not None
