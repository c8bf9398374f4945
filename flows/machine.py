"""The conversation's rule book: one event in, one turn out.

`advance` is pure and total: every state answers every event, the same way every time. What a state is stands in its row
under `states/`, how a message is heard in `hearing/`, the words that always work in `commands.py`, how a round begins
in `rounds.py`, how a lead is made in `sending.py`, and what is said of its outcome in `outcome.py`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import assert_never

from flows.changing import replace
from flows.commands import command_in
from flows.conversation import Conversation, State
from flows.events import (
    Blocked,
    ContactShared,
    Event,
    Flooded,
    Forwarded,
    GroupAddressed,
    LeadSettled,
    OptionTapped,
    Said,
    Started,
    TextEdited,
    TextReceived,
    TimerDue,
    TurnFailed,
    Unblocked,
    Unheard,
)
from flows.flow import Flow
from flows.guard import BURST, completes, guard, has_moved, is_guarded, words_of
from flows.hearing.answers import MOST_EXPLAINED, miss
from flows.hearing.edits import correct
from flows.hearing.pieces import hear_fragments
from flows.hearing.said import HALFWAY_AFTER, answer
from flows.outcome import settle, unheard, wake_about_lead, with_news
from flows.person import REMIND_EVERY, is_over
from flows.replies import Prompt, Reply, Say
from flows.rounds import greet
from flows.states import asked, explained, move_on
from flows.timing import nudge, put_back, set_nudge
from flows.turn import Scene, Turn, ask, say_first, silence, tell
from flows.understanding.advert import split_advert
from flows.understanding.message import read

SORRY_EVERY = timedelta(hours=1)
SUMMARIES = frozenset({"REVIEW", "RETURN_SIGN", "RETURN_SIGN_PHONE", "PASS_ON"})


def advance(flow: Flow, conversation: Conversation, event: Event, now: datetime) -> Turn:
    """Apply one event (`now` aware, UTC). Pure and total: the same input gives the same turn, never an exception."""
    conversation = put_back(conversation, now)
    last = conversation.last_heard_at
    silent_for = now - last if last else timedelta(0)
    scene = Scene(flow, now, event.fresh, silent_for=silent_for, shown=summary_before(event), forgotten=event.forgotten)
    known = heard(conversation, event, now)
    turn = move_on(flow, greeted(scene, react(scene, known, as_passed_on(flow, event))))
    turn = move_on(flow, not_twice(scene, known, turn, event))
    turn = with_news(scene, set_nudge(scene, guard(scene, known, turn, event)), event)
    return stamp(conversation, turn if known.blocked else speak(flow, turn), event)


def greeted(scene: Scene, turn: Turn) -> Turn:
    """Where an agency only informs, nobody is asked for consent: who first asked for help, a person or another
    language is greeted with the notice and the first question all the same."""
    asks = turn.then in ("ask", "explain") and turn.conversation.state is State.CONSENT
    return say_first(greet(scene, turn.conversation), *turn.says) if asks and scene.flow.consent == "notice" else turn


def as_passed_on(flow: Flow, event: Event) -> Event:
    """A text that is nothing but an advert is somebody else's, like a forwarded one."""
    if not isinstance(event, TextReceived):
        return event
    own, advert = split_advert(read(event.text), flow.words)
    if own.words or not advert:
        return event
    return Forwarded(text=event.text, seen=event.seen, fresh=event.fresh, sender=event.sender, ad=event.ad)


def summary_before(event: Event) -> int | None:
    """The step of the summary that the person had before them; a button could only be pressed where it was shown."""
    return event.step if isinstance(event, OptionTapped) and event.step is not None else event.shown


def not_twice(scene: Scene, before: Conversation, turn: Turn, event: Event) -> Turn:
    """A reply that repeats our last words, the bare question after it was explained, and a second remark beside the
    point each count as a miss: the question comes in its next words, and a remark made before is left out
    (conversation §2.6)."""
    said = isinstance(event, Said) or completes(before, event)
    if not said or not asks_the_same(before, turn) or is_wanted_again(scene, before, event):
        return turn
    asked = replace(turn, conversation=replace(turn.conversation, detoured=before.detoured or bool(turn.says)))
    repeats = mark_in(scene.flow, turn) == before.spoken
    once_more = before.detoured if turn.says else turn.conversation.misses > 0
    if not repeats and (not once_more or shows_summary(speak(scene.flow, turn).reply)):
        return asked
    new = () if before.spoken.startswith(mark_of(turn.says[:1])) else turn.says
    missed = say_first(miss(scene, asked.conversation, words_of(before, event)), *new)
    only_way = not repeats and turn.conversation.misses <= MOST_EXPLAINED
    return asked if only_way and mark_in(scene.flow, missed) == before.spoken else missed


def asks_the_same(before: Conversation, turn: Turn) -> bool:
    """Whether nothing was given, and what was pending is asked as it was."""
    after = turn.conversation
    stays = turn.then == "ask" and turn.prompt is None and after.pending == before.pending
    return stays and not has_moved(before, after)


def is_wanted_again(scene: Scene, before: Conversation, event: Event) -> bool:
    """Whether they asked for it with a word that always works, or do not have our last words before them."""
    asked_for = isinstance(event, Said) and (isinstance(event, Started) or command_in(scene, event) is not None)
    long_ago = before.version != scene.flow.version or scene.silent_for >= HALFWAY_AFTER
    on_its_way = before.summary_step is not None and scene.shown not in (None, before.summary_step)
    return asked_for or long_ago or on_its_way


def mark_of(says: Sequence[Say]) -> str:
    """A mark of what is said, its first text before the others."""
    marks = [hashlib.sha256(repr((say.key, sorted(say.values.items()))).encode()).hexdigest()[:6] for say in says]
    return "".join(marks)


def mark_in(flow: Flow, turn: Turn) -> str:
    """The mark of what a turn says; «» where it says nothing."""
    reply = speak(flow, turn).reply
    return mark_of(reply.says) if reply else ""


def react(scene: Scene, conversation: Conversation, event: Event) -> Turn:
    if isinstance(event, Said):
        return answer(scene, conversation, event)
    match event:
        case TextEdited():
            return correct(scene, conversation, event)
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
        case Unheard():
            return silence(unheard(conversation))
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
            return hear_fragments(scene, conversation)
        case _:
            assert_never(event.name)


def decline_group(scene: Scene, conversation: Conversation) -> Turn:
    """We work in private chats only; say so once an hour."""
    if not is_over(conversation.reminded_at, REMIND_EVERY, scene.now):
        return silence(conversation)
    return tell(replace(conversation, reminded_at=scene.now), Say("GROUP"))


def apologise(scene: Scene, conversation: Conversation) -> Turn:
    """Something of ours failed and a message was set aside: say so, once an hour, and ask again."""
    if not is_over(conversation.sorry_at, SORRY_EVERY, scene.now):
        return silence(conversation)
    return ask(replace(conversation, sorry_at=scene.now), Say("SORRY"))


def heard(conversation: Conversation, event: Event, now: datetime) -> Conversation:
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


def speak(flow: Flow, turn: Turn) -> Turn:
    """The same turn with its reply made: what it says, and then the pending question."""
    prompt = turn.prompt or prompt_of(flow, turn)
    says = (*turn.says, *prompt.says, *turn.last)
    if not says:
        return turn
    reply = Reply(says=says, options=prompt.options, share_phone=prompt.share_phone, kind=turn.kind)
    return replace(turn, reply=reply)


def prompt_of(flow: Flow, turn: Turn) -> Prompt:
    match turn.then:
        case "ask" | "go_on":
            return asked(flow, turn.conversation)
        case "explain":
            return explained(flow, turn.conversation, turn.about)
        case "":
            return Prompt()
        case _:
            assert_never(turn.then)


def stamp(before: Conversation, turn: Turn, event: Event) -> Turn:
    """Give the turn's options their step, remember a summary that it shows, and take the share-my-number keyboard away
    once it has served. One that was used has folded away, and goes with the first message that has no buttons."""
    after, reply = turn.conversation, turn.reply
    step = before.step + (what_is_pending(before) != what_is_pending(after))
    offers = reply is not None and reply.share_phone
    used = not offers and (before.keyboard_used or (isinstance(event, ContactShared) and event.whose == "own"))
    clear = reply is not None and before.keyboard_shown and not offers and not (used and reply.options)
    shown = offers or (before.keyboard_shown and not clear)
    if before.nudge == "asked" and not after.fragments:
        after = replace(after, nudge="done")
    detoured = after.detoured and after.pending == before.pending
    after = replace(after, step=step, keyboard_shown=shown, keyboard_used=used and shown, detoured=detoured)
    if reply is None:
        return replace(turn, conversation=after)
    after = replace(after, spoken=mark_of(reply.says))
    summary = shows_summary(reply)
    if summary:
        after = replace(after, summary_step=step)
    return replace(turn, conversation=after, reply=replace(reply, step=step, summary=summary, clear_keyboard=clear))


def shows_summary(reply: Reply | None) -> bool:
    """Whether what can be confirmed stands in it."""
    return reply is not None and not SUMMARIES.isdisjoint(say.key for say in reply.says)


def what_is_pending(conversation: Conversation) -> tuple[object, ...]:
    """Buttons of one question stay good as long as this is the same: a new summary makes the old one's «sí» stale.
    Words to a person who was offered do not: a later «sí» still sends (conversation §6); nor does a file, which no
    summary shows."""
    draft = replace(conversation.draft, media=())
    if conversation.state is State.PASS_ON:
        draft = replace(draft, asides=())
    return conversation.pending, draft, conversation.source
