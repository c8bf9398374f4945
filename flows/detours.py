"""Detours: what is beside the point gets its answer, and then the pending question again (CONVERSATION §7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import assert_never

from flows.answers.detour import Detour, is_insult, read_detour
from flows.answers.text import clean_line
from flows.conversation import Conversation
from flows.lead import Aside
from flows.person import is_over, paused
from flows.questions import active_sign
from flows.replies import Say
from flows.turn import Scene, Turn, ask, tell

MOST_ASIDES = 10
ASIDE_LENGTH = 500  # characters
PATIENCE = timedelta(minutes=10)  # a second insult within it, and we are silent
SULKS = timedelta(hours=24)


def take_detour(scene: Scene, conversation: Conversation, text: str) -> Turn | None:
    """Answer a question or remark that is beside the point; None when the text is neither."""
    detour = read_detour(text, scene.flow.words)
    if detour is None:
        return None
    return ask(scene, with_aside(conversation, detour, text), *answer_to(conversation, detour))


def answer_to(conversation: Conversation, detour: Detour) -> tuple[Say, ...]:
    """What we say to it. Never a price, a date or a place of our own."""
    match detour:
        case "bot":
            return (Say("ASK_BOT"),)
        case "why":
            return (Say("ASK_WHY"),)
        case "for_other":
            return (Say("FOR_OTHER"),)
        case "visit":
            return (Say("ASK_VISIT"),)
        case "price":
            return (Say("ASK_PRICE"),)
        case "info":
            sign = active_sign(conversation)
            return (Say("ASK_INFO_LINK", {"url_propiedad": sign.url}) if sign and sign.url else Say("ASK_INFO"),)
        case "other":
            return (Say("OTHER_Q"),)
        case _:
            assert_never(detour)


def with_aside(conversation: Conversation, detour: Detour, text: str) -> Conversation:
    """The agency gets the person's words, unless they were about us."""
    if detour in ("bot", "why"):
        return conversation
    return noted_aside(conversation, Aside(kind="for_other" if detour == "for_other" else "question", words=text))


def noted_aside(conversation: Conversation, aside: Aside) -> Conversation:
    """Words for the agency beside the note; the same ones once."""
    said = replace(aside, words=clean_line(aside.words, ASIDE_LENGTH))
    asides = conversation.draft.asides
    if not said.words or said in asides or len(asides) >= MOST_ASIDES:
        return conversation
    return replace(conversation, draft=replace(conversation.draft, asides=(*asides, said)))


def passed_on(conversation: Conversation, words: str) -> Conversation:
    """What somebody else wrote goes to the agency as such."""
    return noted_aside(conversation, Aside(kind="passed_on", words=words))


def take_insult(scene: Scene, conversation: Conversation, text: str) -> Turn | None:
    """The first insult gets an apology and the question again, a second one soon after gets a pause."""
    if not is_insult(text, scene.flow.words):
        return None
    if is_over(conversation.insulted_at, PATIENCE, scene.now):
        return ask(scene, replace(conversation, insulted_at=scene.now), Say("ABUSE1"))
    return tell(paused(scene, replace(conversation, insulted_at=None), SULKS), Say("ABUSE2"))
