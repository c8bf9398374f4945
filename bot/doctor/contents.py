"""Whether Twilio has the buttons and lists that people will need, and the templates that the settings name."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from functools import partial

from adapters.language import tr
from adapters.twilio_account import Refused
from adapters.twilio_content import Content, as_content
from adapters.twilio_library import TwilioLibrary
from bot.doctor.finding import Finding
from flows.flow import Flow
from flows.foreseen import foreseen
from flows.replies import TemplateName

OURS = "leadbot-"
WAITS = tr(
    "la primera persona que necesita cada uno espera unos segundos por él",
    "the first person who needs each of them waits some seconds for it",
)
LATER = tr(
    "quien no escribe desde hace 24 horas se entera cuando vuelva a escribir",
    "who has not written for 24 hours hears it when they write again",
)


def needed(flow: Flow) -> dict[str, Content]:
    """By name. It takes some seconds of computing."""
    contents = map(as_content, foreseen(flow))
    return {content.name: content for content in contents if content}


async def look_at_contents(about: str, library: TwilioLibrary, flow: Flow) -> list[Finding]:
    """Made are those that can be foreseen; two things said at once make others, when they are needed."""
    there = await library.names()
    if isinstance(there, Refused):
        return []  # a key that may not look, or what the account's own findings say
    wanted = await asyncio.to_thread(needed, flow)
    missing = [content for name, content in wanted.items() if name not in there]
    others = sum(name.startswith(OURS) and name not in wanted for name in there)
    if not missing:
        return [Finding(about=about, grade="good", what=complete(len(wanted), others))]
    what = tr(
        f"faltan en Twilio {len(missing)} de {len(wanted)} preguntas con botones",
        f"{len(missing)} of {len(wanted)} questions with buttons are missing at Twilio",
    )
    step = tr("con --fix se crean ahora", "--fix makes them now")
    make = partial(library.make, missing)
    return [Finding(about=about, grade="notice", what=what, means=WAITS, step=step, fix=make)]


def complete(wanted: int, others: int) -> str:
    """`others` of ours belong to combinations, or to words of before; Twilio does not say which."""
    extra = tr(
        f"; otras {others} «{OURS}…» son de combinaciones o de textos de antes, y se pueden borrar",
        f"; {others} more «{OURS}…» belong to combinations or earlier words, and may be deleted",
    )
    has = tr(f"Twilio tiene las {wanted} preguntas con botones", f"Twilio has the {wanted} questions with buttons")
    return f"{has}{extra if others else ''}"


async def look_at_templates(
    about: str, library: TwilioLibrary, approved: Mapping[tuple[TemplateName, str], str]
) -> list[Finding]:
    """What Meta says of each that is configured."""
    said = [(key, await library.approval(sid)) for key, sid in approved.items()]
    return list(_judged(about, said))


def _judged(about: str, said: list[tuple[tuple[TemplateName, str], str | Refused]]) -> Iterator[Finding]:
    for (name, language), status in said:
        key = f"{about}.templates.{name}.{language}"
        match status:
            case "approved":
                what = tr("Meta aprobó la plantilla", "Meta has approved the template")
                yield Finding(about=key, grade="good", what=what)
            case Refused(status=404):
                step = tr(
                    "copia su Content SID de Twilio, Content Template Builder", "copy its Content SID from Twilio"
                )
                what = tr("la cuenta no tiene esa plantilla", "the account has no such template")
                yield Finding(about=key, grade="notice", what=what, means=LATER, step=step)
            case str():
                step = tr("pide su aprobación en Twilio, y repite", "ask for its approval at Twilio, and try again")
                what = tr(f"Meta no la ha aprobado: «{status}»", f"Meta has not approved it: «{status}»")
                yield Finding(about=key, grade="notice", what=what, means=LATER, step=step)
