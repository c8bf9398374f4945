"""A chat on the real store and the real machine, with the sending done by hand: a test says what has left, and when."""

from __future__ import annotations

from itertools import count

from adapters.records import Applied, Arrival, DueReply, TurnDone
from adapters.records import Chat as Whose
from adapters.store import Store
from flows.conversation import Conversation
from flows.events import Event, Sender, TextReceived
from flows.lead import Lead
from flows.machine import advance
from flows.replies import Message
from flows.wording import render
from tests.chats import NOON, PHONE, default_flow
from tests.stores import AGENCY, ANA, CHANNEL, FindSign


class Line:
    """A WhatsApp chat on the store and the machine, with the sending done by hand: each step says what has left."""

    def __init__(self, store: Store, first: int = 1) -> None:
        """`first`: what the platform calls its first message here."""
        self.store = store
        self.leads: list[Lead] = []
        self.said: list[Message] = []
        self.now = NOON
        self._flow = default_flow()
        self.chat = 0
        self._numbers = count(first)

    def _step(self, who: Whose, before: Conversation | None, event: Event, find_sign: FindSign) -> Applied:
        turn = advance(self._flow, before or Conversation(version=self._flow.version), event, self.now)
        said = turn.reply
        message = render(self._flow.catalogue(turn.conversation), said, self._flow.facts) if said else None
        self.leads += [turn.lead] if turn.lead else []
        self.said += [message] if message else []
        return Applied(turn=turn, message=message)

    async def comes(self, *events: Event) -> None:
        """What the person did arrives, all at once."""
        arrivals = [Arrival(key=str(next(self._numbers)), chat=ANA, event=event) for event in events]
        (self.chat,) = (await self.store.receive(AGENCY, CHANNEL, arrivals, self.now)).chats

    async def apply(self) -> None:
        """Everything that has arrived is dealt with."""
        while isinstance(done := await self.store.apply(self.chat, self._step, self.now), TurnDone) and done.more:
            pass

    async def writes(self, *texts: str) -> None:
        await self.comes(*(TextReceived(text=text, sender=Sender(phone=PHONE)) for text in texts))
        await self.apply()

    async def claim(self) -> DueReply:
        (due,) = await self.store.claim_replies(self.now, 60, 10)
        return due

    async def leaves(self) -> str:
        """The platform takes the reply that waits; what it calls it."""
        due = await self.claim()
        await self.store.reply_sent(due, f"SM{due.id}", self.now)
        return f"SM{due.id}"

    async def sent_all(self) -> None:
        """The platform takes whatever waits."""
        for due in await self.store.claim_replies(self.now, 60, 10):
            await self.store.reply_sent(due, f"SM{due.id}", self.now)

    async def talks(self, *texts: str) -> None:
        """One after the other, each once the answer to the one before has left."""
        for text in texts:
            await self.writes(text)
            await self.leaves()

    def asks_to_confirm(self) -> bool:
        return [choice.id for choice in self.said[-1].choices] == ["send", "change", "cancel"]
