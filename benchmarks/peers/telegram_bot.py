"""The intake with python-telegram-bot: its ConversationHandler behind a webhook of aiohttp, in memory or in a pickle.

    python -m benchmarks.peers.telegram_bot PORT API_BASE_URL TOKEN SECRET CRM_URL CRM_KEY [PICKLE]

With a file, everything is written to it once a second; who is killed loses that second.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from functools import partial
from typing import Any

from aiohttp import ClientSession, web
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PicklePersistence,
    filters,
)

from benchmarks.peers.intake import AGAIN, OPTIONS, SENT, STEPS, Crm, fits, listen, wording

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # the header's name
WRITTEN_EVERY_S = 1
Context = ContextTypes.DEFAULT_TYPE


def keyboard(step: str) -> InlineKeyboardMarkup | None:
    buttons = [[InlineKeyboardButton(label, callback_data=f"{step}:{label}")] for label in OPTIONS.get(step, ())]
    return InlineKeyboardMarkup(buttons) if buttons else None


async def ask(update: Update, context: Context, place: int, before: str = "") -> int:
    """Ask the question of a step; its place is the conversation's next state."""
    assert update.message is not None
    assert context.user_data is not None
    step = STEPS[place]
    await update.message.reply_text(before + wording(step, context.user_data), reply_markup=keyboard(step))
    return place


async def greet(update: Update, context: Context) -> int:
    return await ask(update, context, 0)


async def take(place: int, update: Update, context: Context) -> int:
    """The answer to the question at a place."""
    assert update.message is not None
    assert context.user_data is not None
    text = update.message.text or ""
    if not fits(STEPS[place], text):
        return await ask(update, context, place, AGAIN)
    context.user_data[STEPS[place]] = text
    return await ask(update, context, place + 1)


async def send(crm: Crm, update: Update, context: Context) -> int:
    assert update.message is not None
    assert context.user_data is not None
    await crm.post(context.user_data)
    await update.message.reply_text(SENT)
    return ConversationHandler.END


def conversation(crm: Crm, *, persistent: bool) -> ConversationHandler[Context]:
    """What a message does, state by state."""
    states: dict[object, list[Any]] = {
        place: [MessageHandler(filters.TEXT, partial(take, place))] for place in range(len(STEPS) - 1)
    }
    states[len(STEPS) - 1] = [MessageHandler(filters.TEXT, partial(send, crm))]
    begin: list[Any] = [MessageHandler(filters.TEXT, greet)]
    return ConversationHandler(begin, states, fallbacks=[], name="intake", persistent=persistent)


def webhook(bot: Application[Any, Any, Any, Any, Any, Any], secret: str) -> web.Application:
    """As the library's manual shows it for a server of one's own: an update goes into the queue, then 200."""

    async def take_update(request: web.Request) -> web.Response:
        if request.headers.get(SECRET_HEADER) != secret:
            return web.Response(status=403)
        await bot.update_queue.put(Update.de_json(await request.json(), bot.bot))
        return web.Response()

    app = web.Application()
    app.add_routes([web.post("/webhook", take_update)])
    return app


async def main() -> None:
    port, api_base_url, token, secret, crm_url, crm_key, *pickle = sys.argv[1:]
    logging.disable()
    builder = ApplicationBuilder().token(token).base_url(f"{api_base_url}/bot").updater(None)
    if pickle:
        builder = builder.persistence(PicklePersistence(pickle[0], update_interval=WRITTEN_EVERY_S))
    bot = builder.build()
    async with ClientSession() as http, bot:
        bot.add_handler(conversation(Crm(http, crm_url, crm_key), persistent=bool(pickle)))
        await bot.start()
        await listen(webhook(bot, secret), int(port))


if __name__ == "__main__":
    asyncio.run(main())
