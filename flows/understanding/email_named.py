"""Which of two addresses is meant, where only the provider is said: «non, c'est bien gmial», «no es gmail»."""

from __future__ import annotations

from flows.understanding.message import Message
from flows.understanding.scope import says_nothing_else
from flows.understanding.text import bare
from flows.understanding.words import Words


def names_provider(message: Message, typed: str, meant: str, words: Words) -> str | None:
    """`typed` or `meant`, whichever they name and do not deny; None where they name none, or say more."""
    if bare(message.text) == bare(typed):
        return typed
    theirs, ours = (address.rpartition("@")[2].partition(".")[0] for address in (typed, meant))
    spoken = {*bare(typed).split(), *bare(meant).split(), *words.of("answer.yes"), *words.of("name.openers")}
    beside = [said for said in message.said if said not in spoken]
    if theirs == ours or message.asks or not says_nothing_else(beside, words):
        return None
    denied = {one for one in (theirs, ours) if _is_denied(message, one, words)}
    if theirs in message.said:  # «no it's gmial» insists, "yes gmail not gmial" does not
        return meant if ours in message.said and denied == {theirs} else typed
    if ours not in message.said:
        return None
    begins_no = message.said[0] in words.of("answer.no") and not message.gaps[0].strip()
    return typed if denied else None if begins_no else meant  # «no tengo gmail»


def _is_denied(message: Message, provider: str, words: Words) -> bool:
    """«No es gmail», «not gmail»: nothing between but the verb, and no comma."""
    place = message.said.index(provider) if provider in message.said else 0
    while place and not message.gaps[place - 1].strip():
        place -= 1
        if message.said[place] not in words.of("correct.copulas"):
            return message.said[place] in words.of("single.reject")
    return False
