"""Somebody who sent us a lead before and comes back (CONVERSATION §8, RETURN)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from flows.conversation import EMPTY, Conversation, Draft, State
from flows.events import Said, TextReceived
from flows.facts import kept_waiting, use_waiting
from flows.lead import Intent
from flows.opening import begin, fresh_round, proof_of_consent, seen_in, sign_notice, with_passed_on
from flows.questions import active_sign, at_next_question
from flows.turn import Scene, Turn, ask

KNOWN_FOR = timedelta(days=90)


def open_round(scene: Scene, conversation: Conversation, event: Said, *, greeting: bool = True) -> Turn:
    """A new round: somebody we know is asked only what we do not know yet, anybody else is greeted as new."""
    if not is_known(scene, conversation):
        return begin(scene, conversation, event)
    begun = fresh_round(scene.flow, conversation, event)
    back = replace(begun, consent=conversation.consent, draft=carried_over(conversation, begun), language_guessed=False)
    back = with_passed_on(back, event)
    notice = sign_notice(back.source, seen_in(event))
    if back.state is State.SIGN_MAYBE:
        return ask(scene, back)
    if isinstance(event, TextReceived) and active_sign(back) is None and greeting:
        back = kept_waiting(scene, back, event.text)
    if not greeting:
        return ask(scene, at_next_question(scene.flow, back), *notice)
    return ask(scene, replace(back, state=State.RETURN), *notice)


def is_known(scene: Scene, conversation: Conversation) -> bool:
    """Whether we may use what they gave before: sent within 90 days, and agreed to under the notice of today."""
    draft, consent = conversation.draft, conversation.consent
    recent = bool(conversation.sent) and scene.now - conversation.sent[-1].at < KNOWN_FOR
    if not (recent and consent and draft.name and draft.phone and draft.email):
        return False
    then = replace(conversation, language=consent.language)
    return proof_of_consent(scene, then).text_version == consent.text_version


def carried_over(before: Conversation, begun: Conversation) -> Draft:
    """Who they are stays; what they look for is new, unless a sign says it."""
    known, offered = before.draft, begun.draft.intent
    draft = replace(EMPTY, name=known.name, one_name=known.one_name, phone=known.phone, email=known.email)
    if active_sign(begun) is None:
        return draft
    return replace(draft, intent=offered or known.intent or Intent.UNDECIDED, note="")


def look_for_another(scene: Scene, conversation: Conversation) -> Turn:
    """«Buscar propiedad»: on with what we do not know yet, and what they wrote when they came back is used."""
    return use_waiting(scene, conversation)
