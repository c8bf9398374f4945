"""The questions with options that can be foreseen: what a plain talk asks in every place of a flow.

A channel that wants such things made beforehand gets most of them here; two things said in one message make others.
"""

from __future__ import annotations

from collections.abc import Iterator

from flows.changing import replace
from flows.conversation import Conversation
from flows.events import Event, Started
from flows.flow import Flow
from flows.machine import advance
from flows.proof import HAITIAN, KNOWN, NOON, UNKNOWN, explore, sayings
from flows.replies import Message, Reply
from flows.states import asked, explained
from flows.wording import render

PLAIN_WAYS = ("option", "answer")  # how somebody goes on who does what was asked


def foreseen(flow: Flow) -> Iterator[Message]:
    """In every language of the flow; the same message may come more than once."""
    places = explore(flow, (KNOWN, UNKNOWN, HAITIAN)).conversations.values()
    for language, catalogue in flow.catalogues.items():
        spoken = replace(flow, language=language)
        for reply in _asked(spoken, [replace(place, language=language) for place in places]):
            if reply.options:
                yield render(catalogue, reply, flow.facts)


def _asked(flow: Flow, places: list[Conversation]) -> Iterator[Reply]:
    """The greeting, with and without a hint at other languages; then each question, also after a miss, and what is said
    to who goes on from there."""
    for sender in (KNOWN, replace(KNOWN, language=flow.language)):
        yield from _reply(flow, Conversation(version=flow.version), Started(sender=sender))
    for place in places:
        missed = replace(place, misses=1)
        for prompt in (asked(flow, place), explained(flow, missed, "x"), explained(flow, missed, "8")):
            yield Reply(says=prompt.says, options=prompt.options)
        for how, _, event in sayings(flow, place, KNOWN):
            if how in PLAIN_WAYS:
                yield from _reply(flow, place, event)


def _reply(flow: Flow, before: Conversation, event: Event) -> Iterator[Reply]:
    turn = advance(flow, before, event, NOON)
    if turn.reply and turn.conversation.language in ("", flow.language):
        yield turn.reply
