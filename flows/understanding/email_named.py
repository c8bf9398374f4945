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
    theirs, ours = _provider(typed), _provider(meant)
    beside = [said for said in message.said if said not in {*bare(typed).split(), *bare(meant).split()}]
    named = {one for one in (theirs, ours) if one in message.said}
    if theirs == ours or not named or message.asks or not says_nothing_else(_without_stress(beside, words), words):
        return None
    denied = {one for one in named if _is_denied(message, one, words)}
    if denied == named == {theirs} and _answers_no(message, words):
        denied = set()  # "no it's gmial"
    left = (named - denied) or ({theirs, ours} - denied)
    if len(left) != 1 or (named == {ours} and not denied and _answers_no(message, words)):
        return None  # «no tengo gmail»
    return typed if left == {theirs} else meant


def _provider(address: str) -> str:
    return address.rpartition("@")[2].partition(".")[0]


def _answers_no(message: Message, words: Words) -> bool:
    """Whether a no opens the message, with words behind it and no comma between."""
    return message.said[0] in words.of("answer.no") and not message.gaps[0].strip() and len(message.said) > 2


def _without_stress(said: list[str], words: Words) -> list[str]:
    """Without «sí», «bien», "yes", «genau»."""
    return [one for one in said if one not in words.of("answer.yes") and one not in words.of("name.openers")]


def _is_denied(message: Message, provider: str, words: Words) -> bool:
    """«No es gmail», «not gmail»: nothing between but the verb."""
    place = message.said.index(provider)
    while place and message.said[place - 1] in words.of("correct.copulas") and not message.gaps[place - 1].strip():
        place -= 1
    return place > 0 and not message.gaps[place - 1].strip() and message.said[place - 1] in words.of("single.reject")
