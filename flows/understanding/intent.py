"""Whether somebody wants to buy, to rent, or to offer their own property (conversation §8).

A word counts where the person wants it now and for themselves: not behind a «no», not as what they pay today, not as
what a brother did, not as what they would do with the house that they buy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import OSA

from flows.lead import Intent
from flows.understanding.message import Message, Word
from flows.understanding.phrases import Phrases
from flows.understanding.words import Words

_FORGIVING_LENGTH = 7  # letters from which one wrong letter is forgiven; «venta» must not become «renta»
_NEGATION_REACH = 4  # words: «no estoy buscando para comprar»
_DENIAL_REACH = 4  # words: «vivo en alquiler»
_REFUSAL_REACH = 3  # words: «comprar está imposible»
_OTHERS_REACH = 2  # words: «mi hermano ya compro»
_OWNING_REACH = 2  # words: «mis dos apartamentos»
_NAMED_REACH = 3  # words: "rent a small car"
_MOST_READ = 120  # words: who writes more says it first
IN_PASSING = 1  # words beside a wish that was not asked for, where another is known: «la renta es cara» is none
_PAST = re.compile(r"[^\W\d_]ó")  # «compró», which without its accent is «compro»

Want = Literal["buy", "rent"]
_KINDS: tuple[tuple[str, Want, bool], ...] = (
    ("intent.buy", "buy", True),
    ("intent.rent", "rent", True),
    ("intent.buy_signs", "buy", False),
    ("intent.rent_signs", "rent", False),
)


@dataclass(frozen=True, slots=True)
class OwnerMaybe:
    """It reads as if they offer a property of their own: ask (OWNER_CHECK)."""


@dataclass(frozen=True, slots=True)
class _Clause:
    """The words between two marks, and where the phrases among them stand. `asks`: a question mark ends it."""

    words: tuple[Word, ...]
    said: tuple[str, ...]
    first: int
    phrases: Phrases
    asks: bool

    def at(self, place: int, *kinds: str) -> int:
        """How many words the phrase of these kinds has that begins at `place`, 0 when there is none."""
        size = self.phrases.at(self.first + place, *kinds) if 0 <= place < len(self.said) else 0
        return size if place + size <= len(self.said) else 0

    def holds(self, kind: str, start: int = 0, end: int | None = None) -> bool:
        """Whether such a phrase stands there, whole."""
        last = len(self.said) if end is None else min(end, len(self.said))
        return any((size := self.at(place, kind)) and place + size <= last for place in range(max(0, start), last))


@dataclass(frozen=True, slots=True)
class _Mention:
    """A word or phrase of buying or renting. `clear` is False for what only goes with it: a loan, a deposit."""

    want: Want
    clear: bool
    start: int
    end: int


def read_intent(
    message: Message, words: Words, *, only_clear: bool = False, beside: int | None = None, either: bool = True
) -> Intent | OwnerMaybe | None:
    """What the words say, None when they say nothing. A digit means an option's position, so none is read here.

    `only_clear`: what merely goes with a wish, a loan or a deposit, says nothing: the wish is known.
    `beside`: so many words may stand beside it where nobody says that they want something; None, any number: where the
    wish is neither asked for nor known, it opens many a talk. `either`: whether «los dos» alone is about it.
    """
    found = [(clause, _meant(clause, words, beside)) for clause in _clauses(message, words)]
    clauses = [clause for clause, _ in found]
    wants = {mention.want for _, mentions in found for mention in mentions if mention.clear}
    if not (wants or only_clear):
        wants = {mention.want for _, mentions in found for mention in mentions}
    if _offers(clauses, "intent.sell", words) or ("buy" not in wants and _offers(clauses, "intent.let", words)):
        return OwnerMaybe()
    renting = [clause for clause, mentions in found if any(mention.want == "rent" for mention in mentions)]
    if "rent" in wants and (any(_is_of_own_place(one, words) for one in renting) or _has_a_place(clauses, words)):
        return OwnerMaybe()
    if _offers(clauses, "intent.offer", words):
        return Intent.OFFER
    if len(wants) == 2 or _says_both(clauses, words, either=either):
        return Intent.BOTH
    return Intent(wants.pop()) if wants else None


def says_also(message: Message, words: Words) -> bool:
    """Whether it adds to what was said before: «también alquilar»."""
    return words.find(message).has("intent.also")


def _clauses(message: Message, words: Words) -> Iterator[_Clause]:
    phrases = words.find(message)
    for first, end in message.clauses:
        if first < _MOST_READ:
            after = min(end, _MOST_READ)
            said, asks = message.said[first:after], "?" in message.gaps[after - 1]
            yield _Clause(message.words[first:after], said, first, phrases, asks)


def _meant(clause: _Clause, words: Words, most: int | None) -> list[_Mention]:
    """The mentions that are wishes; who weighs both («we would rent first and maybe buy later») makes no remark."""
    wanted = list(_wanted(clause, list(_mentions(clause, words)), words))
    wanted = [mention for mention in wanted if not _is_priced(clause, mention, words)]
    if most is None or len({mention.want for mention in wanted}) > 1:
        return wanted
    return [mention for mention in wanted if not _is_remark(clause, mention, most, words)]


def _mentions(clause: _Clause, words: Words) -> Iterator[_Mention]:
    place = 0
    while place < len(clause.said):
        if size := clause.at(place, "intent.states"):  # what the property is: «está alquilado»
            place += size
            continue
        mention = _mention_at(clause, place, words)
        if mention and not _is_of_others(clause, mention, words) and not _is_of_goods(clause, mention, words):
            yield mention
        place = mention.end if mention else place + 1


def _mention_at(clause: _Clause, place: int, words: Words) -> _Mention | None:
    longest = max(clause.at(place, kind) for kind, _, _ in _KINDS)
    for kind, want, clear in _KINDS:
        slip = longest < 2 and clear and _is_slip(clause.said[place], words.of(kind), words)
        if slip or (longest and clause.at(place, kind) == longest):
            return _Mention(want, clear, place, place + max(1, longest))
    return None


def _is_slip(word: str, meant: frozenset[str], words: Words) -> bool:
    if len(word) < _FORGIVING_LENGTH or word in words.of("intent.unlike"):
        return False
    return any(
        OSA.distance(word, m, score_cutoff=1) <= 1 for m in meant if len(m) >= _FORGIVING_LENGTH and " " not in m
    )


def _is_of_others(clause: _Clause, mention: _Mention, words: Words) -> bool:
    """«mi hermano compró», «él compro»: done by somebody else."""
    if _PAST.search(clause.words[mention.start].text[-2:]):
        return True
    first_person = clause.said[mention.start].endswith("o")  # the form that only an accent tells from «compró»
    before = clause.said[max(0, mention.start - _OTHERS_REACH) : mention.start]
    return first_person and not words.of("intent.others").isdisjoint(before)


def _is_of_goods(clause: _Clause, mention: _Mention, words: Words) -> bool:
    """ "rent a car": what they name is no home."""
    named = clause.said[mention.end : mention.end + _NAMED_REACH]
    return not words.of("intent.goods").isdisjoint(named) and words.of("intent.properties").isdisjoint(named)


def _wanted(clause: _Clause, mentions: list[_Mention], words: Words) -> Iterator[_Mention]:
    """The mentions that are neither denied nor only what the property is for."""
    for place, mention in enumerate(mentions):
        earlier = mentions[place - 1] if place else None
        later = mentions[place + 1].start if place + 1 < len(mentions) else len(clause.said)
        since = earlier.end if earlier else 0
        if _is_denied(clause, mention, since, later, words):
            continue
        if not (earlier and earlier.want != mention.want and _is_aim(clause, since, mention.start, words)):
            yield mention


def _is_remark(clause: _Clause, mention: _Mention, most: int, words: Words) -> bool:
    """«la renta está por las nubes en ese sector»: a sentence about it, in which nobody wants anything and no property
    is named."""
    beside = (*clause.said[: mention.start], *clause.said[mention.end :])
    aim = clause.said[mention.start - 1] if mention.start else ""
    if len(beside) <= most + (not mention.start) - clause.asks or (len(aim) > 1 and aim in words.of("intent.aims")):
        return False
    spoken_of = most <= IN_PASSING and _has_article(clause, mention, words)  # «la renta del local de abajo»
    return words.wanting.isdisjoint(beside) and (spoken_of or words.of("intent.properties").isdisjoint(beside))


def _is_priced(clause: _Clause, mention: _Mention, words: Words) -> bool:
    """«How much is the rent»: they ask what it costs, and nobody says that they want it."""
    asked = any(clause.at(place, "detour.price") for place in range(mention.start))
    return asked and _has_article(clause, mention, words) and words.wanting.isdisjoint(clause.said)


def _has_article(clause: _Clause, mention: _Mention, words: Words) -> bool:
    """«La renta», «le loyer», «l'affitto»: the thing, and not what somebody does."""
    around = clause.said[max(0, mention.start - 1) : mention.start + 1]
    return not words.of("change.articles").isdisjoint(around) or "'" in clause.words[mention.start].text


def _is_denied(clause: _Clause, mention: _Mention, since: int, later: int, words: Words) -> bool:
    if clause.holds("intent.denials", max(since, mention.start - _DENIAL_REACH), mention.start):
        return True
    if clause.holds("intent.refusals", mention.end, min(later, mention.end + _REFUSAL_REACH)):
        return True
    ends_in_no = mention.end < len(clause.said) and clause.said[mention.end] in words.of("intent.negations")
    if ends_in_no and mention.end + 1 in (len(clause.said), later):
        return True  # «alquilar no, comprar»
    return _is_negated(clause, mention.start, since, words)


def _is_negated(clause: _Clause, place: int, since: int, words: Words) -> bool:
    """Whether a «no» reaches the word at `place`: not past a wish of its own, nor as «no solo», «si no»."""
    negations = words.of("intent.negations")
    for at in range(place - 1, max(since, place - _NEGATION_REACH) - 1, -1):
        word = clause.said[at]
        before = clause.said[at - 1] if at else ""
        if word in words.of("intent.ends") or (word in words.of("intent.wishes") and before not in negations):
            return False
        if word in negations:
            softened = 0 < clause.at(at + 1, "intent.softeners") < place - at
            return not softened and before not in words.of("intent.conditions")
    return False


def _is_aim(clause: _Clause, start: int, end: int, words: Words) -> bool:
    """«comprar para alquilar»: what they would do with it, unless an «o» makes it another wish."""
    between = clause.said[start:end]
    if between and clause.at(start, "intent.then") == len(between):
        return True
    return not words.of("intent.aims").isdisjoint(between[-2:]) and words.of("intent.choices").isdisjoint(between)


def _offers(clauses: list[_Clause], kind: str, words: Words) -> bool:
    """Whether they offer; of «à vendre» it is offered to them."""
    return any(
        clause.at(place, kind)
        and not clause.holds("intent.buy_signs", place - 1, place + 1)
        and not _is_negated(clause, place, 0, words)
        for clause in clauses
        for place in range(len(clause.said))
    )


def _is_of_own_place(clause: _Clause, words: Words) -> bool:
    """«alquilar mi casa», but not «alquilar mi primer apartamento»."""
    for place, word in enumerate(clause.said):
        owned = clause.said[place + 1 : place + 1 + _OWNING_REACH]
        if word in words.of("intent.possessives") and _is_owned(owned, words):
            return True
    return False


def _is_owned(named: tuple[str, ...], words: Words) -> bool:
    return not words.of("intent.properties").isdisjoint(named) and words.of("intent.own").isdisjoint(named)


def _has_a_place(clauses: list[_Clause], words: Words) -> bool:
    """«tengo un local y lo quiero rentar»."""
    for clause in clauses:
        for place in range(len(clause.said)):
            size = clause.at(place, "intent.have")
            owned = clause.said[place + size : place + size + _OWNING_REACH]
            if size and not words.of("intent.properties").isdisjoint(owned):
                return True
    return False


def _says_both(clauses: list[_Clause], words: Words, *, either: bool) -> bool:
    if any(clause.holds("intent.both") for clause in clauses):
        return True
    if not either:
        return False
    telling = [clause for clause in clauses if clause.said and clause.at(0, "answer.polite") != len(clause.said)]
    return len(telling) == 1 and telling[0].at(0, "intent.both_alone") == len(telling[0].said)
