"""What is drawn out of an event's random digits, so that a retry draws the same: references, ids, addresses."""

from __future__ import annotations

import uuid

from flows.changing import replace
from flows.conversation import Conversation
from flows.turn import Scene

ALPHABET = "23456789cdfhjkmnpqrtvwx"  # nobody mixes these up when reading aloud


def symbols(fresh: str, count: int) -> str:
    number = int(fresh, 16)
    drawn = []
    for _ in range(count):
        number, place = divmod(number, len(ALPHABET))
        drawn.append(ALPHABET[place])
    return "".join(drawn)


def reference(scene: Scene) -> str:
    """What a person is told of a lead: «R-7K2M4»."""
    return f"R-{symbols(scene.fresh, 5).upper()}"


def lead_id(scene: Scene) -> str:
    return str(uuid.UUID(hex=scene.fresh, version=4))


def with_internal_email(scene: Scene, conversation: Conversation) -> Conversation:
    """The conversation with the address of somebody without e-mail, drawn when it is first needed, one per person, on a
    domain where nobody can receive (conversation §8)."""
    address = conversation.internal_email or f"sc-{symbols(scene.fresh, 10)}@{scene.flow.no_email}"
    return replace(conversation, internal_email=address)
