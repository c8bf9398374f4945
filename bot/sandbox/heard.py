"""What the assistant understood of each message, beside the webhook that brought it: for whoever watches the demo.

Here are only keys and values; the words stand in `phones/words.js`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from typing import Any

from adapters.records import Chat, TurnDone
from bot.sandbox.telegram import SandboxTelegram
from bot.sandbox.twilio import SandboxTwilio
from bot.sandbox.understood import Understood, deed_of, question_of, understood
from flows.conversation import Conversation
from flows.events import Event, LeadSettled, TimerDue
from flows.understanding.words import Words

MOST = 80  # entries that are kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """What the platform posted, as it travelled. `number` grows with time on one platform; `message` is its own id of
    the message in it, if there is one."""

    number: int
    message: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One message and what came of it. `kind` and `said`: what the person did, and their words; `asked`: the question
    that was pending then."""

    number: int
    at: datetime
    who: Chat
    person: str
    kind: str
    said: str
    asked: str
    understood: Understood
    webhook: Webhook | None


class Listener:
    """Hears of every turn of the service. `words`: what its flows understand."""

    def __init__(self, telegram: SandboxTelegram, twilio: SandboxTwilio, words: Words) -> None:
        self.entries: list[Heard] = []  # the oldest first
        self._telegram, self._twilio, self._words = telegram, twilio, words
        self._numbers = count(1)
        self._told: dict[Chat, int] = {}  # the last webhook that an entry shows

    def note(self, turned: TurnDone) -> None:
        """One more turn. One of ours at which nothing is said is not worth telling."""
        event, took = turned.event, understood(turned, self._words)
        if isinstance(event, TimerDue) and event.name == "fragments":
            self._complete(turned.who, took)
            return
        if isinstance(event, TimerDue | LeadSettled) and turned.applied.message is None:
            return
        kind, said = deed_of(event)
        webhook = self._webhook(turned.who, event)
        heard = Heard(
            number=next(self._numbers),
            at=datetime.now(UTC),
            who=turned.who,
            person=self._person(turned.who),
            kind=kind,
            said=label_of(webhook.body) if kind == "tapped" and webhook else said,
            asked=question_of(turned.before or Conversation()),
            understood=took,
            webhook=webhook,
        )
        self.entries = [*self.entries, heard][-MOST:]

    def _complete(self, who: Chat, took: Understood) -> None:
        """The pieces of one answer are read together; what they say stands with the last one."""
        last = next((one for one in reversed(self.entries) if one.who == who), None)
        if last and last.understood.result == "joining":
            self.entries = [replace(one, understood=took) if one is last else one for one in self.entries]

    def _person(self, who: Chat) -> str:
        if who.channel == "whatsapp":
            phone = self._twilio.phone_at(who.address)
            return phone.profile_name if phone else ""
        return self._telegram.phones[int(who.address)].first_name

    def _webhook(self, who: Chat, event: Event) -> Webhook | None:
        """The one that brought an event: by the message that both name, else the oldest not told of yet."""
        if isinstance(event, TimerDue | LeadSettled):
            return None
        new = [one for one in self._webhooks(who) if one.number > self._told.get(who, 0)]
        message = getattr(event, "message", "")
        found = next((one for one in new if not message or one.message == message), None)
        if found:
            self._told[who] = found.number
        return found

    def _webhooks(self, who: Chat) -> Iterator[Webhook]:
        if who.channel == "whatsapp":
            for number, row in enumerate(self._twilio.log, 1):
                if row.inbound and row.fields["From"] == who.address:
                    yield Webhook(number=number, message=row.sid, body=row.fields)
            return
        updates = self._telegram.updates
        for update in (*(one.update for one in updates.delivered), *updates.pending):
            if update.queue.endswith(f" {who.address}"):
                yield Webhook(number=update.id, message=str(update.body.get("message_id", "")), body=update.json)


def label_of(body: Mapping[str, Any]) -> str:
    """What stands on the button that was pressed."""
    match body:
        case {"callback_query": {"data": data, "message": {"reply_markup": {"inline_keyboard": rows}}}}:
            return next((str(key["text"]) for row in rows for key in row if key["callback_data"] == data), "")
        case _:
            return str(body.get("Body", ""))
