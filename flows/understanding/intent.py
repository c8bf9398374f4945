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
from flows.understanding.message import Message
from flows.understanding.wish import (
    WishClause,
    cut_wishes,
    has_a_place,
    is_negated,
    is_of_own_place,
    offers,
    seeks_taker,
    values_own,
)
from flows.understanding.words import Words

_FORGIVING_LENGTH = 7  # letters from which one wrong letter is forgiven; «venta» must not become «renta»
_DENIAL_REACH = 4  # words: «vivo en alquiler»
_DROPPED_REACH = 3  # words: "forget about buying"
_REFUSAL_REACH = 3  # words: «comprar está imposible»
_OTHERS_REACH = 2  # words: «mi hermano ya compro»
_BESIDE_A_THING = 2  # words: «la renta está cara» has three
_NAMED_REACH = 3  # words: "rent a small car"
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
class _Mention:
    """A word or phrase of buying or renting. `clear` is False for what only goes with it: a loan, a deposit."""

    want: Want
    clear: bool
    start: int
    end: int


def read_intent(
    message: Message,
    words: Words,
    *,
    only_clear: bool = False,
    beside: int | None = None,
    either: bool = True,
    asked: bool = False,
) -> Intent | OwnerMaybe | None:
    """What the words say, None when they say nothing. A digit means an option's position, so none is read here.

    `only_clear`: what merely goes with a wish, a loan or a deposit, says nothing: the wish is known.
    `beside`: so many words may stand beside it where nobody says that they want something; None, any number: where the
    wish is neither asked for nor known, it opens many a talk. `either`: whether «los dos» alone is about it.
    `asked`: whether «venta» is, which as an answer is what they would buy.
    """
    found = [(clause, _meant(clause, words, beside, asked=asked)) for clause in cut_wishes(message, words)]
    clauses = [clause for clause, _ in found]
    wants = {mention.want for _, mentions in found for mention in mentions if mention.clear}
    if "buy" not in wants and any(seeks_taker(clause, words) or values_own(clause, words) for clause in clauses):
        return OwnerMaybe()
    if not (wants or only_clear):
        wants = {mention.want for _, mentions in found for mention in mentions}
    lets = "buy" not in wants and any(offers(clauses, kind, words) for kind in ("intent.let", "owner.lets"))
    if lets or offers(clauses, "intent.sell", words):
        return OwnerMaybe()
    renting = [clause for clause, mentions in found if any(mention.want == "rent" for mention in mentions)]
    if "rent" in wants and (any(is_of_own_place(one, words) for one in renting) or has_a_place(clauses, words)):
        return OwnerMaybe()
    if offers(clauses, "intent.offer", words):
        return Intent.OFFER
    if len(wants) == 2 or _says_both(clauses, words, either=either):
        return Intent.BOTH
    return Intent(wants.pop()) if wants else None


def says_also(message: Message, words: Words) -> bool:
    """Whether it adds to what was said before: «también alquilar»."""
    return words.find(message).has("intent.also")


def _meant(clause: WishClause, words: Words, most: int | None, *, asked: bool) -> list[_Mention]:
    """The mentions that are wishes; who weighs both («we would rent first and maybe buy later») makes no remark."""
    wanted = list(_wanted(clause, list(_mentions(clause, words, asked=asked)), words))
    wanted = [mention for mention in wanted if not _is_priced(clause, mention, words)]
    if most is None or len({mention.want for mention in wanted}) > 1:
        return wanted
    return [mention for mention in wanted if not _is_remark(clause, mention, most, words)]


def _mentions(clause: WishClause, words: Words, *, asked: bool) -> Iterator[_Mention]:
    answers, place = asked and not (clause.asks or is_of_own_place(clause, words)), 0
    while place < len(clause.said):
        if answers and (size := clause.at(place, "intent.sale")):  # «venta o alquiler»
            yield _Mention("buy", True, place, place + size)
            place += size
            continue
        if size := _stated(clause, place, answers=answers):
            place += size
            continue
        mention = _mention_at(clause, place, words)
        if mention and not _is_of_others(clause, mention, words) and not _is_of_goods(clause, mention, words):
            yield mention
        place = mention.end if mention else place + 1


def _stated(clause: WishClause, place: int, *, answers: bool) -> int:
    """How many words from there on only say what the property is, «está alquilado», or what they have of the one that
    they would buy, «comprar la casa que tengo alquilada»."""
    size = clause.at(place, "intent.states")
    if size and not (answers and clause.holds("intent.sale", place, place + size)):
        return size
    return clause.at(place, "intent.today") if clause.holds("intent.buy", 0, place) else 0


def _mention_at(clause: WishClause, place: int, words: Words) -> _Mention | None:
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


def _is_of_others(clause: WishClause, mention: _Mention, words: Words) -> bool:
    """«mi hermano compró», «él compro»: done by somebody else."""
    if _PAST.search(clause.words[mention.start].text[-2:]):
        return True
    first_person = clause.said[mention.start].endswith("o")  # the form that only an accent tells from «compró»
    before = clause.said[max(0, mention.start - _OTHERS_REACH) : mention.start]
    return first_person and not words.of("intent.others").isdisjoint(before)


def _is_of_goods(clause: WishClause, mention: _Mention, words: Words) -> bool:
    """ "rent a car": what they name is no home."""
    named = clause.said[mention.end : mention.end + _NAMED_REACH]
    return not words.of("intent.goods").isdisjoint(named) and words.of("intent.properties").isdisjoint(named)


def _wanted(clause: WishClause, mentions: list[_Mention], words: Words) -> Iterator[_Mention]:
    """The mentions that are neither denied nor only what the property is for."""
    for place, mention in enumerate(mentions):
        earlier = mentions[place - 1] if place else None
        later = mentions[place + 1].start if place + 1 < len(mentions) else len(clause.said)
        since = earlier.end if earlier else 0
        if _is_denied(clause, mention, since, later, words):
            continue
        if not (earlier and earlier.want != mention.want and _is_aim(clause, since, mention.start, words)):
            yield mention


def _is_remark(clause: WishClause, mention: _Mention, most: int, words: Words) -> bool:
    """«la renta está por las nubes en ese sector»: a sentence about it, in which nobody wants anything and no property
    is named."""
    beside = (*clause.said[: mention.start], *clause.said[mention.end :])
    aim = clause.said[mention.start - 1] if mention.start else ""
    is_thing = _has_article(clause, mention, words)
    few = len(beside) <= most + (not mention.start) - clause.asks and not (is_thing and len(beside) > _BESIDE_A_THING)
    if few or (len(aim) > 1 and aim in words.of("intent.aims")):
        return False
    spoken_of = most <= IN_PASSING and is_thing  # «la renta del local de abajo»
    return words.wanting.isdisjoint(beside) and (spoken_of or words.of("intent.properties").isdisjoint(beside))


def _is_priced(clause: WishClause, mention: _Mention, words: Words) -> bool:
    """«How much is the rent»: they ask what it costs, and nobody says that they want it."""
    asked = any(clause.at(place, "detour.price") for place in range(mention.start))
    return asked and _has_article(clause, mention, words) and words.wanting.isdisjoint(clause.said)


def _has_article(clause: WishClause, mention: _Mention, words: Words) -> bool:
    """«La renta», «le loyer», «l'affitto»: the thing, and not what somebody does."""
    around = clause.said[max(0, mention.start - 1) : mention.start + 1]
    return not words.of("change.articles").isdisjoint(around) or "'" in clause.words[mention.start].text


def _is_denied(clause: WishClause, mention: _Mention, since: int, later: int, words: Words) -> bool:
    if clause.holds("intent.denials", max(since, mention.start - _DENIAL_REACH), mention.start):
        return True
    dropped = (place for place in range(since, mention.start) if clause.at(place, "intent.drops"))
    if any(mention.start - place <= _DROPPED_REACH and not is_negated(clause, place, 0, words) for place in dropped):
        return True
    if clause.holds("intent.refusals", mention.end, min(later, mention.end + _REFUSAL_REACH)):
        return True
    ends_in_no = mention.end < len(clause.said) and clause.said[mention.end] in words.of("intent.negations")
    if ends_in_no and mention.end + 1 == len(clause.said):
        return True  # «alquilar no, comprar»
    return is_negated(clause, mention.start, since, words)


def _is_aim(clause: WishClause, start: int, end: int, words: Words) -> bool:
    """«comprar para alquilar»: what they would do with it, unless an «o» makes it another wish."""
    between = clause.said[start:end]
    if between and clause.at(start, "intent.then") == len(between):
        return True
    return not words.of("intent.aims").isdisjoint(between[-2:]) and words.of("intent.choices").isdisjoint(between)


def _says_both(clauses: list[WishClause], words: Words, *, either: bool) -> bool:
    if any(clause.holds("intent.both") for clause in clauses):
        return True
    if not either:
        return False
    telling = [clause for clause in clauses if clause.said and clause.at(0, "answer.polite") != len(clause.said)]
    return len(telling) == 1 and telling[0].at(0, "intent.both_alone") == len(telling[0].said)
