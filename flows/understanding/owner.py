"""Whether somebody who was asked offers a place of their own, or looks for one (conversation §8.3, owners).

In several languages one verb lets and rents, so that alone it tells nothing: what stands beside it does, which is whose
place it is («alquilar el mío»), to whom («a otro»), or that they look for one.
"""

from __future__ import annotations

from flows.lead import Intent
from flows.understanding.intent import OwnerMaybe
from flows.understanding.message import Message
from flows.understanding.wish import WishClause, cut_wishes, is_of_own_place, offers, seeks_taker, stands, values_own
from flows.understanding.words import Words

_NAMED_REACH = 2  # words: «un buen apartamento»
_OFFERING = ("intent.sell", "intent.let", "intent.offer", "owner.lets", "owner.own")
_NOT_MINE = ("owner.another", "intent.properties", "intent.aims", "intent.choices", "intent.ends")


def settle_owner(message: Message, wish: Intent | OwnerMaybe | None, words: Words) -> Intent | None:
    """What an answer to that question says of the wish. `wish`: as it reads anywhere else."""
    clauses = list(cut_wishes(message, words))
    looks = any(_looks(clause, words) for clause in clauses)
    offered = any(offers(clauses, kind, words) for kind in _OFFERING) or any(_lets(one, words) for one in clauses)
    if offered or (isinstance(wish, OwnerMaybe) and not looks):
        return Intent.OFFER
    return None if isinstance(wish, OwnerMaybe) or (wish is Intent.RENT and not looks) else wish


def looks_for_one(message: Message, words: Words) -> bool:
    """Whether they look for a place, be it to buy or to rent: «para mí y mi familia»."""
    return not message.asks and any(_looks(clause, words) for clause in cut_wishes(message, words))


def _lets(clause: WishClause, words: Words) -> bool:
    """«Alquilarla», «alquilar el mío», "rent it out", «busco inquilino», «tasar mi casa»."""
    if seeks_taker(clause, words) or values_own(clause, words):
        return True
    theirs = stands(clause, words, "owner.it", "owner.another") or is_of_own_place(clause, words)
    mine = (place + clause.at(place, "owner.mine") for place in stands(clause, words, "owner.mine"))
    # «la mia» stands for the place itself, and not before something else of theirs: «la mia famiglia»
    owned = theirs or any(after == len(clause.said) or clause.at(after, *_NOT_MINE) for after in mine)
    return bool(owned and stands(clause, words, "intent.rent", "owner.it"))


def _looks(clause: WishClause, words: Words) -> bool:
    """«Busco», «para mí», «alquilar un apartamento»."""
    named = (clause.said[place + 1 : place + 1 + _NAMED_REACH] for place in stands(clause, words, "owner.a"))
    some = any(not words.of("intent.properties").isdisjoint(few) for few in named)
    return some or bool(stands(clause, words, "owner.seeks", "owner.self"))
