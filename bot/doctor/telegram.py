"""What Telegram itself says of a bot, and what it means for the people who write there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from adapters.telegram import BotState, Profiles, TelegramChannel, Trouble
from bot.doctor.finding import Finding

PORTS = (443, 80, 88, 8443)  # that Telegram calls: facts/telegram §3
RECENT = timedelta(hours=1)  # a failure older than that has passed
SILENT = "nadie que escriba al bot recibe respuesta"

Connect = Callable[[], Awaitable[object]]


async def look_at_bot(
    about: str, channel: TelegramChannel, public_url: str, profiles: Profiles, connect: Connect
) -> list[Finding]:
    """`public_url` is empty where the Bot API is the agency's own server, which calls any address. `connect` sets the
    webhook as it should be, and what the app shows as in `profiles`."""
    await channel.prepare()
    state = await channel.state()
    if isinstance(state, Trouble):
        return [unanswered(about, state)]
    known = f"@{state.username}"
    found = [Finding(about=about, grade="good", what=f"Telegram conoce al bot: {known}")]
    if channel.mode == "webhook":
        found += webhook(about, state, public_url, connect)
    elif state.webhook:
        found.append(
            Finding(
                about=about,
                grade="bad",
                what=f"Telegram avisa a {state.webhook}, y los ajustes dicen «polling»",
                means=SILENT,
                step="con --fix se quita ese webhook; nada de lo que espera se pierde",
                fix=connect,
            )
        )
    if await channel.is_introduced(profiles) is False:
        found.append(
            Finding(
                about=about,
                grade="notice",
                what="la app no muestra el menú o la descripción del bot como deben ser",
                means="quien abre el chat no lee qué hace el bot, o ve órdenes que no existen",
                step="con --fix se ponen en cada idioma; «leadbot serve» también los pone al arrancar",
                fix=connect,
            )
        )
    return found


def unanswered(about: str, trouble: Trouble) -> Finding:
    """Telegram would not say."""
    if trouble.reason == "token":
        step = "copia el token entero de @BotFather (/mybots, el bot, API Token) y escríbelo en token"
        return Finding(
            about=f"{about}.token", grade="bad", what="Telegram no reconoce el token", means=SILENT, step=step
        )
    what = {"throttled": "Telegram pide esperar", "network": "Telegram no contesta desde esta máquina"}
    step = "mira que esta máquina salga a internet (api.telegram.org, puerto 443) y repite"
    return Finding(
        about=about, grade="notice", what=what.get(trouble.reason, "Telegram rechaza la pregunta"), step=step
    )


def webhook(about: str, state: BotState, public_url: str, connect: Connect) -> Iterator[Finding]:
    """Whether what people write gets here."""
    address = urlsplit(public_url)
    if public_url and (address.scheme != "https" or (address.port or 443) not in PORTS):
        step = f"pon delante un proxy con certificado en uno de los puertos {', '.join(map(str, PORTS))}, o usa polling"
        what = f"Telegram no llama a {public_url}"
        yield Finding(about=about, grade="bad", what=what, means=SILENT, step=step)
    if not state.as_wanted:
        now = f"avisa a {state.webhook}" if state.webhook else "no tiene a quién avisar"
        yield Finding(
            about=about,
            grade="bad",
            what=f"Telegram {now}, o no con todo lo que hace falta",
            means=SILENT,
            step="con --fix se pone el webhook; «leadbot serve» también lo pone al arrancar",
            fix=connect,
        )
    elif state.error_at and datetime.now(UTC) - state.error_at < RECENT:
        many = "1 mensaje espera" if state.waiting == 1 else f"{state.waiting} mensajes esperan"
        waiting = f"; {many}" if state.waiting else ""
        yield Finding(
            about=about,
            grade="bad" if state.waiting else "notice",
            what=f"la última entrega de Telegram falló a las {state.error_at:%H:%M} UTC: «{state.error}»{waiting}",
            means="Telegram lo intenta durante 24 horas; después, lo que escribieron se pierde",
            step="mira si «leadbot serve» corre, y si el proxy le pasa /webhooks/ sin redirigir",
        )
    else:
        yield Finding(about=about, grade="good", what=f"Telegram avisa a {state.webhook}")
