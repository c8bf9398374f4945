"""Whether somebody wants to buy, to rent, or to offer their own property (conversation §8).

A word counts where the person wants it now and for themselves: not behind a «no», not as what they pay today, not as
what a brother did, not as what they would do with the house that they buy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from flows.lead import Intent
from flows.understanding.kinds import PhraseKind
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
_JUDGED_REACH = 5  # words: "the rent here in Brooklyn is insane"
_BESIDE_A_THING = 2  # words: «la renta está cara» has three
_NAMED_REACH = 3  # words: "rent a small car"
IN_PASSING = 1  # words beside a wish that was not asked for, where another is known: «la renta es cara» is none
_PAST = re.compile(r"[^\W\d_]ó")  # «compró», which without its accent is «compro»
_STATES = re.compile(r"[éè]|está|.{3,}ó|.{5,}ла(?:сь)?")  # «è da matti», «подорожала»: what is said of a thing

Want = Literal["buy", "rent"]
_CLEAR: tuple[tuple[PhraseKind, Want], ...] = (("intent.buy", "buy"), ("intent.rent", "rent"))
_SIGNS: tuple[tuple[PhraseKind, Want], ...] = (("intent.buy_signs", "buy"), ("intent.rent_signs", "rent"))


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
    if "buy" not in wants and any(seeks_taker(clause) or values_own(clause) for clause in clauses):
        return OwnerMaybe()
    if not (wants or only_clear):
        wants = {mention.want for _, mentions in found for mention in mentions}
    if offers(clauses, "intent.sell", *(() if "buy" in wants else ("intent.let", "owner.lets"))):
        return OwnerMaybe()
    renting = [clause for clause, mentions in found if any(mention.want == "rent" for mention in mentions)]
    if "rent" in wants and (any(map(is_of_own_place, renting)) or any(map(has_a_place, clauses))):
        return OwnerMaybe()
    if offers(clauses, "intent.offer"):
        return Intent.OFFER
    if len(wants) == 2 or _says_both(clauses, either=either):
        return Intent.BOTH
    return Intent(wants.pop()) if wants else None


def says_also(message: Message, words: Words) -> bool:
    """Whether it adds to what was said before: «también alquilar»."""
    return words.find(message).has("intent.also")


def _meant(clause: WishClause, words: Words, most: int | None, *, asked: bool) -> list[_Mention]:
    """The mentions that are wishes; who weighs both («we would rent first and maybe buy later») makes no remark."""
    wanted = list(_wanted(clause, list(_mentions(clause, words, asked=asked))))
    if most is None or len({mention.want for mention in wanted}) > 1:
        return wanted
    return [mention for mention in wanted if not _is_remark(clause, mention, most)]


def _mentions(clause: WishClause, words: Words, *, asked: bool) -> Iterator[_Mention]:
    """What speaks of buying or renting for oneself, a home."""
    answers, reached = asked and not (clause.asks or is_of_own_place(clause)), 0
    for place in range(len(clause)):
        if place < reached:
            continue
        if answers and (size := clause.at(place, "intent.sale")):  # «venta o alquiler»
            reached = place + size
            yield _Mention("buy", True, place, reached)
        elif size := _stated(clause, place, answers=answers):
            reached = place + size
        elif mention := _mention_at(clause, place, words):
            reached = mention.end
            if not (_is_of_others(clause, mention) or _is_of_goods(clause, mention)):
                yield mention


def _stated(clause: WishClause, place: int, *, answers: bool) -> int:
    """How many words from there on only say what the property is, «está alquilado», or what they have of the one that
    they would buy, «comprar la casa que tengo alquilada»."""
    size = clause.at(place, "intent.states")
    if size and not (answers and clause.holds("intent.sale", place, place + size)):
        return size
    return clause.at(place, "intent.today") if clause.holds("intent.buy", 0, place) else 0


def _mention_at(clause: WishClause, place: int, words: Words) -> _Mention | None:
    kinds = (*_CLEAR, *_SIGNS)
    if longest := clause.at(place, *(kind for kind, _ in kinds)):
        kind, want = next((kind, want) for kind, want in kinds if clause.at(place, kind) == longest)
        return _Mention(want, (kind, want) in _CLEAR, place, place + longest)
    said = clause.words[place].said
    if len(said) < _FORGIVING_LENGTH or clause.at(place, "intent.unlike"):
        return None
    slip = next((want for kind, want in _CLEAR if _is_slip(said, words.of(kind))), None)
    return _Mention(slip, True, place, place + 1) if slip else None


@lru_cache(maxsize=4096)  # people use the same words
def _is_slip(said: str, meant: frozenset[str]) -> bool:
    return extractOne(said, _long(meant), scorer=OSA.distance, score_cutoff=1) is not None


@lru_cache(maxsize=8)  # a vocabulary is the same for every message
def _long(meant: frozenset[str]) -> Sequence[str]:
    return [word for word in meant if len(word) >= _FORGIVING_LENGTH and " " not in word]


def _is_of_others(clause: WishClause, mention: _Mention) -> bool:
    """«mi hermano compró», «él ya compro», «mi hermana alquila»: done by somebody else."""
    word = clause.words[mention.start]
    if _PAST.search(word.text[-2:]):
        return True
    judged = clause.at(mention.start - 1, "intent.judges")  # "everyone is renting"
    first_person = word.said.endswith("o")  # the form that only an accent tells from «compró»
    reach = _OTHERS_REACH if first_person or judged else 1
    return clause.holds("intent.others", mention.start - reach, mention.start) and not clause.holds("intent.wanting")


def _is_of_goods(clause: WishClause, mention: _Mention) -> bool:
    """ "rent a car": what they name is no home."""
    named = mention.end, mention.end + _NAMED_REACH
    return clause.holds("intent.goods", *named) and not clause.holds("intent.properties", *named)


def _wanted(clause: WishClause, mentions: list[_Mention]) -> Iterator[_Mention]:
    """The mentions that are neither denied nor only what the property is for, nor asked the price of."""
    for place, mention in enumerate(mentions):
        earlier = mentions[place - 1] if place else None
        later = mentions[place + 1].start if place + 1 < len(mentions) else len(clause)
        since = earlier.end if earlier else 0
        if _is_denied(clause, mention, since, later) or _is_priced(clause, mention) or _is_judged(clause, mention):
            continue
        if not (earlier and earlier.want != mention.want and _is_aim(clause, since, mention.start)):
            yield mention


def _is_remark(clause: WishClause, mention: _Mention, most: int) -> bool:
    """«la renta está por las nubes en ese sector»: a sentence about it, in which nobody wants anything and no property
    is named."""
    beside = len(clause) - (mention.end - mention.start)
    is_thing = _has_article(clause, mention)
    few = beside <= most + (not mention.start) - clause.asks and not (is_thing and beside > _BESIDE_A_THING)
    aimed = clause.at(mention.start - 1, "intent.aims") and len(clause.words[mention.start - 1].said) > 1
    if few or aimed or clause.holds("intent.wanting"):
        return False
    spoken_of = most <= IN_PASSING and is_thing  # «la renta del local de abajo»
    return spoken_of or not clause.holds("intent.properties")


def _is_judged(clause: WishClause, mention: _Mention) -> bool:
    """«The rent in Brooklyn is insane», «comprare oggi è da matti»: it is the subject, and nobody wants anything."""
    aimed = mention.start and clause.at(mention.start - 1, "intent.aims")
    if clause.asks or aimed or clause.holds("intent.wanting"):
        return False
    opens, behind = mention.start < 2 and _has_article(clause, mention), len(clause) - mention.end
    if opens and behind > _BESIDE_A_THING and not clause.holds("intent.properties"):
        return True
    judges = (
        place + 1
        for place in range(mention.end, mention.end + min(behind, _JUDGED_REACH))
        if clause.at(place, "intent.judges") or _STATES.fullmatch(clause.words[place].text.lower())
    )
    return any(not clause.at(place, "answer.yes", "intent.ends") for place in judges)


def _is_priced(clause: WishClause, mention: _Mention) -> bool:
    """«How much is the rent»: they ask what it costs, and nobody says that they want it."""
    asked = any(place < mention.start for place, _ in clause.phrases.all("detour.price"))
    return asked and _has_article(clause, mention) and not clause.holds("intent.wanting")


def _has_article(clause: WishClause, mention: _Mention) -> bool:
    """«La renta», «le loyer», «l'affitto»: the thing, and not what somebody does."""
    before = any(clause.at(place, "change.articles") for place in (mention.start - 1, mention.start))
    return before or "'" in clause.words[mention.start].text


def _is_denied(clause: WishClause, mention: _Mention, since: int, later: int) -> bool:
    if clause.holds("intent.denials", max(since, mention.start - _DENIAL_REACH), mention.start):
        return True
    dropped = range(max(since, mention.start - _DROPPED_REACH), mention.start)
    if any(clause.at(place, "intent.drops") and not is_negated(clause, place) for place in dropped):
        return True
    refused = range(mention.end, min(later, mention.end + _REFUSAL_REACH))
    if any(clause.at(place, "intent.refusals") and not is_negated(clause, place, mention.end) for place in refused):
        return True
    ends_in_no = mention.end + 1 == len(clause) and clause.at(mention.end, "intent.negations")  # «alquilar no, comprar»
    return bool(ends_in_no) or is_negated(clause, mention.start, since)


def _is_aim(clause: WishClause, start: int, end: int) -> bool:
    """«comprar para alquilar»: what they would do with it, unless an «o» makes it another wish."""
    if start < end and clause.at(start, "intent.then") == end - start:
        return True
    return clause.holds("intent.aims", max(start, end - 2), end) and not clause.holds("intent.choices", start, end)


def _says_both(clauses: Sequence[WishClause], *, either: bool) -> bool:
    if any(clause.holds("intent.both") for clause in clauses):
        return True
    telling = [clause for clause in clauses if len(clause) and clause.at(0, "answer.polite") != len(clause)]
    return either and len(telling) == 1 and telling[0].at(0, "intent.both_alone") == len(telling[0])
