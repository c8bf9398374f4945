"""The intake that every peer does: six questions, a summary, and a lead for the CRM.

It needs no more than aiohttp, because a peer may live in an environment without what ours has. A peer understands
nothing but what was asked for, so what a message costs it is the library and not the talk.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping

from aiohttp import ClientSession, web

HOST = "127.0.0.1"
QUESTIONS = {  # what the next message answers, and what is asked for it
    "consent": "Hola, soy el asistente de Casa Caribe. ¿Aceptas que guarde tus datos?",
    "intent": "¿Quieres comprar o alquilar?",
    "name": "¿Cómo te llamas? Nombre y apellido, por favor.",
    "phone": "¿A qué número te llamamos?",
    "email": "¿Cuál es tu correo?",
    "note": "¿Algo más que deba saber la agencia?",
}
STEPS = (*QUESTIONS, "send")
OPTIONS = {"consent": ("Acepto", "No"), "intent": ("Comprar", "Alquilar"), "send": ("Sí, enviar", "Cambiar algo")}
SHAPES = {"phone": re.compile(r"[+\d][\d ()-]{6,20}"), "email": re.compile(r"[^@\s]+@[^@\s]+\.\w+")}
SENT = "¡Gracias! La agencia te llamará."
AGAIN = "No entendí eso. "


def fits(step: str, text: str) -> bool:
    """Whether the text answers the question."""
    return step not in SHAPES or SHAPES[step].fullmatch(text.strip()) is not None


def wording(step: str, answers: Mapping[str, str]) -> str:
    """The question of a step; of the last one the summary."""
    if step != "send":
        return QUESTIONS[step]
    return "\n".join(["Revisa, por favor:", *(f"{field}: {text}" for field, text in answers.items()), "¿Lo envío así?"])


class Crm:
    """Where the leads go."""

    def __init__(self, http: ClientSession, url: str, key: str) -> None:
        self._http, self._url = http, url
        self._headers = {"Authorization": f"Token {key}", "Connection": "close"}

    async def post(self, answers: Mapping[str, str]) -> None:
        """One lead, delivered while the person waits, and lost where that fails."""
        body = {
            "full_name": answers["name"],
            "phone": answers["phone"],
            "email": answers["email"],
            "notes": f"{answers['intent']}: {answers['note']}",
        }
        async with self._http.post(self._url, json=body, headers=self._headers) as answer:
            await answer.read()


async def listen(app: web.Application, port: int) -> None:
    """Until the process is killed."""
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, HOST, port).start()
    await asyncio.Event().wait()
