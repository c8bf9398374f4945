"""«Chats»: live and past, as the person saw them, with the place in the flow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from aiohttp import web

from adapters.console import ChatLine, Heard, Said
from adapters.store.desk import Place
from bot.console.doors import EVERYBODY, PEOPLE, Door
from bot.console.lists import read_place
from bot.console.masking import masked_phone
from bot.console.visit import Visit
from flows.conversation import State
from flows.events import ContactShared, Event, Forwarded, MediaReceived, OptionTapped, Started, TextEdited, TextReceived
from flows.replies import Message
from flows.understanding.numbering import show_phone

if TYPE_CHECKING:
    from bot.console.leads import Shown

PER_PAGE = 40
LIVE = timedelta(minutes=10)  # since the person last wrote
SILENT = ("timer", "settled", "group", "flooded", "failed")  # nothing that the person would see as theirs
UNSENT = ("dropped", "failed")
STAGES: tuple[tuple[str, frozenset[State]], ...] = (  # in the order of the flow, for the line above a chat
    ("start", frozenset({State.START, State.SIGN_MAYBE, State.CONSENT, State.CONSENT_MORE, State.LANGUAGE})),
    ("intent", frozenset({State.INTENT, State.INTENT_OTHER, State.OWNER})),
    ("name", frozenset({State.NAME, State.NAME_SUGGEST})),
    (
        "phone",
        frozenset(
            {
                State.PHONE,
                State.PHONE_SUGGEST,
                State.PHONE_AREA,
                State.PHONE_COUNTRY,
                State.PHONE_WHICH,
                State.PHONE_CARD,
            }
        ),
    ),
    (
        "email",
        frozenset({State.EMAIL, State.EMAIL_TYPO, State.EMAIL_KEEP, State.EMAIL_WHICH, State.EMAIL_OPTIONAL}),
    ),
    ("note", frozenset({State.NOTES, State.CUSTOM})),
    ("review", frozenset({State.REVIEW, State.EDIT, State.CHANGE, State.PASS_ON})),
    ("done", frozenset({State.SENDING, State.DONE})),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bubble:
    """One message as a page shows it. `note`: what it was where it has no words, by its key; `options` are buttons."""

    mine: bool
    at: datetime
    text: str = ""
    note: str = ""
    options: tuple[str, ...] = ()
    unsent: bool = False
    erased: bool = False


async def show_list(visit: Visit) -> web.StreamResponse:
    """Those that were heard last come first."""
    before = read_place(visit.request.query.get("before", ""))
    before = before if before and before.id.isdigit() else None
    lines = await visit.shared.reading.desk.chats(visit.user.agency, before=before, limit=PER_PAGE + 1)
    shown, more = lines[:PER_PAGE], lines[PER_PAGE:]
    last = Place(int(shown[-1].heard_at.timestamp() * 1000), str(shown[-1].id)) if more else None
    return visit.page(
        "chats",
        chats=[(line, who(line, visit), stage_of(line), line.heard_at > visit.now - LIVE) for line in shown],
        next=f"?before={last.at}.{last.id}" if last else "",
        is_first=before is None,
    )


async def show(visit: Visit) -> web.StreamResponse:
    return await chat_page(visit, await find(visit))


async def reveal(visit: Visit) -> web.StreamResponse:
    """The same with numbers and addresses; who asked for it is on record."""
    found = await find(visit)
    await visit.note("reveal_chat", str(found[0].id))
    return await chat_page(visit, found, revealed=True)


async def answered(visit: Visit) -> web.StreamResponse:
    """Somebody has spoken with a person who asked for one."""
    line, _ = await find(visit)
    if await visit.shared.store.desk.answer_call(visit.user.agency, line.id):
        await visit.note("call_answered", str(line.id))
    return visit.back("done")


async def find(visit: Visit) -> tuple[ChatLine, tuple[Heard | Said, ...]]:
    """The chat in the path, where it is one of the user's agency. Raises HTTPNotFound."""
    found = await visit.shared.reading.desk.chat(visit.user.agency, int(visit.request.match_info["chat"]))
    if found is None:
        raise web.HTTPNotFound
    return found


async def chat_page(
    visit: Visit, found: tuple[ChatLine, tuple[Heard | Said, ...]], *, revealed: bool = False
) -> web.Response:
    from bot.console.leads import Shown

    line, talk = found
    shown = Shown(visit, revealed=revealed)
    return visit.page(
        "chat",
        line=line,
        who=who(line, visit, revealed=shown.revealed),
        stage=stage_of(line),
        stages=[name for name, _ in STAGES],
        live_now=line.heard_at > visit.now - LIVE,
        bubbles=bubbles_of(talk, shown, visit),
        leads=await visit.shared.reading.desk.leads_of_chat(visit.user.agency, line.id),
        shown=shown,
    )


def who(line: ChatLine, visit: Visit, *, revealed: bool = False) -> str:
    """The name in the draft or the profile, else the number as far as it may be seen."""
    conversation = line.conversation
    name = (conversation.draft.name or conversation.profile_name) if conversation and visit.may_see else ""
    number = line.address.removeprefix("whatsapp:")
    phone = (show_phone(number) if revealed else masked_phone(number)) if number.startswith("+") else ""
    return " · ".join(filter(None, (name, phone))) or f"{line.channel} {line.id}"


def stage_of(line: ChatLine) -> str:
    """Where it stands, by the name of the step; «other» for what is beside the flow, «» for what was erased."""
    if line.conversation is None:
        return ""
    state = line.conversation.state
    return next((name for name, states in STAGES if state in states), str(state.value))


def bubbles_of(talk: Iterable[Heard | Said], shown: Shown, visit: Visit) -> list[Bubble]:
    """What stood on the person's screen, one after the other."""
    labels: dict[str, str] = {}  # of the options that were offered so far
    bubbles = []
    for one in talk:
        match one:
            case Said(message=message) if message is not None:
                labels |= {choice.id: choice.label for choice in message.choices}
                bubbles.append(_said(one, message, shown))
            case Said():
                bubbles.append(Bubble(mine=False, at=one.at, erased=True))
            case Heard(kind=kind) if kind in SILENT:
                continue
            case Heard(event=event):
                bubbles.append(_heard(one, event, labels, shown))
    return bubbles


def _said(one: Said, message: Message, shown: Shown) -> Bubble:
    options = tuple(shown.words(choice.label) if choice.given else choice.label for choice in message.choices)
    return Bubble(mine=False, at=one.at, text=shown.words(message.text), options=options, unsent=one.state in UNSENT)


def _heard(one: Heard, event: Event | None, labels: dict[str, str], shown: Shown) -> Bubble:
    match event:
        case None:
            return Bubble(mine=True, at=one.at, erased=True)
        case TextReceived(text=text) | TextEdited(text=text) | Forwarded(text=text):
            note = {"edited": "edited", "forwarded": "forwarded"}.get(one.kind, "")
            return Bubble(mine=True, at=one.at, text=shown.words(text), note=note)
        case OptionTapped(option=option):
            return Bubble(mine=True, at=one.at, text=shown.words(labels.get(option, option)), note="tapped")
        case MediaReceived(what=what, caption=caption):
            return Bubble(mine=True, at=one.at, text=shown.words(caption) if caption else "", note=what)
        case ContactShared(phone=phone):
            return Bubble(mine=True, at=one.at, text=shown.words(phone), note="contact")
        case Started():
            return Bubble(mine=True, at=one.at, note="started")
        case _:
            return Bubble(mine=True, at=one.at, note=one.kind)


CHAT = r"/chats/{chat:\d{1,15}}"
DOORS: Sequence[Door] = (
    Door("GET", "/chats", show_list, EVERYBODY),
    Door("GET", CHAT, show, EVERYBODY),
    Door("POST", f"{CHAT}/reveal", reveal, PEOPLE),
    Door("POST", f"{CHAT}/answered", answered, PEOPLE),
)
