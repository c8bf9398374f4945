"""The loop guard: a talk that goes round in circles falls quiet; whoever answers is never stopped (conversation §7).

While it is on, what always works and what fits the pending question are heard, and everything else is kept for the
agency without a word. Two machines that talk to each other end that way, at the latest after `MOST_AROUND` messages;
only a silence begins anew.
"""

from __future__ import annotations

from datetime import timedelta

from flows.asides import WORTH_NOTING, noted
from flows.changing import replace
from flows.commands import can_be_passed_on, command_in
from flows.conversation import EMPTY, Conversation, Draft, State
from flows.events import (
    Event,
    Forwarded,
    MediaReceived,
    OptionTapped,
    Said,
    Started,
    TextEdited,
    TextReceived,
    TimerDue,
)
from flows.hearing.options import find_option, is_pending_tap
from flows.meant import closed_answer
from flows.person import aside_from, can_be_reached, standing
from flows.replies import Say
from flows.rounds import seen_in
from flows.states import row_of
from flows.turn import AT_END, Scene, Turn, ask
from flows.understanding.text import bare

LAST_EXPLANATION = 3
MOST_LOST = 6  # misses in a row
MOST_IN_BURST, BURST = 20, timedelta(minutes=10)
MOST_STILL = 8  # messages in a row that moved nothing, in a burst
MOST_AROUND = 40  # the same at any pace: then what only changes the question («no», «no», …) is not heard either
FLOOD_LASTS = timedelta(minutes=10)
LOST_LASTS = timedelta(minutes=60)


def guard(scene: Scene, before: Conversation, turn: Turn, event: Event) -> Turn:
    """The turn as it is, what is said once when the talk goes round in circles, or silence."""
    if not is_heard(before, event) or before.state is State.PAUSED:
        return turn
    if turn.conversation.fragments or turn.conversation.state in (State.HUMAN, State.PAUSED):
        return turn  # pieces are judged together, and the other two have rules of their own
    turn = counted(scene, before, turn)
    after = turn.conversation
    is_on = is_guarded(scene, before) or after.still > MOST_AROUND
    is_lost = after.lost > before.lost and (after.lost >= MOST_LOST or is_past_explaining(after))
    if not (is_on or is_lost or goes_in_circles(after)) or fits(scene, before, after, event):
        return turn
    if is_on:
        return kept_in_silence(before, turn, event)
    return point_to_person(scene, turn) if is_lost else slowed_down(scene, turn)


def is_heard(before: Conversation, event: Event) -> bool:
    """Whether somebody said something; the timer of the pieces of an answer tells that it is complete."""
    return completes(before, event) or isinstance(event, Said | TextEdited)


def completes(before: Conversation, event: Event) -> bool:
    """Whether no more bubbles of an answer came."""
    return isinstance(event, TimerDue) and event.name == "fragments" and bool(before.fragments)


def is_past_explaining(conversation: Conversation) -> bool:
    """Whether a miss came after the last explanation of a question that cannot be left out."""
    row = row_of(conversation)
    return bool(row.question) and row.gives_up is None and conversation.misses > LAST_EXPLANATION


def is_guarded(scene: Scene, conversation: Conversation) -> bool:
    return conversation.guarded_until is not None and scene.now < conversation.guarded_until


def counted(scene: Scene, before: Conversation, turn: Turn) -> Turn:
    """How long nothing has moved, and how often in a row we did not understand."""
    after = turn.conversation
    still = 0 if has_moved(before, after) or scene.silent_for >= BURST else before.still + 1
    lost = after.lost if after.lost > before.lost else 0
    over = not still and not is_guarded(scene, before)
    until = None if over else after.guarded_until
    return replace(turn, conversation=replace(after, still=still, lost=lost, guarded_until=until))


def has_moved(before: Conversation, after: Conversation) -> bool:
    """Whether something was given or sent. Words for the agency, and going from question to question, move nothing."""
    given = answers(after.draft) not in (answers(before.draft), EMPTY)
    agreed = after.consent is not None and before.consent is None
    return given or agreed or after.sent != before.sent or after.source != before.source


def answers(draft: Draft) -> Draft:
    return replace(draft, asides=(), note=None if draft.note is None else "")


def fits(scene: Scene, before: Conversation, after: Conversation, event: Event) -> bool:
    """Whether it is one of the words that always work, or does something at the pending question."""
    if isinstance(event, Said) and (command_in(scene, event) or seen_in(event) or isinstance(event, Started)):
        return True
    if after.still >= MOST_AROUND and before.state is not State.ERASE:
        return False
    match event:
        case TextReceived() if find_option(scene, before, event.text) or is_bare_answer(scene, before, after, event):
            return True
        case OptionTapped():
            return is_pending_tap(scene, before, event)
        case _:
            return has_moved(before, after) or (after.lost <= before.lost and place(before) != place(after))


def is_bare_answer(scene: Scene, before: Conversation, after: Conversation, event: TextReceived) -> bool:
    """Whether it is an answer without a value, such as «todavía no», that the question has a use for."""
    closed = closed_answer(scene, before, event.text, row_of(before).question)
    return closed is not None and not closed.words_beside and after.lost <= before.lost


def place(conversation: Conversation) -> tuple[object, ...]:
    """Where a talk stands, but for words that no question asked for."""
    draft = replace(conversation.draft, asides=())
    return conversation.pending, draft


def goes_in_circles(conversation: Conversation) -> bool:
    """Fast and for a while, or for very long; or still, after a guard that has ended."""
    fast = conversation.burst > MOST_IN_BURST or conversation.guarded_until is not None
    return conversation.still >= MOST_AROUND or (conversation.still >= MOST_STILL and fast)


def slowed_down(scene: Scene, turn: Turn) -> Turn:
    """Say so, once, and ask again. After the end nothing is pending, and nothing is said."""
    after = replace(turn.conversation, guarded_until=scene.now + FLOOD_LASTS)
    if standing(after) in AT_END:
        return replace(turn, conversation=after, says=(), then="")
    if turn.conversation.guarded_until:
        return replace(turn, conversation=after)  # it was said before the guard that has just ended
    said = ask(after, Say("FLOOD"))
    return replace(turn, conversation=after, says=said.says, then=said.then, prompt=None)


def point_to_person(scene: Scene, turn: Turn) -> Turn:
    """In place of one more explanation: what they gave can be sent, else how to reach a person. Nobody is called,
    because they did not ask for one."""
    after = replace(turn.conversation, guarded_until=scene.now + LOST_LASTS, nudge="done")
    if can_be_passed_on(after):
        passing = ask(aside_from(replace(after, human_since=scene.now), State.PASS_ON))
        return replace(turn, conversation=passing.conversation, says=(), then="ask", prompt=None)
    if not (turn.says or turn.then) or not can_be_reached(scene):
        return replace(turn, conversation=after)
    return replace(turn, conversation=after, says=(Say("HUMAN"),), then="", prompt=None, kind="notice")


def kept_in_silence(before: Conversation, turn: Turn, event: Event) -> Turn:
    """Nothing is said, and the question stays as it was; what is more than a courtesy is kept for the agency."""
    after = turn.conversation
    if standing(before) in AT_END:
        return replace(turn, says=(), then="")
    quiet = replace(
        before,
        draft=replace(before.draft, asides=after.draft.asides),
        waiting=after.waiting,
        waiting_since=after.waiting_since,
        fragments=(),
        still=after.still,
    )
    words = words_of(before, event)
    known = after.draft.asides != before.draft.asides or before.consent is None
    if not known and len(bare(words).split()) >= WORTH_NOTING:
        quiet = noted(quiet, words)
    return Turn(conversation=quiet)


def words_of(before: Conversation, event: Event) -> str:
    match event:
        case TextReceived() | TextEdited() | Forwarded():
            return event.text
        case MediaReceived():
            return event.caption
        case TimerDue():
            return " ".join(before.fragments)
        case _:
            return ""
