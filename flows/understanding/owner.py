"""Whether somebody who was asked offers a place of their own, or looks for one (conversation §8.3, owners).

In several languages one verb lets and rents, so that alone it tells nothing: what stands beside it does, which is whose
place it is («alquilar el mío»), to whom («a otro»), or that they look for one.
"""

from __future__ import annotations

from collections.abc import Sequence

from flows.lead import Intent
from flows.understanding.intent import OwnerMaybe
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
_OFFERING = ("intent.sell", "intent.let", "intent.offer", "owner.lets", "owner.own")
_RENTING = ("intent.rent", "owner.it")


def settle_owner(message: Message, wish: Intent | OwnerMaybe | None, words: Words) -> Intent | None:
    """What an answer to that question says of the wish. `wish`: as it reads anywhere else."""
    clauses = list(cut_wishes(message, words))
    looks = any(_looks(clause, words) for clause in clauses)
    if offers_own(clauses, words) or (isinstance(wish, OwnerMaybe) and not looks):
        return Intent.OFFER
    if isinstance(wish, OwnerMaybe) or (wish is Intent.RENT and not looks):
        return None
    return wish


def looks_for_one(message: Message, words: Words) -> bool:
    """Whether they look for a place, be it to buy or to rent: «para mí y mi familia»."""
    return not message.asks and any(_looks(clause, words) for clause in cut_wishes(message, words))


def offers_own(clauses: Sequence[WishClause], words: Words) -> bool:
    """Whether a place of theirs is to be sold, let or managed."""
    if any(offers(clauses, kind, words) for kind in _OFFERING):
        return True
    return any(_lets(clause, words) or seeks_taker(clause, words) or values_own(clause, words) for clause in clauses)


def _lets(clause: WishClause, words: Words) -> bool:
    """«Alquilarla», «alquilar el mío», "rent it out", «lwe l bay moun»."""
    if not stands(clause, words, *_RENTING):
        return False
    if stands(clause, words, "owner.it", "owner.another") or is_of_own_place(clause, words):
        return True
    return any(_is_mine(clause, place, words) for place in stands(clause, words, "owner.mine"))


def _is_mine(clause: WishClause, place: int, words: Words) -> bool:
    """Whether «la mia» stands for the place itself, and not before something else of theirs: «la mia famiglia»."""
    after = place + clause.at(place, "owner.mine")
    return after == len(clause.said) or any(
        clause.at(after, kind)
        for kind in ("owner.another", "intent.properties", "intent.aims", "intent.choices", "intent.ends")
    )


def _looks(clause: WishClause, words: Words) -> bool:
    """«Busco», «para mí», «alquilar un apartamento»."""
    if stands(clause, words, "owner.seeks", "owner.self"):
        return True
    for place in stands(clause, words, "owner.a"):
        named = clause.said[place + 1 : place + 1 + _NAMED_REACH]
        if not words.of("intent.properties").isdisjoint(named):
            return True
    return False
