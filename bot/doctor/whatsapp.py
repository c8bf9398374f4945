"""What Twilio says of an account and its WhatsApp number, and what it means for the people who write there."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from adapters.language import tr
from adapters.twilio_account import AccountState, Refused, SenderState, TwilioAccount
from bot.doctor.finding import Finding

SILENT = tr("nadie que escriba por WhatsApp recibe respuesta", "nobody who writes by WhatsApp is answered")
RETRIES = "#rc=3&rp=5xx,ct,rt&rt=4000"  # Twilio calls again when we do not answer: facts/twilio-whatsapp §4


async def look_at_number(about: str, account: TwilioAccount, number: str, webhook_url: str) -> list[Finding]:
    """The account first: without it nothing else can be asked."""
    state = await account.state()
    if isinstance(state, Refused) or state.status != "active":
        return [closed(about, state)]
    found = [
        Finding(
            about=about,
            grade="good",
            what=tr(
                f"Twilio conoce la cuenta: {state.name or 'sin nombre'}",
                f"Twilio knows the account: {state.name or 'without a name'}",
            ),
        )
    ]
    return [*found, *sender(about, account, await account.sender(number), number, webhook_url)]


async def look_at_key(about: str, account: TwilioAccount) -> list[Finding]:
    """Signed in with the API key, which is what our messages are sent with. One that may send and not look is good."""
    if (await account.messages()) != Refused(401):
        return []
    step = tr(
        "copia api_key_sid y api_key_secret de Twilio, Account > API keys; son de esta cuenta",
        "copy api_key_sid and api_key_secret from Twilio, Account > API keys; they are of this account",
    )
    what = tr("Twilio no acepta la clave de API", "Twilio does not take the API key")
    return [Finding(about=f"{about}.api_key_secret", grade="bad", what=what, means=SILENT, step=step)]


def closed(about: str, state: AccountState | Refused) -> Finding:
    """The account cannot be used, or does not say."""
    match state:
        case Refused(status=401 | 403 | 404):
            step = tr(
                "copia Account SID y Auth Token de la consola de Twilio, página de inicio; son de la misma cuenta",
                "copy Account SID and Auth Token from Twilio's console, first page; they are of the same account",
            )
            what = tr(
                "Twilio no acepta account_sid con auth_token", "Twilio does not accept account_sid with auth_token"
            )
            return Finding(about=f"{about}.auth_token", grade="bad", what=what, means=SILENT, step=step)
        case Refused(status=0):
            step = tr(
                "mira que esta máquina salga a internet (api.twilio.com, puerto 443) y repite",
                "see that this machine reaches the internet (api.twilio.com, port 443) and try again",
            )
            return Finding(
                about=about,
                grade="notice",
                what=tr("Twilio no contesta desde esta máquina", "Twilio does not answer from this machine"),
                step=step,
            )
        case Refused():
            return Finding(
                about=about,
                grade="notice",
                what=tr(f"Twilio contesta {state.status}", f"Twilio answers {state.status}"),
                step=tr("repite más tarde", "try again later"),
            )
        case AccountState():
            step = tr(
                "entra a la consola de Twilio: ahí dice qué falta, casi siempre un pago",
                "open Twilio's console: it says what is missing, mostly a payment",
            )
            what = tr(f"la cuenta de Twilio está «{state.status}»", f"the account at Twilio is «{state.status}»")
            return Finding(about=about, grade="bad", what=what, means=SILENT, step=step)


def sender(
    about: str, account: TwilioAccount, state: SenderState | Refused | None, number: str, webhook_url: str
) -> Iterator[Finding]:
    """Whether the number is on, and calls us."""
    if isinstance(state, Refused):
        what = tr("Twilio no dice a quién avisa este número", "Twilio does not say whom this number calls")
        yield Finding(
            about=about,
            grade="notice",
            what=what,
            step=tr("compara la consola con lo que va abajo", "compare the console with what stands below"),
        )
        return
    if state is None:
        step = tr(
            "mira el número en la consola: Messaging > Senders > WhatsApp senders",
            "find the number in the console: Messaging > Senders > WhatsApp senders",
        )
        what = tr(
            f"la cuenta no tiene el número {number} para WhatsApp",
            f"the account does not have the number {number} for WhatsApp",
        )
        yield Finding(about=f"{about}.number", grade="bad", what=what, means=SILENT, step=step)
        return
    if state.status.upper() != "ONLINE":
        step = tr(
            "mira en la consola por qué: Messaging > Senders > WhatsApp senders",
            "see in the console why: Messaging > Senders > WhatsApp senders",
        )
        what = tr(f"el número está «{state.status}» en Twilio", f"the number is «{state.status}» at Twilio")
        yield Finding(about=f"{about}.number", grade="bad", what=what, means=SILENT, step=step)
    yield calls(about, account, state, webhook_url)


def calls(about: str, account: TwilioAccount, state: SenderState, webhook_url: str) -> Finding:
    """Whether Twilio posts to the two addresses that the settings give."""
    fix = partial(account.call_us, state, webhook_url=f"{webhook_url}{RETRIES}", status_url=f"{webhook_url}/status")
    step = tr(
        "con --fix se ponen las dos direcciones; o pega lo que va abajo",
        "--fix sets both addresses; or paste what stands below",
    )
    if state.webhook_url.partition("#")[0].rstrip("/") != webhook_url or state.webhook_method.upper() != "POST":
        now = (
            tr(f"avisa a {state.webhook_url}", f"calls {state.webhook_url}")
            if state.webhook_url
            else tr("no tiene a quién avisar", "has nobody to call")
        )
        return Finding(about=about, grade="bad", what=f"Twilio {now}", means=SILENT, step=step, fix=fix)
    if state.status_url.partition("#")[0].rstrip("/") != f"{webhook_url}/status":
        what = tr("Twilio no avisa qué fue de nuestros mensajes", "Twilio does not tell what became of our messages")
        means = tr("lo que no llegó a un teléfono se da por enviado", "what did not reach a phone is taken for sent")
        return Finding(about=about, grade="notice", what=what, means=means, step=step, fix=fix)
    return Finding(about=about, grade="good", what=tr(f"Twilio avisa a {webhook_url}", f"Twilio calls {webhook_url}"))


def to_paste(number: str, webhook_url: str) -> str:
    """What the technician enters in Twilio's console."""
    return "\n".join(
        (
            tr(
                f"Para pegar en Twilio (Messaging > Senders > WhatsApp senders > {number}):",
                f"To paste into Twilio (Messaging > Senders > WhatsApp senders > {number}):",
            ),
            f"  Webhook URL for incoming messages   {webhook_url}{RETRIES}   (HTTP POST)",
            f"  Status callback URL                 {webhook_url}/status   (HTTP POST)",
        )
    )
