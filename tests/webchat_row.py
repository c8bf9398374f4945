"""The row that makes a channel of `tests/webchat.py`, and somebody in front of its page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import count
from typing import Any

import aiohttp

from bot.channels import Kind
from bot.sandbox.world import AGENCY, HOST, World, free_port
from bot.signs.words import prepared_text
from tests.transcripts import Front, Line, Transcript, profile_of
from tests.webchat import WebChat, WebChatSettings, link, work

ROW = Kind(
    label="Chat web",
    settings=WebChatSettings,
    make=WebChat,
    work=work,
    letter="c",
    address=lambda site, learned: site.url,
    link=link,
    opening=prepared_text,
)
ME = "visitor-7Q2m9x4K0p8sLw3Z"
SHARED = re.compile(r"\(shares own number (.+)\)")


class WebPerson:
    """Somebody with the page open; presses what can be pressed, and has no files to send."""

    def __init__(self, webhook: str, door: str, profile: str, language: str) -> None:
        self._webhook, self._door = webhook, door
        self._me = {"visitor": ME, "name": profile, "language": language}
        self._ids = map(str, count(1))
        self._buttons: list[Mapping[str, str]] = []

    async def do(self, action: str) -> None:
        pressed = next((one for one in self._buttons if action == f"[{one['label']}]"), None)
        shared = SHARED.fullmatch(action)
        if pressed:
            await self._post(button=pressed["button"])
        elif action in ("(voice note)", "(photo)", "(location)"):
            await self._post()
        else:
            await self._post(text=shared[1] if shared else action.strip("[]"))

    async def _post(self, **what: str) -> None:
        said = {**self._me, "id": next(self._ids), **what}
        async with aiohttp.ClientSession() as http, http.post(self._webhook, json=said) as answer:
            assert answer.status == 200

    async def hear(self, expected: Line | None = None) -> tuple[str, tuple[str, ...]]:
        reply: Mapping[str, Any] | None = None
        async with aiohttp.ClientSession() as http:
            while reply is None:
                async with http.get(f"{self._door}/{ME}") as answer:
                    reply = await answer.json() if answer.status == 200 else None
        self._buttons = reply["buttons"]
        return reply["text"], tuple(one["label"] for one in self._buttons)


def front() -> Front:
    """A website of the agency's, and whoever opens it."""
    door = f"{HOST}:{free_port()}"
    table = {"kind": "webchat", "url": "https://casacaribe.example/chat", "listen": door, "via": "106"}

    def person(world: World, transcript: Transcript) -> WebPerson:
        webhook = world.settings.webhook_url(AGENCY, "web")
        language = transcript.settings.get("app language", "es")
        return WebPerson(webhook, f"http://{door}", profile_of(transcript), language)

    return Front(like="telegram", person=person, channels={"web": table})
