"""What comes without words of their own: a contact card, a photo or voice note, somebody else's message."""

from __future__ import annotations

from flows.asides import noted
from flows.changing import replace
from flows.commands import follow_up
from flows.conversation import Asked, CardOf, Conversation, State
from flows.events import ContactShared, Forwarded, MediaReceived, TextReceived
from flows.hearing.answers import missed
from flows.hearing.codes import hear_code, names_sign
from flows.hearing.text import hear
from flows.lead import Phone
from flows.replies import Say
from flows.states import question_of
from flows.turn import AT_END, Scene, Turn, aside, ask, ask_about, explain, say_first, write_down
from flows.understanding.phone import read_shared, show_phone

MOST_MEDIA = 10  # of one draft


def take_contact(scene: Scene, conversation: Conversation, event: ContactShared) -> Turn:
    """A card: the person's own answers the phone question; one we are not sure of is asked about."""
    phone = read_shared(event.phone)
    if conversation.state in AT_END and phone and event.whose != "other":
        return follow_up(conversation, show_phone(phone))
    if question_of(conversation) != "phone" or event.whose == "other":
        return aside(conversation, Say("CARD"))
    if phone is None:
        return missed(scene, conversation)
    if event.whose == "own":
        return write_down(conversation, phone=Phone(e164=phone, proven=True))
    return ask_about(conversation, CardOf(phone))


def take_media(scene: Scene, conversation: Conversation, event: MediaReceived) -> Turn:
    """What we cannot read is said kindly; words written beside it count as if they had come alone."""
    kept = with_media(conversation, event)
    told, conversation = cannot_read(event, kept=kept != conversation), kept
    if event.caption:
        written = TextReceived(fresh=event.fresh, text=event.caption, message=event.message, seen=event.seen)
        return say_first(hear(scene, conversation, written), *told)
    return aside(conversation, *told)


def with_media(conversation: Conversation, event: MediaReceived) -> Conversation:
    """With the file in its draft, for staff; nobody's before they agreed or after they sent."""
    draft = conversation.draft
    may_keep = conversation.consent is not None and conversation.state not in AT_END
    if event.attachment is None or not may_keep or len(draft.media) >= MOST_MEDIA:
        return conversation
    return replace(conversation, draft=replace(draft, media=(*draft.media, event.attachment)))


def cannot_read(event: MediaReceived, *, kept: bool = False) -> tuple[Say, ...]:
    """`kept`: staff will see it."""
    match event.what:
        case "voice":
            return (Say("VOICE"),)
        case "file":
            return (Say("MEDIA_KEPT" if kept else "MEDIA"),)
        case "unknown":
            return (Say("ONLY_TEXT"),)
        case "sticker":
            return ()


def take_forwarded(scene: Scene, conversation: Conversation, event: Forwarded) -> Turn:
    """Somebody else's words answer nothing but what the agency should know; our own link in them is followed."""
    if names_sign(conversation, event):
        return hear_code(scene, conversation, event)
    if conversation.state in AT_END:
        return follow_up(conversation, event.text)
    told = noted(conversation, event.text, "passed_on")
    match conversation.state:
        case State.CONSENT | State.CONSENT_MORE:
            return explain(replace(told, pending=Asked(State.CONSENT)))
        case State.NOTES:
            return write_down(told, note="")
        case State.REVIEW:
            return ask(told, Say("REVIEW_ADD"))
        case _:
            return ask(told)
