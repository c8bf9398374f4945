"""Whether somebody who was asked offers a place of their own, or looks for one (conversation §8.3, owners).

In several languages one verb lets and rents, so that alone it tells nothing: what stands beside it does, which is whose
place it is («alquilar el mío»), to whom («a otro»), or that they look for one.
"""

from __future__ import annotations

from collections.abc import Sequence

from flows.lead import Intent
from flows.understanding.intent import OwnerMaybe
from flows.understanding.kinds import PhraseKind
from flows.understanding.message import Message
from flows.understanding.wish import (
    WishClause,
    cut_wishes,
    is_of_own_place,
    offers,
    seeks_taker,
    stands,
    values_own,
)
from flows.understanding.words import Words

_NAMED_REACH = 2  # words: «un buen apartamento»
_OFFERING: tuple[PhraseKind, ...] = ("intent.sell", "intent.let", "intent.offer", "owner.lets", "owner.own")
_RENTING: tuple[PhraseKind, ...] = ("intent.rent", "owner.it")


def settle_owner(message: Message, wish: Intent | OwnerMaybe | None, words: Words) -> Intent | None:
    """What an answer to that question says of the wish. `wish`: as it reads anywhere else."""
    clauses = list(cut_wishes(message, words))
    looks = any(_looks(clause) for clause in clauses)
    if offers_own(clauses) or (isinstance(wish, OwnerMaybe) and not looks):
        return Intent.OFFER
    if isinstance(wish, OwnerMaybe) or (wish is Intent.RENT and not looks):
        return None
    return wish


def looks_for_one(message: Message, words: Words) -> bool:
    """Whether they look for a place, be it to buy or to rent: «para mí y mi familia»."""
    return not message.asks and any(_looks(clause) for clause in cut_wishes(message, words))


def offers_own(clauses: Sequence[WishClause]) -> bool:
    """Whether a place of theirs is to be sold, let or managed."""
    if offers(clauses, *_OFFERING):
        return True
    return any(_lets(clause) or seeks_taker(clause) or values_own(clause) for clause in clauses)


def _lets(clause: WishClause) -> bool:
    """«Alquilarla», «alquilar el mío», "rent it out", «lwe l bay moun»."""
    if not stands(clause, *_RENTING):
        return False
    if stands(clause, "owner.it", "owner.another") or is_of_own_place(clause):
        return True
    return any(_is_mine(clause, place) for place in stands(clause, "owner.mine"))


def _is_mine(clause: WishClause, place: int) -> bool:
    """Whether «la mia» stands for the place itself, and not before something else of theirs: «la mia famiglia»."""
    after = place + clause.at(place, "owner.mine")
    ends = clause.at(after, "owner.another", "intent.properties", "intent.aims", "intent.choices", "intent.ends")
    return after == len(clause) or ends > 0


def _looks(clause: WishClause) -> bool:
    """«Busco», «para mí», «alquilar un apartamento»."""
    if stands(clause, "owner.seeks", "owner.self"):
        return True
    named = (place + 1 for place in stands(clause, "owner.a"))
    return any(clause.holds("intent.properties", place, place + _NAMED_REACH) for place in named)
