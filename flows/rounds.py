"""How a round begins: the sign or link somebody came by, their language, the consent before any question, and what we
know of somebody who was here before."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from flows.asides import noted, with_rest
from flows.attribution import first_touch, origin_of
from flows.changing import replace
from flows.conversation import DIRECT, EMPTY, Asked, Conversation, Draft, Source, State
from flows.events import (
    CodeSeen,
    ContactShared,
    Forwarded,
    LocationShared,
    MediaReceived,
    OptionTapped,
    Said,
    Started,
    TextReceived,
)
from flows.flow import Flow
from flows.lead import Consent, Intent
from flows.replies import Say
from flows.shown import active_sign, greeting, language_hint
from flows.turn import Scene, Turn, ask, go_on, say_first, tell
from flows.understanding.code import read_payload, without_codes
from flows.understanding.commands import read_command
from flows.understanding.language import asked_language, detect
from flows.understanding.message import read
from flows.waiting import beside_link, kept_waiting, use_waiting
from flows.wording import say_text

PAYLOAD_KEPT = 64  # characters of a payload we cannot read (signs §2)
WRITTEN_KEPT = 140  # characters around a code that nobody issued
KNOWN_FOR = timedelta(days=90)
OFFERED = {"venta": Intent.BUY, "alquiler": Intent.RENT}


def open_round(scene: Scene, conversation: Conversation, event: Said, *, greeting: bool = True) -> Turn:
    """A new round: somebody we know is asked only what we do not know yet, anybody else is greeted as new."""
    if not is_known(scene, conversation):
        return begin(scene, conversation, event)
    begun = fresh_round(scene.flow, conversation, event)
    back = replace(begun, consent=conversation.consent, draft=carried_over(conversation, begun), language_guessed=False)
    back = with_passed_on(back, event)
    notice = sign_notice(back.source, seen_in(event))
    if seen_in(event):
        back, beside = with_words(scene, back, event)
        notice += beside
    if back.state is State.SIGN_MAYBE:
        return ask(back)
    if isinstance(event, TextReceived) and active_sign(back) is None and greeting:
        back = kept_waiting(scene, back, event.text)
    if not greeting:
        return go_on(back, *notice)
    return ask(replace(back, pending=Asked(State.RETURN)), *notice)


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
    draft = replace(EMPTY, name=known.name, phone=known.phone, email=known.email)
    if active_sign(begun) is None:
        return draft
    return replace(draft, intent=offered or known.intent or Intent.UNDECIDED, note="")


def begin(scene: Scene, conversation: Conversation, event: Said) -> Turn:
    """A new round: greet, say where the data goes, and ask for consent."""
    begun = with_passed_on(fresh_round(scene.flow, conversation, event), event)
    if isinstance(event, TextReceived) and read_command(read(event.text), scene.flow.words) is None:
        begun = kept_waiting(scene, begun, event.text)
    return greet(scene, begun, *sign_notice(begun.source, seen_in(event)))


def with_passed_on(conversation: Conversation, event: Said) -> Conversation:
    """The conversation with somebody else's words for the agency; the text of our own links is none of them."""
    forwarded = isinstance(event, Forwarded) and event.seen is None
    return noted(conversation, words_of(event), "passed_on") if forwarded else conversation


def greet(scene: Scene, begun: Conversation, *notice: Say) -> Turn:
    """Ask for consent; where the agency only informs, say the notice and the first question in one message."""
    if scene.flow.consent == "ask" or begun.state is not State.CONSENT:
        return ask(begun, *notice)
    informed = replace(begun, consent=proof_of_consent(scene, begun), language_guessed=False)
    turn = use_waiting(scene, informed, greets=True)
    greeted = say_first(turn, *notice, *greeting(scene.flow, turn.conversation, "NOTICE", "NOTICE_SIGN"))
    return replace(greeted, last=language_hint(begun))


def fresh_round(flow: Flow, conversation: Conversation, event: Said) -> Conversation:
    """The conversation before its first question. What the chat is stays: its sent leads, its language if known."""
    language, guessed = choose_language(flow, conversation, event)
    source = source_of(event)
    return Conversation(
        version=flow.version,
        pending=Asked(State.SIGN_MAYBE if is_maybe(event) else State.CONSENT),
        step=conversation.step,
        language=language,
        language_guessed=guessed,
        source=source,
        profile_name=conversation.profile_name,
        own_phone=conversation.own_phone,
        draft=draft_from(source),
        keyboard_shown=conversation.keyboard_shown,
        keyboard_used=conversation.keyboard_used,
        burst=conversation.burst,
        burst_since=conversation.burst_since,
        guarded_until=conversation.guarded_until,
        internal_email=conversation.internal_email,
        last_heard_at=conversation.last_heard_at,
        sent=conversation.sent,
    )


def draft_from(source: Source) -> Draft:
    """A sign with one offer answers the first question."""
    offered = OFFERED.get(source.sign.type) if source.sign and source.sign.state == "active" else None
    return replace(EMPTY, intent=offered)


def seen_in(event: Said) -> CodeSeen | None:
    """The code that an event carries, looked up."""
    match event:
        case Started() | TextReceived() | MediaReceived() | Forwarded():
            return event.seen
        case OptionTapped() | ContactShared() | LocationShared():
            return None


def is_maybe(event: Said) -> bool:
    seen = seen_in(event)
    return seen is not None and seen.maybe is not None


def source_of(event: Said) -> Source:
    """Where this round comes from; a link we cannot read is kept and counts as direct."""
    payload = event.payload[:PAYLOAD_KEPT] if isinstance(event, Started) else ""
    seen = seen_in(event)
    origin = origin_of(seen, event.ad)
    if seen is None:
        return replace(DIRECT, origin=origin, payload=payload, ad=event.ad, test=event.test)
    sign = seen.sign or seen.maybe
    return Source(
        origin=origin,
        payload=payload,
        code=sign.code if sign else seen.code,
        sign=sign,
        written="" if sign else (payload or words_of(event))[:WRITTEN_KEPT],
        others=seen.others,
        ad=event.ad,
        test=event.test,
    )


def words_of(event: Said) -> str:
    match event:
        case TextReceived() | Forwarded():
            return event.text
        case MediaReceived():
            return event.caption
        case _:
            return ""


def sign_notice(source: Source, seen: CodeSeen | None) -> tuple[Say, ...]:
    """What has to be said about a code that cannot be greeted by its property."""
    if seen is None or seen.maybe:
        return ()
    if seen.sign is None:
        return (Say("SIGN_UNKNOWN"),)
    return (Say("SIGN_RETIRED"),) if seen.sign.state in ("retired", "paused") else ()


def choose_language(flow: Flow, conversation: Conversation, event: Said) -> tuple[str, bool]:
    """Language and whether it is a guess: the link's, a clear first message's, the app's, else the agency's."""
    payload = read_payload(event.payload) if isinstance(event, Started) else None
    first = read(without_codes(event.text)) if isinstance(event, TextReceived) else None
    written = (asked_language(first, flow.words) or detect(first, flow.words)) if first else None
    app = event.sender.language.split("-")[0].lower()
    for language in (payload.language if payload else "", written, conversation.language, app):
        if language and language in flow.catalogues:
            return language, False
    return flow.language, True


def switch_sign(scene: Scene, conversation: Conversation, seen: CodeSeen, event: Said) -> Turn:
    """Another code before confirming replaces the property, and the person is told which it is now."""
    source = replace(source_of(event), first=first_touch(conversation.source))
    intent, offered = conversation.draft.intent, draft_from(source).intent
    if intent is None or (offered and intent == draft_from(conversation.source).intent):
        intent = offered  # what the earlier sign answered, the new one answers
    moved = replace(conversation, source=source, draft=replace(conversation.draft, intent=intent))
    moved, beside = with_words(scene, moved, event)
    if seen.maybe:
        return ask(replace(moved, pending=Asked(State.SIGN_MAYBE)))
    notice = sign_notice(source, seen) or (Say("SIGN_SEEN", {"propiedad": seen.sign.title if seen.sign else ""}),)
    return go_on(moved, *notice, *beside)


def with_words(scene: Scene, conversation: Conversation, event: Said) -> tuple[Conversation, tuple[Say, ...]]:
    """What they typed beside a code, for the agency, and the answer to a question in it."""
    if not isinstance(event, TextReceived):
        return conversation, ()
    heard = beside_link(event.text, scene.flow.words)
    return with_rest(scene, conversation, event.text, heard if heard.words else None, "")


def settle_sign(scene: Scene, conversation: Conversation, *, is_it: bool) -> Turn:
    """The answer to «¿será ese?»."""
    source = conversation.source if is_it else replace(conversation.source, sign=None)
    draft = conversation.draft if conversation.consent else draft_from(source)
    settled = replace(conversation, source=source, draft=draft, pending=Asked(State.CONSENT))
    notice = () if is_it else (Say("SIGN_UNKNOWN"),)
    if settled.consent is None:
        return greet(scene, settled, *notice)
    return go_on(settled, *notice)


def accept(scene: Scene, conversation: Conversation) -> Turn:
    """Consent, with its proof, and the first question."""
    return use_waiting(
        scene, replace(conversation, consent=proof_of_consent(scene, conversation), language_guessed=False)
    )


def proof_of_consent(scene: Scene, conversation: Conversation) -> Consent:
    """Which notice, when. The version changes whenever a word of it does: ten digits of its SHA-256."""
    shown = "AVISO" if scene.flow.consent == "ask" else "AVISO_SHORT"
    notice = say_text(scene.flow.catalogue(conversation), shown, scene.flow.facts)
    version = hashlib.sha256(notice.encode()).hexdigest()[:10]
    return Consent(text_version=version, at=scene.now, language=conversation.language)


def decline(scene: Scene, conversation: Conversation) -> Turn:
    """No consent: nothing of what was said is kept."""
    after = Conversation(
        version=conversation.version,
        pending=Asked(State.DECLINED),
        step=conversation.step,
        language=conversation.language,
        sent=conversation.sent,
        last_heard_at=conversation.last_heard_at,
        keyboard_shown=conversation.keyboard_shown,
        keyboard_used=conversation.keyboard_used,
        burst=conversation.burst,
        burst_since=conversation.burst_since,
        guarded_until=conversation.guarded_until,
    )
    return replace(tell(after, Say("CONSENT_NO")), forget=True)


def start_over(scene: Scene, conversation: Conversation) -> Turn:
    """A new round, and what was typed before is erased."""
    return replace(begin(scene, conversation, OptionTapped(option="restart_yes")), forget=True)
