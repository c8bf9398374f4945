"""Which of several numbers or addresses of one message is meant: «ese no, el bueno es …», "not …, it's …"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flows.understanding.kinds import PhraseKind
from flows.understanding.message import CLAUSE_END, Message, Span
from flows.understanding.phrases import Phrases
from flows.understanding.words import Words

_REACH = 3  # words between «no» and what it denies: «no me llames al …»
_LONGEST_LEAD = 5  # words
_LONGEST_DENIAL = 3  # words: «ese ya no», «no es»

Clause = tuple[int, int]  # the places of its first word and after its last; it may be empty
Clauses = list[Clause]  # between two of the spans: the first and the last one touch them


def single_out(message: Message, spans: Sequence[Span], words: Words) -> int | None:
    """Which of `spans` (in their order) the words single out, None when they leave it open."""
    message = message.without(spans)
    said = _Said(message, words.find(message))
    *leads, tail = said.around(spans)
    after = [*leads[1:], tail]
    alive = [
        place for place in range(len(spans)) if not said.denies(leads[place], after[place], last=after[place] is tail)
    ]
    if len(alive) > 1:
        alive = [place for place in alive if not said.holds("single.fallback", *leads[place])]
    if len(alive) == 1:
        return alive[0]
    if corrected := [place for place in alive if place and said.holds("single.correct", *leads[place])]:
        return corrected[-1]
    if len(spans) == 2 and (first := said.holds("single.first", *tail)) != said.holds("single.second", *tail):
        return int(not first)
    return said.preferred(leads, after, alive)


def is_denied(message: Message, span: Span, words: Words) -> bool:
    """«mi número no es …», «no me llamen al …»: the only one given, and not meant."""
    message = message.without([span])
    said = _Said(message, words.find(message))
    first, after = next(said.around([span]))[-1]
    denials = [place for place in range(first, after) if said.phrases.at(place, "single.reject")]
    between = range(denials[-1] + 1, after) if denials else ()
    return bool(between) and all(said.phrases.at(place, "single.copula", "single.call") for place in between)


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said around the spans, which the message is without."""

    message: Message
    phrases: Phrases

    def around(self, spans: Sequence[Span]) -> Iterator[Clauses]:
        """The clauses before each span, and those after the last."""
        ends = [0, *(end for _, end in spans)]
        starts = [*(start for start, _ in spans), len(self.message.text)]
        return (self._clauses(*edges) for edges in zip(ends, starts, strict=True))

    def holds(self, kind: PhraseKind, *clauses: Clause) -> bool:
        """Whether a phrase of this kind begins in one of them."""
        found = self.phrases.sizes.get(kind, {})
        return any(first <= place < after for first, after in clauses for place in found)

    def denies(self, lead: Clauses, following: Clauses, *, last: bool) -> bool:
        """Whether what stands before or behind a span says that it is not meant. `last`: no other span follows."""
        first, after = lead[-1]
        if after - first > _LONGEST_LEAD or self.message.said[first:][:1] != ("no",):  # «no a la central …»
            first = max(first, after - _REACH)
        if self.holds("single.reject", (first, after)) and not self._is_preposition(first, after):
            return not self.holds("single.correct", (first, after))  # «… no, perdón, Y» without its commas
        start, end = following[0]
        if last and end - start > 1:
            return self.holds("single.reject", (start, start + 2))  # «… y el otro Y no funciona»
        # «X, ese no, …» denies X; in «X no Y» the denial is of Y
        answer = next(((a, b) for a, b in (following if last else following[:-1]) if a < b), (0, 0))
        return answer[1] - answer[0] <= _LONGEST_DENIAL and self.holds("single.reject", answer)

    def preferred(self, leads: list[Clauses], after: list[Clauses], alive: list[int]) -> int | None:
        """The one that is called better, or the one to call where the others are somebody else's."""
        preferred = [place for place in alive if self.holds("single.prefer", *leads[place])]
        if len(preferred) == 1 and not self._is_listed(leads, preferred[0]):
            return preferred[0]
        # «…, o 849 555 0198 é só da obra»: up to the next comma, where there is one
        beside = {
            place: after[place][:1] if len(after[place]) > 1 or place == len(leads) - 1 else [] for place in alive
        }
        others = {place for place in alive if self.holds("single.others", *leads[place], *beside[place])}
        called = [place for place in alive if self.holds("single.call", *leads[place])]
        called = [place for place in called if place not in others] if len(called) > 1 else called
        if len(called) != 1:
            return None
        contrasted = called[0] and self.holds("single.contrast", *leads[called[0]])
        return called[0] if contrasted or others == {*alive} - {*called} else None

    def _is_listed(self, leads: list[Clauses], place: int) -> bool:
        """«llámame al … o al …»: what is said of the first is said of the second too."""
        following = leads[place + 1 : place + 2]
        return any(clauses[-1][1] - clauses[0][0] <= 2 for clauses in following)

    def _is_preposition(self, first: int, after: int) -> bool:
        """Portuguese «liga no …»: at this number."""
        calls = first < after - 1 and self.phrases.at(after - 2, "single.call", "phone.mentions")
        return calls == 1 and self.message.said[after - 1] == "no"

    def _clauses(self, start: int, end: int) -> Clauses:
        """Those of the message whose words stand there, and an empty one where a mark stands at an edge."""
        words, text = self.message.words, self.message.text
        places = [place for place, word in enumerate(words) if start <= word.start < end]
        first, after = (places[0], places[-1] + 1) if places else (0, 0)
        inner = [(a, b) for a, b in self.message.clauses if first <= a and b <= after and a < b]
        if not places:
            return [(first, after)]
        opens = [(first, first)] if CLAUSE_END.search(text, start, words[first].start) else []
        ends = [(after, after)] if CLAUSE_END.search(text, words[after - 1].end, end) else []
        return [*opens, *inner, *ends]
