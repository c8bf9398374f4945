"""The conversation's rule book: one event in, one turn out.

`advance` is pure and total: every state answers every event, the same way every time. What is asked stands in
`questions.py`, how a text is read in `reading.py`, what an option does in `choosing.py`, the words that always work in
`obeying.py`, what they do in `anytime.py`, how a round begins in `opening.py`, how it ends in `endings.py`, what comes
after in `afterwards.py`, and when a talk goes round in circles in `guard.py`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from flows.afterwards import after_the_end, beside_a_person, edited_after_the_end
from flows.answers.advert import split_advert
from flows.answers.commands import Language, Plain, read_command
from flows.answers.phone import read_shared, show_phone
from flows.answers.text import has_no_words
from flows.anytime import (
    AT_END,
    aside,
    follow_up,
    has_answers,
    last_sent,
    restart,
)
from flows.choosing import choose, find_option, is_pending_tap
from flows.conversation import Conversation, State
from flows.detours import passed_on, take_insult
from flows.endings import say_it_again, settle, wake_about_lead
from flows.events import (
    Blocked,
    ContactShared,
    Event,
    Flooded,
    Forwarded,
    GroupAddressed,
    LeadSettled,
    LocationShared,
    MediaReceived,
    OptionTapped,
    Said,
    Started,
    TextEdited,
    TextReceived,
    TimerDue,
    TurnFailed,
    Unblocked,
)
from flows.facts import kept_waiting
from flows.flow import Flow, question_of
from flows.guard import BURST, guard, is_guarded
from flows.lead import Phone
from flows.obeying import ALWAYS_HEARD, FIRST_OF_ALL, command_in, obey
from flows.opening import fresh_round, seen_in, switch_sign, with_passed_on
from flows.own import still_good
from flows.person import (
    DETOURS,
    HUMAN_LASTS,
    REMIND_EVERY,
    is_over,
    returned,
    standing,
    wait_for_person,
)
from flows.pieces import AS_WRITTEN, JOINED, edited_piece, hear_fragments, hold, is_piece
from flows.questions import at_next_question, at_question
from flows.reading import consent_again, filled, missed, narrowed, read_answer
from flows.replies import Say
from flows.returning import open_round
from flows.silence import FORGOTTEN_AFTER, HALFWAY_AFTER, ask_to_go_on, nudge, with_nudge_set
from flows.turn import Scene, Turn, ask, silence, tell

ROUND_ENDS = timedelta(hours=24)  # after DONE: what comes later begins a new round
SORRY_EVERY = timedelta(hours=1)
FRESH = (State.START, State.CANCELLED, State.DECLINED)
SUMMARIES = frozenset({"REVIEW", "RETURN_SIGN", "RETURN_SIGN_PHONE"})


def advance(flow: Flow, conversation: Conversation, event: Event, now: datetime) -> Turn:
    """Apply one event (`now` aware, UTC). Pure and total: the same input gives the same turn, never an exception."""
    last = conversation.last_heard_at
    silent_for = now - last if last else timedelta(0)
    shown = summary_before(event)
    scene = Scene(flow, now, event.fresh, silent_for=silent_for, shown=shown, forgotten=event.forgotten)
    known = noted(conversation, event, now)
    turn = with_nudge_set(scene, react(scene, known, as_passed_on(flow, event)))
    return stamped(conversation, replace(turn, reply=None) if known.blocked else turn)


def as_passed_on(flow: Flow, event: Event) -> Event:
    """A text that is nothing but an advert is somebody else's, like a forwarded one."""
    if not isinstance(event, TextReceived):
        return event
    own, advert = split_advert(event.text, flow.words)
    if own or not advert:
        return event
    return Forwarded(text=event.text, seen=event.seen, fresh=event.fresh, sender=event.sender, ad=event.ad)


def summary_before(event: Event) -> int | None:
    """The step of the summary that the person had before them; a button could only be pressed where it was shown."""
    return event.step if isinstance(event, OptionTapped) and event.step is not None else event.shown


def react(scene: Scene, conversation: Conversation, event: Event) -> Turn:
    match event:
        case (
            Started()
            | TextReceived()
            | OptionTapped()
            | ContactShared()
            | LocationShared()
            | MediaReceived()
            | Forwarded()
        ):
            return answer(scene, conversation, event)
        case TextEdited():
            return guard(scene, conversation, correct(scene, conversation, event), event)
        case LeadSettled():
            return settle(scene, conversation, event)
        case TimerDue():
            return wake(scene, conversation, event)
        case GroupAddressed():
            return decline_group(scene, conversation)
        case Blocked():
            return Turn(conversation=replace(conversation, blocked=True), silenced=True)
        case Unblocked():
            return silence(conversation)
        case Flooded():
            return silence(conversation) if is_guarded(scene, conversation) else tell(conversation, Say("FLOOD"))
        case TurnFailed():
            return apologise(scene, conversation)
        case _:
            assert_never(event)


def wake(scene: Scene, conversation: Conversation, event: TimerDue) -> Turn:
    """A timer of this chat is due."""
    match event.name:
        case "receipt" | "outcome":
            return wake_about_lead(scene, conversation, event)
        case "nudge":
            return nudge(scene, conversation)
        case "fragments":
            used = hear_fragments(scene, conversation)
            return guard(scene, conversation, used, event) if conversation.fragments else used
        case _:
            assert_never(event.name)


def answer(scene: Scene, conversation: Conversation, event: Said) -> Turn:
    """Somebody said something; a talk that goes round in circles is slowed down."""
    if conversation.state is State.PAUSED:
        return hear_paused(scene, conversation, event)
    return guard(scene, conversation, respond(scene, conversation, event), event)


def respond(scene: Scene, conversation: Conversation, event: Said) -> Turn:
    """It begins a round, comes after a long silence or from another flow, or answers what is pending."""
    if conversation.state in FRESH or is_long_done(conversation, scene.now):
        return first_words(scene, conversation, event)
    if conversation.fragments:
        return after_fragments(scene, conversation, event)
    if is_forgotten_detour(scene, conversation):
        return respond(scene, returned(conversation), event)
    if scene.silent_for >= HALFWAY_AFTER and conversation.state not in AT_END and seen_in(event) is None:
        return break_silence(scene, conversation, event)
    if conversation.version != scene.flow.version:
        return pick_up(scene, conversation, event)
    if conversation.state is State.HUMAN and isinstance(
        event, ContactShared | LocationShared | MediaReceived | Forwarded
    ):
        return wait_for_person(scene, conversation)
    match event:
        case Started():
            return start_again(scene, conversation, event)
        case TextReceived():
            return hear_redacted(scene, conversation, event) if event.redacted else hear(scene, conversation, event)
        case OptionTapped():
            return tapped(scene, conversation, event)
        case ContactShared():
            return take_contact(scene, conversation, event)
        case LocationShared():
            return aside(scene, conversation, Say("LOCATION"))
        case MediaReceived():
            return take_media(scene, conversation, event)
        case Forwarded():
            return take_forwarded(scene, conversation, event)
        case _:
            assert_never(event)


def first_words(scene: Scene, conversation: Conversation, event: Said) -> Turn:
    """The first message of a round: a greeting, unless it asks for something that can be had at once."""
    match command := command_in(scene, event):
        case Plain.HELP | Plain.PERSON | Plain.OUT | Plain.PRIVACY | Plain.MY_DATA | Plain.ERASE | Language():
            return obey(scene, fresh_round(scene.flow, conversation, event), command, "")
        case _:
            turn = open_round(scene, conversation, event)
            return with_first(turn, cannot_read(event)) if isinstance(event, MediaReceived) else turn


def hear_paused(scene: Scene, conversation: Conversation, event: Said) -> Turn:
    """We said that we are silent for a while. «Seguir» ends it, and what always works still does."""
    if is_over(conversation.paused_until, timedelta(0), scene.now):
        return answer(scene, returned(conversation), event)
    if seen_in(event):
        return answer(scene, returned(conversation), event)
    command = command_in(scene, event)
    if isinstance(event, TextReceived) and command in ALWAYS_HEARD:
        return obey(scene, conversation, command, event.text)
    return silence(conversation)


def is_forgotten_detour(scene: Scene, conversation: Conversation) -> bool:
    """After the end they asked for a person, or began to erase or to switch language, and it is long ago."""
    if conversation.state not in DETOURS or standing(conversation) not in AT_END:
        return False
    if conversation.state is State.HUMAN:
        return is_over(conversation.human_since, HUMAN_LASTS, scene.now)
    return scene.silent_for >= HALFWAY_AFTER


def break_silence(scene: Scene, conversation: Conversation, event: Said) -> Turn:
    """After a day: ask whether to go on. After a week, or before consent, begin anew."""
    known = returned(conversation) if conversation.state in DETOURS else conversation
    if known.consent is None or scene.silent_for >= FORGOTTEN_AFTER:
        return first_words(scene, known, event)
    command = command_in(scene, event)
    if isinstance(event, TextReceived) and command in ALWAYS_HEARD:
        return obey(scene, known, command, event.text)
    if isinstance(event, TextReceived):
        known = kept_waiting(scene, replace(known, waiting=()), event.text)
    known = with_passed_on(known, event)
    return ask_to_go_on(scene, known)


def after_fragments(scene: Scene, conversation: Conversation, event: Said) -> Turn:
    """More came while we waited for the end of an answer: another piece of it, or something else after it."""
    if isinstance(event, TextReceived) and is_piece(scene, conversation, event):
        return hear(scene, conversation, event)
    used = hear_fragments(scene, conversation)
    confirms = not isinstance(event, Forwarded) and command_in(scene, event) is None
    if used.conversation.state is State.REVIEW and confirms:
        return used  # a summary has to be seen before anything can confirm it (FAILURES P5)
    return respond(scene, used.conversation, event)


def is_long_done(conversation: Conversation, now: datetime) -> bool:
    sent = last_sent(conversation)
    return conversation.state is State.DONE and (sent is None or is_over(sent.at, ROUND_ENDS, now))


def pick_up(scene: Scene, conversation: Conversation, event: Said) -> Turn:
    """A conversation of another flow: keep what was given and go on at the first unanswered question of this one. Words
    that always work do so, and who waits for a person goes on waiting."""
    draft = replace(conversation.draft, answers=still_good(scene.flow, conversation.draft))
    current = replace(conversation, version=scene.flow.version, draft=draft)
    if current.state in AT_END and current.sent:
        return respond(scene, current, event)
    if current.consent is None:
        return first_words(scene, replace(current, state=State.START), event)
    onward = at_next_question(scene.flow, current)
    if current.state is State.HUMAN:
        return respond(scene, replace(onward, state=State.HUMAN, back=onward.state), event)
    if isinstance(event, TextReceived) and read_command(event.text, scene.flow.words):
        return respond(scene, onward, event)
    return ask(scene, onward)


def start_again(scene: Scene, conversation: Conversation, event: Started) -> Turn:
    """«/start»: a link's code is always followed; otherwise ask before erasing answers."""
    under_way = conversation.consent is not None and conversation.state not in (*AT_END, State.RETURN)
    if event.seen and under_way:
        return switch_sign(scene, conversation, event.seen, event)
    if event.seen or event.payload or not (under_way and has_answers(conversation)):
        return open_round(scene, conversation, event)
    return restart(scene, conversation)


def hear(scene: Scene, conversation: Conversation, event: TextReceived) -> Turn:
    """A text: an option, a command, or the answer to what is pending, in this order (CONVERSATION §6)."""
    text = event.text
    if (command := read_command(text, scene.flow.words)) in FIRST_OF_ALL:
        return obey(scene, conversation, command, text)
    if event.test:
        return open_round(scene, conversation, event)
    if event.seen and conversation.state not in AS_WRITTEN:
        return hear_code(scene, conversation, event)
    if option := find_option(scene, conversation, text):
        return remembering(choose(scene, conversation, option), conversation, event.message)
    if command:
        return obey(scene, conversation, command, text)
    if conversation.state is State.HUMAN:
        return beside_a_person(scene, conversation, text)
    if conversation.state in AT_END:
        return after_the_end(scene, conversation, text)
    if has_no_words(text):
        return ask(scene, conversation)
    if insulted := take_insult(scene, conversation, text):
        return insulted
    if scene.flow.join and conversation.state in JOINED:
        return remembering(hold(scene, conversation, text), conversation, event.message)
    return remembering(read_answer(scene, conversation, text), conversation, event.message)


def hear_redacted(scene: Scene, conversation: Conversation, event: TextReceived) -> Turn:
    """A text with a number that we never keep: say so, and take what else it says."""
    if has_no_words(event.text):
        return aside(scene, conversation, Say("REDACT"))
    return with_first(hear(scene, conversation, event), (Say("REDACT"),))


def hear_code(scene: Scene, conversation: Conversation, event: TextReceived | Forwarded) -> Turn:
    """A sign's code, typed or in a link's text: before confirming it changes the property, else it begins a round."""
    if conversation.consent and conversation.state not in (*AT_END, State.RETURN) and event.seen:
        return switch_sign(scene, conversation, event.seen, event)
    return open_round(scene, conversation, event)


def remembering(turn: Turn, before: Conversation, message: str) -> Turn:
    """Note which question this message answered, so that a later edit of it is a correction."""
    question = question_of(before)
    if not message or question is None:
        return turn
    heard = (*before.heard, (message, question))[-2:]
    return replace(turn, conversation=replace(turn.conversation, heard=heard))


def tapped(scene: Scene, conversation: Conversation, event: OptionTapped) -> Turn:
    """A button: it counts only while its own question is pending."""
    sent = last_sent(conversation)
    if conversation.state in AT_END and sent and event.option == "send" and event.step == sent.step:
        return say_it_again(scene, conversation)
    if is_pending_tap(scene, conversation, event):
        return choose(scene, conversation, event.option)
    return aside(scene, conversation, Say("STALE"))


def take_contact(scene: Scene, conversation: Conversation, event: ContactShared) -> Turn:
    """A card: the person's own answers the phone question; one we are not sure of is asked about."""
    phone = read_shared(event.phone)
    if conversation.state in AT_END and phone and event.whose != "other":
        return follow_up(conversation, show_phone(phone))
    if question_of(conversation) != "phone" or event.whose == "other":
        return aside(scene, conversation, Say("CARD"))
    if phone is None:
        return missed(scene, conversation)
    if event.whose == "own":
        return filled(scene, conversation, phone=Phone(e164=phone, proven=True))
    return narrowed(scene, conversation, State.PHONE_CARD, (phone,))


def take_media(scene: Scene, conversation: Conversation, event: MediaReceived) -> Turn:
    """What we cannot read is said kindly; words written beside it count as if they had come alone."""
    if event.caption:
        written = TextReceived(fresh=event.fresh, text=event.caption, message=event.message, seen=event.seen)
        return with_first(hear(scene, conversation, written), cannot_read(event))
    return aside(scene, conversation, *cannot_read(event))


def take_forwarded(scene: Scene, conversation: Conversation, event: Forwarded) -> Turn:
    """Somebody else's words answer nothing but what the agency should know; our own link in them is followed."""
    if event.seen and conversation.state not in AS_WRITTEN:
        return hear_code(scene, conversation, event)
    if conversation.state in AT_END:
        return follow_up(conversation, event.text)
    told = passed_on(conversation, event.text)
    match conversation.state:
        case State.CONSENT | State.CONSENT_MORE:
            return consent_again(scene, told, "")
        case State.NOTES:
            return filled(scene, told, note="")
        case State.REVIEW:
            return ask(scene, told, Say("REVIEW_ADD"))
        case _:
            return ask(scene, told)


def cannot_read(event: MediaReceived) -> tuple[Say, ...]:
    match event.what:
        case "voice":
            return (Say("VOICE"),)
        case "file":
            return (Say("MEDIA"),)
        case "unknown":
            return (Say("ONLY_TEXT"),)
        case "sticker":
            return ()


def with_first(turn: Turn, says: tuple[Say, ...]) -> Turn:
    """The same turn with something said before its reply, if it has one."""
    return replace(turn, reply=replace(turn.reply, says=(*says, *turn.reply.says))) if turn.reply else turn


def correct(scene: Scene, conversation: Conversation, event: TextEdited) -> Turn:
    """An edited message corrects the answer to this or the previous question; any other edit changes nothing."""
    if conversation.state in AT_END:
        return edited_after_the_end(scene, conversation, event.text)
    if conversation.consent is None or conversation.state in (State.HUMAN, State.PAUSED):
        return silence(conversation)
    if piece := edited_piece(conversation, event):
        return piece
    if conversation.fragments:
        used = hear_fragments(scene, conversation)
        corrected = correct(scene, used.conversation, event)
        return corrected if corrected.reply else used
    question = dict(conversation.heard).get(event.message)
    if question is None or scene.flow.find(question) is None:
        return ask(scene, conversation, Say("STALE"))
    if question == question_of(conversation):
        return read_answer(scene, conversation, event.text)
    asked = at_question(scene.flow, replace(conversation, editing="changing"), question)
    turn = read_answer(scene, asked, event.text)
    return silence(conversation) if turn.conversation.draft == conversation.draft else turn


def decline_group(scene: Scene, conversation: Conversation) -> Turn:
    """We work in private chats only; say so once an hour."""
    if not is_over(conversation.reminded_at, REMIND_EVERY, scene.now):
        return silence(conversation)
    return tell(replace(conversation, reminded_at=scene.now), Say("GROUP"))


def apologise(scene: Scene, conversation: Conversation) -> Turn:
    """Something of ours failed and a message was set aside: say so, once an hour, and ask again."""
    if not is_over(conversation.sorry_at, SORRY_EVERY, scene.now):
        return silence(conversation)
    return ask(scene, replace(conversation, sorry_at=scene.now), Say("SORRY"))


def noted(conversation: Conversation, event: Event, now: datetime) -> Conversation:
    """What every message from the person tells: they are there, and who the platform says they are."""
    if not isinstance(event, Said | TextEdited | Unblocked):
        return conversation
    burst_is_over = is_over(conversation.burst_since, BURST, now)
    return replace(
        conversation,
        burst=1 if burst_is_over else conversation.burst + 1,
        burst_since=now if burst_is_over else conversation.burst_since,
        last_heard_at=now,
        blocked=False,
        profile_name=event.sender.profile_name or conversation.profile_name,
        own_phone=event.sender.phone or conversation.own_phone,
    )


def stamped(before: Conversation, turn: Turn) -> Turn:
    """Give the turn's options their step, remember a summary that it shows, and take the share-my-number keyboard away
    once it has served."""
    after, reply = turn.conversation, turn.reply
    step = before.step + (what_is_pending(before) != what_is_pending(after))
    shown = reply.share_phone if reply else before.keyboard_shown
    after = replace(after, step=step, keyboard_shown=shown)
    if reply is None:
        return replace(turn, conversation=after)
    summary = not SUMMARIES.isdisjoint(say.key for say in reply.says)
    if summary:
        after = replace(after, summary_step=step)
    clear = before.keyboard_shown and not reply.share_phone
    return replace(turn, conversation=after, reply=replace(reply, step=step, summary=summary, clear_keyboard=clear))


def what_is_pending(conversation: Conversation) -> tuple[object, ...]:
    """Buttons of one question stay good as long as this is the same: a new summary makes the old one's «sí» stale."""
    return conversation.state, conversation.asking, conversation.draft, conversation.candidates, conversation.source
