"""What Twilio says of an account and its WhatsApp number, and what it means for the people who write there."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from adapters.twilio_account import AccountState, Refused, SenderState, TwilioAccount
from bot.doctor.finding import Finding

SILENT = "nadie que escriba por WhatsApp recibe respuesta"
RETRIES = "#rc=3&rp=5xx,ct,rt&rt=4000"  # Twilio calls again when we do not answer: facts/twilio-whatsapp §4


async def look_at_number(about: str, account: TwilioAccount, number: str, webhook_url: str) -> list[Finding]:
    """The account first: without it nothing else can be asked."""
    state = await account.state()
    if isinstance(state, Refused) or state.status != "active":
        return [closed(about, state)]
    found = [Finding(about=about, grade="good", what=f"Twilio conoce la cuenta: {state.name or 'sin nombre'}")]
    return [*found, *sender(about, account, await account.sender(number), number, webhook_url)]


def closed(about: str, state: AccountState | Refused) -> Finding:
    """The account cannot be used, or does not say."""
    match state:
        case Refused(status=401 | 403 | 404):
            step = "copia Account SID y Auth Token de la consola de Twilio, página de inicio; son de la misma cuenta"
            what = "Twilio no acepta account_sid con auth_token"
            return Finding(about=f"{about}.auth_token", grade="bad", what=what, means=SILENT, step=step)
        case Refused(status=0):
            step = "mira que esta máquina salga a internet (api.twilio.com, puerto 443) y repite"
            return Finding(about=about, grade="notice", what="Twilio no contesta desde esta máquina", step=step)
        case Refused():
            return Finding(about=about, grade="notice", what=f"Twilio contesta {state.status}", step="repite más tarde")
        case AccountState():
            step = "entra a la consola de Twilio: ahí dice qué falta, casi siempre un pago"
            what = f"la cuenta de Twilio está «{state.status}»"
            return Finding(about=about, grade="bad", what=what, means=SILENT, step=step)


def sender(
    about: str, account: TwilioAccount, state: SenderState | Refused | None, number: str, webhook_url: str
) -> Iterator[Finding]:
    """Whether the number is on, and calls us."""
    if isinstance(state, Refused):
        what = "Twilio no dice a quién avisa este número"
        yield Finding(about=about, grade="notice", what=what, step="compara la consola con lo que va abajo")
        return
    if state is None:
        step = "mira el número en la consola: Messaging > Senders > WhatsApp senders"
        what = f"la cuenta no tiene el número {number} para WhatsApp"
        yield Finding(about=f"{about}.number", grade="bad", what=what, means=SILENT, step=step)
        return
    if state.status.upper() != "ONLINE":
        step = "mira en la consola por qué: Messaging > Senders > WhatsApp senders"
        what = f"el número está «{state.status}» en Twilio"
        yield Finding(about=f"{about}.number", grade="bad", what=what, means=SILENT, step=step)
    yield calls(about, account, state, webhook_url)


def calls(about: str, account: TwilioAccount, state: SenderState, webhook_url: str) -> Finding:
    """Whether Twilio posts to the two addresses that the settings give."""
    fix = partial(account.call_us, state, webhook_url=f"{webhook_url}{RETRIES}", status_url=f"{webhook_url}/status")
    step = "con --fix se ponen las dos direcciones; o pega lo que va abajo"
    if state.webhook_url.partition("#")[0].rstrip("/") != webhook_url or state.webhook_method.upper() != "POST":
        now = f"avisa a {state.webhook_url}" if state.webhook_url else "no tiene a quién avisar"
        return Finding(about=about, grade="bad", what=f"Twilio {now}", means=SILENT, step=step, fix=fix)
    if state.status_url.partition("#")[0].rstrip("/") != f"{webhook_url}/status":
        what = "Twilio no avisa qué fue de nuestros mensajes"
        means = "lo que no llegó a un teléfono se da por enviado"
        return Finding(about=about, grade="notice", what=what, means=means, step=step, fix=fix)
    return Finding(about=about, grade="good", what=f"Twilio avisa a {webhook_url}")


def to_paste(number: str, webhook_url: str) -> str:
    """What the technician enters in Twilio's console."""
    return "\n".join(
        (
            f"Para pegar en Twilio (Messaging > Senders > WhatsApp senders > {number}):",
            f"  Webhook URL for incoming messages   {webhook_url}{RETRIES}   (HTTP POST)",
            f"  Status callback URL                 {webhook_url}/status   (HTTP POST)",
        )
    )
