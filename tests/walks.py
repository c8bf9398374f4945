"""Random walks through the machine: events of every kind, in every state and language, and what must hold after each.

A walk is reproducible by its seed. `python -m tests.walks 1000000` walks a million steps.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from adapters.store.codec import dump_conversation, load_conversation
from bot.wording import load_catalogues
from bot.workers.steps import looked_up
from flows.conversation import Conversation, State, WhichEmail, WhichPhone
from flows.events import Event, Said, TextEdited
from flows.flow import Flow
from flows.guard import MOST_AROUND
from flows.lead import Lead
from flows.machine import SUMMARIES, advance
from flows.person import standing
from flows.replies import Message
from flows.sending import answered_budget
from flows.shown import active_sign, given_answers
from flows.turn import Timer, Turn
from flows.understanding.budget import read_budget
from flows.understanding.custom import show_custom
from flows.understanding.email import mask_email
from flows.understanding.message import read
from flows.understanding.name import first_word
from flows.understanding.phone import mask_phone, show_phone
from flows.wording import render
from tests.chats import NOON, SIGNS, default_flow
from tests.flows import BUDGET, DATES, DEVELOPMENTS, GUESTS, PETS, PLACE, RENTALS, flow_from, toml, written
from tests.walk_ends import AT_END, check_ways_out, says
from tests.walk_events import next_event, pass_time

WALK = 60  # steps of one chat
REMEMBERED = 6  # messages whose buttons may still be tapped


@dataclass(slots=True)
class Walk:
    """One chat, what its person was shown, and the steps it took by state and kind of event."""

    flow: Flow
    chance: Random
    taken: Counter[tuple[State, str]]
    conversation: Conversation = field(default_factory=Conversation)
    timers: list[Timer] = field(default_factory=list)
    seen: list[Message] = field(default_factory=list)
    summary: str = ""  # the last one that was shown, as it was read
    now: datetime = NOON

    def copy(self) -> Walk:
        return replace(self, taken=Counter(), timers=[*self.timers], seen=[*self.seen])

    def fresh(self) -> str:
        return f"{self.chance.getrandbits(128):032x}"

    def wait(self, time: timedelta) -> None:
        self.now += time

    def step(self) -> None:
        """One random event, and everything that must hold after it."""
        pass_time(self)
        event = looked_up(next_event(self), SIGNS.get)
        if self.chance.random() < 0.1:
            assert advance(self.flow, self.conversation, event, self.now) == self.happens(event)
        else:
            self.happens(event)

    def happens(self, event: Event) -> Turn:
        before = self.conversation
        turn = advance(self.flow, before, event, self.now)
        self.taken[before.state, event.kind] += 1
        self.conversation = turn.conversation
        renewed = {timer.name for timer in turn.timers}
        self.timers = [*(timer for timer in self.timers if timer.name not in renewed), *turn.timers]
        assert load_conversation(dump_conversation(turn.conversation)) == turn.conversation
        self.check_silence(before, event, turn)
        self.check_standing(turn)
        self.check_lead(before, turn)
        self.hear(turn)
        return turn

    def hear(self, turn: Turn) -> None:
        """What the person reads: words, and buttons within what the platforms take."""
        if turn.reply is None:
            return
        message = render(self.flow.catalogue(turn.conversation), turn.reply, self.flow.facts)
        assert message.text.strip()
        assert len(message.choices) <= 10
        assert all(
            0 < len(choice.label) <= 24 or isinstance(turn.conversation.pending, WhichPhone | WhichEmail)
            for choice in message.choices
        )
        self.seen = [*self.seen, message][-REMEMBERED:]
        if SUMMARIES & says(turn):
            self.summary = message.text

    def check_silence(self, before: Conversation, event: Event, turn: Turn) -> None:
        """Somebody who says something gets one answer; silence has its reasons, and these are all of them."""
        after = turn.conversation
        if turn.reply:
            assert not before.blocked or isinstance(event, Said | TextEdited), "who left is not written to"
        if turn.reply or not isinstance(event, Said):
            return
        pieces = after.fragments and "fragments" in {timer.name for timer in turn.timers}
        waits_for_crm = after.state is State.SENDING and (standing(before) is State.SENDING or turn.lead)
        beside_a_person = before.state is after.state and after.state in (State.HUMAN, State.PASS_ON)
        paused = before.state is State.PAUSED is after.state
        circling = after.guarded_until is not None or after.still > MOST_AROUND
        said_enough = after.state is State.DONE and (after.repeated or after.follow_ups > 2)
        goodbye = before.state is after.state and after.state in (State.CANCELLED, State.DECLINED)
        reasons = (pieces, waits_for_crm, beside_a_person, paused, circling, said_enough, goodbye)
        assert any(reasons), (before.state, after.state, event)

    def check_standing(self, turn: Turn) -> None:
        """What the rest of the machine may rely on, of any conversation."""
        after = turn.conversation
        back = after.back.state if after.back else None
        assert back not in (*AT_END, State.START) or after.state is not State.HALFWAY
        assert after.consent or after.draft.name is None, "nothing is taken before they agree"
        assert not after.fragments or after.state in (State.NAME, State.NOTES)
        assert not turn.forget or not after.waiting, "what they typed is erased"
        assert after.state is not State.SENDING or not after.sent[-1].told, "an answer that came is no longer awaited"
        assert back is not State.SENDING or not after.sent[-1].told
        assert after.state not in AT_END or after.sent, "an end is that of a lead"

    def check_lead(self, before: Conversation, turn: Turn) -> None:
        """Only what the last summary showed is sent, after a yes to it and with consent, and once."""
        lead = turn.lead
        if lead is None:
            return
        assert before.state in (State.REVIEW, State.RETURN, State.PASS_ON)
        assert lead.consent == turn.conversation.consent
        assert all(sent.outcome == "field_refused" for sent in before.sent if sent.lead == lead.id)
        shown = self.shown_in_return(lead) if before.state is State.RETURN else self.shown_in_review(before, lead)
        for value in shown:
            assert value in self.summary, (value, self.summary)

    def shown_in_return(self, lead: Lead) -> Iterator[str]:
        """Somebody we know saw whom it is for, and enough of their number and address."""
        yield first_word(lead.full_name)
        yield mask_phone(lead.phone.e164)
        if lead.email.given:
            yield mask_email(lead.email.address)

    def shown_in_review(self, before: Conversation, lead: Lead) -> Iterator[str]:
        """Every value of the lead, as a summary shows it."""
        catalogue, draft = self.flow.catalogue(before), before.draft
        yield f" {lead.full_name}\n"
        yield f" {show_phone(lead.phone.e164)}\n"
        if self.flow.find("email"):
            yield f" {lead.email.address if lead.email.given else catalogue.values['correo']['none']}\n"
        if self.flow.find("intent"):
            yield f" {catalogue.values['busca'][lead.intent]}\n"
        if sign := active_sign(before):
            assert lead.property_uid == sign.property_uid
            yield sign.title
        if draft.asides and before.state is not State.PASS_ON:  # words to that person come after its lines
            yield catalogue.values["escribiste"]["beside" if draft.note else "alone"]
        words = [*filter(None, [draft.note])]
        yield from words
        for said in words:
            assert any(said in line for line in lead.notes)
        answers = given_answers(self.flow, draft)
        yield from (f": {show_custom(question, value, catalogue)}\n" for question, value in answers)
        assert set(lead.metadata) == {question.id for question, _ in answers if question.goes_to == "metadata"}
        beside = "\n".join(aside.words for aside in draft.asides if aside.kind == "words")
        spoken = (read_budget(read(said), self.flow.words) for said in (draft.note or "", beside))
        assert lead.budget == (answered_budget(self.flow, draft) or next(filter(None, spoken), None)), words


@cache
def flows() -> tuple[Flow, ...]:
    """Every language, on both channels, with every setting that changes the talk, and flows of agencies' own."""
    ours = [
        replace(default_flow("telegram" if place % 2 else "whatsapp"), language=language)
        for place, language in enumerate(load_catalogues())
    ]
    own = [flow_from(RENTALS), replace(flow_from(DEVELOPMENTS), language="en"), every_kind()]
    return tuple(kind for flow in (*ours, *own) for kind in with_settings(flow))


def with_settings(flow: Flow) -> Iterator[Flow]:
    yield flow
    yield replace(flow, consent="notice", tell_registered="own_phone", same_inbox=True)
    yield replace(flow, join=timedelta(seconds=1.5), tell_registered="never", no_email="person")


def every_kind() -> Flow:
    """Questions of each kind, those that must be answered and those that need not."""
    must = [PETS.replace('kind = "yesno"', 'kind = "yesno"\nrequired = true'), GUESTS, PLACE]
    with TemporaryDirectory() as folder:
        path = written(Path(folder), toml("intent guests name pets place phone dates limit note", *must, DATES, BUDGET))
        return flow_from(path)


def walk(steps: int, seed: int) -> Counter[tuple[State, str]]:
    """Walk so many steps; how often each kind of event met each state. An assertion names the seed of its chat."""
    taken: Counter[tuple[State, str]] = Counter()
    for chat in range(steps // WALK):
        walked = Walk(flows()[chat % len(flows())], Random(f"{seed}/{chat}"), taken)  # nothing secret
        walked.conversation = replace(walked.conversation, version=walked.flow.version)
        try:
            for _ in range(WALK):
                walked.step()
            check_ways_out(walked)
        except Exception as error:
            raise AssertionError(f"seed {seed}, chat {chat}: {error!r}") from error
    return taken


if __name__ == "__main__":
    STEPS = int(sys.argv[1])
    SEED = int(sys.argv[2]) if len(sys.argv) > 2 else Random().randrange(10**9)
    met = walk(STEPS, SEED)
    print(f"{sum(met.values())} steps, seed {SEED}: {len(met)} pairs of state and event, nothing broke")
