"""What Telegram itself says of a bot, and what it means for the people who write there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from adapters.language import tr
from adapters.telegram import BotState, Profiles, TelegramChannel, Trouble
from bot.doctor.finding import Finding

PORTS = (443, 80, 88, 8443)  # that Telegram calls: facts/telegram §3
RECENT = timedelta(hours=1)  # a failure older than that has passed
SILENT = tr("nadie que escriba al bot recibe respuesta", "nobody who writes to the bot is answered")

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
    found = [
        Finding(
            about=about, grade="good", what=tr(f"Telegram conoce al bot: {known}", f"Telegram knows the bot: {known}")
        )
    ]
    if channel.mode == "webhook":
        found += webhook(about, state, public_url, connect)
    elif state.webhook:
        found.append(
            Finding(
                about=about,
                grade="bad",
                what=tr(
                    f"Telegram avisa a {state.webhook}, y los ajustes dicen «polling»",
                    f"Telegram calls {state.webhook}, and the settings say «polling»",
                ),
                means=SILENT,
                step=tr(
                    "con --fix se quita ese webhook; nada de lo que espera se pierde",
                    "--fix removes that webhook; nothing that waits is lost",
                ),
                fix=connect,
            )
        )
    if await channel.is_introduced(profiles) is False:
        found.append(
            Finding(
                about=about,
                grade="notice",
                what=tr(
                    "la app no muestra el menú o la descripción del bot como deben ser",
                    "the app does not show the bot's menu or description as they should be",
                ),
                means=tr(
                    "quien abre el chat no lee qué hace el bot, o ve órdenes que no existen",
                    "whoever opens the chat does not read what the bot does, or sees commands that do not exist",
                ),
                step=tr(
                    "con --fix se ponen en cada idioma; «leadbot serve» también los pone al arrancar",
                    "--fix sets them in every language; «leadbot serve» sets them at its start too",
                ),
                fix=connect,
            )
        )
    return found


def unanswered(about: str, trouble: Trouble) -> Finding:
    """Telegram would not say."""
    if trouble.reason == "token":
        step = tr(
            "copia el token entero de @BotFather (/mybots, el bot, API Token) y escríbelo en token",
            "copy the whole token from @BotFather (/mybots, the bot, API Token) and write it into token",
        )
        return Finding(
            about=f"{about}.token",
            grade="bad",
            what=tr("Telegram no reconoce el token", "Telegram does not know the token"),
            means=SILENT,
            step=step,
        )
    what = {
        "throttled": tr("Telegram pide esperar", "Telegram asks to wait"),
        "network": tr("Telegram no contesta desde esta máquina", "Telegram does not answer from this machine"),
    }
    step = tr(
        "mira que esta máquina salga a internet (api.telegram.org, puerto 443) y repite",
        "see that this machine reaches the internet (api.telegram.org, port 443) and try again",
    )
    return Finding(
        about=about,
        grade="notice",
        what=what.get(trouble.reason, tr("Telegram rechaza la pregunta", "Telegram refuses the question")),
        step=step,
    )


def webhook(about: str, state: BotState, public_url: str, connect: Connect) -> Iterator[Finding]:
    """Whether what people write gets here."""
    address = urlsplit(public_url)
    if public_url and (address.scheme != "https" or (address.port or 443) not in PORTS):
        step = tr(
            f"pon delante un proxy con certificado en uno de los puertos {', '.join(map(str, PORTS))}, o usa polling",
            f"put a proxy with a certificate in front, on port {', '.join(map(str, PORTS))}, or use polling",
        )
        what = tr(f"Telegram no llama a {public_url}", f"Telegram does not call {public_url}")
        yield Finding(about=about, grade="bad", what=what, means=SILENT, step=step)
    if not state.as_wanted:
        now = (
            tr(f"avisa a {state.webhook}", f"calls {state.webhook}")
            if state.webhook
            else tr("no tiene a quién avisar", "has nobody to call")
        )
        yield Finding(
            about=about,
            grade="bad",
            what=tr(
                f"Telegram {now}, o no con todo lo que hace falta", f"Telegram {now}, or not with all that it takes"
            ),
            means=SILENT,
            step=tr(
                "con --fix se pone el webhook; «leadbot serve» también lo pone al arrancar",
                "--fix sets the webhook; «leadbot serve» sets it too as it starts",
            ),
            fix=connect,
        )
    elif state.error_at and datetime.now(UTC) - state.error_at < RECENT:
        many = (
            tr("1 mensaje espera", "1 message waits")
            if state.waiting == 1
            else tr(f"{state.waiting} mensajes esperan", f"{state.waiting} messages wait")
        )
        waiting = f"; {many}" if state.waiting else ""
        yield Finding(
            about=about,
            grade="bad" if state.waiting else "notice",
            what=tr(
                f"la última entrega de Telegram falló a las {state.error_at:%H:%M} UTC: «{state.error}»{waiting}",
                f"the last delivery of Telegram failed at {state.error_at:%H:%M} UTC: «{state.error}»{waiting}",
            ),
            means=tr(
                "Telegram lo intenta durante 24 horas; después, lo que escribieron se pierde",
                "Telegram tries for 24 hours; after that, what they wrote is lost",
            ),
            step=tr(
                "mira si «leadbot serve» corre, y si el proxy le pasa /webhooks/ sin redirigir",
                "see whether «leadbot serve» runs, and whether the proxy passes it /webhooks/ without redirecting",
            ),
        )
    else:
        yield Finding(
            about=about, grade="good", what=tr(f"Telegram avisa a {state.webhook}", f"Telegram calls {state.webhook}")
        )
