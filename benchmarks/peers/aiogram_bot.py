"""The intake with aiogram 3, answers in memory: its webhook on aiohttp, its states, its keyboards.

    python -m benchmarks.peers.aiogram_bot PORT API_BASE_URL TOKEN SECRET CRM_URL CRM_KEY

In an environment of its own (`requirements/bench.txt`): it wants an older pydantic than ours.
"""

from __future__ import annotations

import asyncio
import logging
import sys

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import ClientSession, web

from benchmarks.peers.intake import AGAIN, OPTIONS, SENT, STEPS, Crm, fits, listen, wording


class Intake(StatesGroup):
    consent, intent, name, phone, email, note, send = (State() for _ in STEPS)


def keyboard(step: str) -> InlineKeyboardMarkup | None:
    labels = OPTIONS.get(step, ())
    buttons = [[InlineKeyboardButton(text=label, callback_data=f"{step}:{label}")] for label in labels]
    return InlineKeyboardMarkup(inline_keyboard=buttons) if buttons else None


async def ask(message: Message, state: FSMContext, step: str, before: str = "") -> None:
    await state.set_state(getattr(Intake, step))
    await message.answer(before + wording(step, await state.get_data()), reply_markup=keyboard(step))


def dispatcher(crm: Crm) -> Dispatcher:
    """What a message does, state by state."""
    talk = Dispatcher(storage=MemoryStorage())

    @talk.message(Intake.send)
    async def send(message: Message, state: FSMContext) -> None:
        await crm.post(await state.get_data())
        await state.clear()
        await message.answer(SENT)

    @talk.message()
    async def take(message: Message, state: FSMContext) -> None:
        current = await state.get_state()
        if current is None:
            await ask(message, state, STEPS[0])
            return
        step, text = current.partition(":")[2], message.text or ""
        if not fits(step, text):
            await ask(message, state, step, AGAIN)
            return
        await state.update_data({step: text})
        await ask(message, state, STEPS[STEPS.index(step) + 1])

    return talk


async def main() -> None:
    port, api_base_url, token, secret, crm_url, crm_key = sys.argv[1:]
    logging.disable()
    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(api_base_url)))
    async with bot, ClientSession() as http:
        talk, app = dispatcher(Crm(http, crm_url, crm_key)), web.Application()
        SimpleRequestHandler(talk, bot, secret_token=secret).register(app, path="/webhook")
        await listen(app, int(port))


if __name__ == "__main__":
    asyncio.run(main())
