"""What staff see and do, and what erasing leaves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from adapters.engines import open_readonly, open_store
from adapters.records import Erased, FollowUp, Settlement
from adapters.store import Store
from adapters.store.errors import StoreUnavailable
from flows.conversation import Conversation
from flows.replies import Message
from tests.stores import (
    AGENCY,
    ANA,
    CHANNEL,
    NOW,
    after,
    applied,
    chat_of,
    claim,
    confirm,
    delivered,
    everything,
    lead,
    reply,
    text,
)


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    async with open_store(database_url, serving=True) as opened:
        yield opened


async def settle(store: Store, settlement: Settlement) -> None:
    delivery = await claim(store)
    assert delivery is not None
    assert await store.settle(delivery, settlement, after(1))


async def state(store: Store) -> tuple[str, str]:
    row = await store.lead("R-00001")
    assert row is not None
    return row.state, row.reason


async def test_leads_are_listed_newest_first_and_by_state(store: Store) -> None:
    """`leads list` shows what was asked for."""
    await confirm(store, lead(1, held="volume"))
    await confirm(store, lead(2), chat="another chat")
    assert {row.lead.reference for row in await store.leads()} == {"R-00001", "R-00002"}
    assert [row.lead.reference for row in await store.leads(state="parked")] == ["R-00001"]
    assert await store.leads(agency="otra") == ()
    assert len(await store.leads(limit=1)) == 1
    assert (await store.counts()).leads == {"parked": 1, "queued": 1}


@pytest.mark.parametrize("which", ["R-00001", "r-00001", lead().id, lead().id.upper()])
async def test_a_lead_is_found_by_reference_or_id(store: Store, which: str) -> None:
    """However staff copy it."""
    await confirm(store, lead())
    row = await store.lead(which)
    assert row is not None
    assert (row.lead, row.agency, row.channel, row.next_at) == (lead(), AGENCY, CHANNEL, NOW)
    assert await store.lead("R-99999") is None


async def test_a_rejected_lead_can_be_sent_again_from_the_start(store: Store) -> None:
    """Staff mended a setting: the schedule begins anew, the attempts stay, and so does the doubt."""
    await confirm(store, lead())
    await settle(store, Settlement(state="unclear", next_at=after(1), was_unclear=True))
    second = await claim(store, after(1))
    assert second is not None
    await store.settle(second, Settlement(state="parked", reason="three refusals", refusals=3), after(2))
    assert await store.resend("R-00001", after(60))
    third = await claim(store, after(60))
    assert third is not None
    assert (third.attempt, third.attempts, third.refusals, third.first_at) == (3, 0, 0, after(60))
    assert third.unclear == 1


async def test_what_was_delivered_can_be_neither_resent_nor_discarded(store: Store) -> None:
    """A click too many does not make a second contact."""
    await confirm(store, lead())
    await settle(store, delivered())
    assert not await store.resend("R-00001", NOW)
    assert not await store.discard("R-00001", NOW)
    assert not await store.resend("R-99999", NOW)


async def test_a_discarded_lead_is_kept_and_never_sent(store: Store) -> None:
    """A person's decision, visible as such."""
    await confirm(store, lead(held="volume"))
    assert await store.discard("R-00001", NOW)
    assert await state(store) == ("cancelled", "discarded")
    assert await claim(store) is None


async def write_later(store: Store, chat: int, words: str) -> None:
    await store.receive(AGENCY, CHANNEL, [text(words, words)], NOW)
    later = applied(conversation=Conversation(), follow_up=(lead().id, words))
    await store.apply(chat, lambda *_: later, NOW)


async def test_what_was_written_later_is_done_by_somebody_once(store: Store) -> None:
    """Who did it and when stays; what comes after that is work again."""
    chat = await confirm(store, lead())
    await write_later(store, chat, "mi teléfono es otro")
    first = FollowUp(words="mi teléfono es otro", said_at=NOW, done_at=after(60), done_by="marta")
    assert await store.finish_follow_ups("r-00001", "marta", after(60)) == (first,)
    assert await store.finish_follow_ups("R-00001", "luis", after(90)) == ()
    await write_later(store, chat, "mejor quiero comprar")
    second = FollowUp(words="mejor quiero comprar", said_at=NOW)
    row = await store.lead("R-00001")
    assert row is not None
    assert row.follow_ups == (first, second)
    assert await store.finish_follow_ups("R-99999", "marta", NOW) == ()


async def test_what_was_written_later_does_not_leave_the_list_by_itself(store: Store) -> None:
    """However many leads come after it, it is listed until somebody has done it."""
    chat = await confirm(store, lead())
    await write_later(store, chat, "mi teléfono es otro")
    await confirm(store, replace(lead(2), confirmed_at=after(60)), chat="another chat")
    assert [row.lead.reference for row in await store.leads(limit=1)] == ["R-00002", "R-00001"]
    assert [row.lead.reference for row in await store.leads(limit=2)] == ["R-00002", "R-00001"]
    assert await store.leads(agency="otra", limit=1) == ()
    await store.finish_follow_ups("R-00001", "marta", NOW)
    assert [row.lead.reference for row in await store.leads(limit=1)] == ["R-00002"]


async def test_erasing_a_chat_leaves_no_words_of_it(store: Store) -> None:
    """The queued lead is cancelled, every text is gone, and a repetition is still known."""
    await reply(store, "Hola Ana")
    await confirm(store, lead())
    assert await store.erase(ANA) == Erased(existed=True)
    assert await state(store) == ("cancelled", "")
    assert await claim(store) is None
    assert await store.claim_replies(NOW, 30, 10) == ()
    assert (await store.receive(AGENCY, CHANNEL, [text("asks for Hola Ana")], NOW)).duplicates == 1
    words = await store._do(everything)
    assert not [word for word in (b"Ana", b"5550134", b"ana@") if word in words]


async def test_a_chat_erased_by_its_person_is_still_told(store: Store) -> None:
    """«Borrar mis datos»: the queued lead is cancelled, no word of theirs stays, and the answer finds its way."""
    chat = await confirm(store, lead())
    await store.receive(AGENCY, CHANNEL, [text("yes, erase")], NOW)
    erased = applied(conversation=Conversation(), message=Message(text="Hecho", kind="notice"), erase=True)
    await store.apply(chat, lambda *met: erased, NOW)
    assert await state(store) == ("cancelled", "")
    (due,) = await store.claim_replies(NOW, 30, 10)
    assert (due.message.text, due.chat.address) == ("Hecho", ANA)
    words = await store._do(everything)
    assert not [word for word in (b"Ana Pe", b"ana@") if word in words]


async def test_somebody_erased_can_write_again(store: Store) -> None:
    """A new conversation begins, and replies find their way."""
    await confirm(store, lead())
    await store.erase("R-00001")
    await reply(store, "Hola")
    (due,) = await store.claim_replies(NOW, 30, 10)
    assert due.chat.address == ANA


async def test_a_lead_being_sent_is_erased_when_its_answer_is_there(store: Store) -> None:
    """Nothing is said to the chat any more, and staff get the task of deleting it in the CRM."""
    await confirm(store, lead())
    delivery = await claim(store)
    assert delivery is not None
    assert await store.erase(ANA) == Erased(existed=True, crm_copies=1)
    sending = await store.lead("R-00001")
    assert sending is not None
    assert (sending.state, sending.lead.full_name) == ("sending", "Ana Peña")
    assert await store.settle(delivery, delivered(), after(1))
    erased = await store.lead("R-00001")
    assert erased is not None
    assert (erased.state, erased.reason, erased.crm_reference) == ("delivered_new", "erase_in_crm", "77")
    assert (erased.lead.full_name, erased.lead.phone.e164, erased.lead.email.address) == ("", "", "")
    assert (await store.wake(after(1))).chats == ()


async def test_an_erased_lead_that_would_be_tried_again_is_cancelled(store: Store) -> None:
    """After «delete my data» no new request leaves, even when the running one failed."""
    await confirm(store, lead())
    delivery = await claim(store)
    assert delivery is not None
    await store.erase(ANA)
    again = Settlement(state="unclear", next_at=after(90), was_unclear=True)
    assert await store.settle(delivery, again, after(1))
    assert await state(store) == ("cancelled", "erase_in_crm")
    assert await claim(store, after(90)) is None


async def test_erasing_what_is_not_there_says_so(store: Store) -> None:
    """The caller decides whether the person may hear the difference."""
    assert await store.erase("whatsapp:+18090000000") == Erased(existed=False)


async def test_a_command_can_write_beside_a_running_serve(database_url: str) -> None:
    """`leads resend` works at any time, and the serve notices."""
    async with open_store(database_url, serving=True) as serve:
        await confirm(serve, lead(held="volume"))
        async with open_store(database_url, may_create=False) as command:
            assert await command.resend("R-00001", NOW)
        assert await claim(serve) is not None


async def test_a_reader_looks_and_cannot_write(database_url: str) -> None:
    """`leads list` cannot harm anything."""
    async with open_store(database_url, serving=True) as serve:
        await confirm(serve, lead())
        async with open_readonly(database_url) as reader:
            assert len(await reader.leads()) == 1
            with pytest.raises(StoreUnavailable):
                await reader.discard("R-00001", NOW)
        assert await chat_of(serve, text("still works"))
