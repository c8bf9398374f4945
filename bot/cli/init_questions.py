"""What `leadbot init` asks: a row a question, and each of them an option of the command too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from adapters.language import LANGUAGE, tr
from bot.channels import KINDS
from bot.question import Question, left_out
from bot.settings.values import LANGUAGES, Region, Required, RequiredSecret, RequiredWeb, Web, Zone, shaped

NAMED = ", ".join(LANGUAGES)


@dataclass(frozen=True, slots=True)
class Step:
    """Questions that belong together. `part` is the agency's table that can be tried once they are answered."""

    part: str
    questions: tuple[Question, ...]


AGENCY = (
    Question(name="name", asks=tr("Nombre de la agencia", "Name of the agency"), kind=Required),
    Question(
        name="language",
        asks=tr(f"Su idioma ({NAMED})", f"Its language ({NAMED})"),
        kind=Annotated[
            Required,
            shaped(
                "|".join(LANGUAGES),
                tr("no es un idioma que hablemos", "is not a language that we speak"),
                tr(f"puede ser {NAMED}", f"it can be {NAMED}"),
            ),
        ],
        default=lambda answers: LANGUAGE,
    ),
    Question(
        name="region",
        asks=tr("Su país, en dos letras", "Its country, in two letters"),
        kind=Region,
        default=lambda answers: "DO",
    ),
    Question(
        name="timezone",
        asks=tr("Su zona horaria", "Its time zone"),
        kind=Zone,
        default=lambda answers: "America/Santo_Domingo" if answers["region"] == "DO" else None,
    ),
)
CRM = Question(
    name="api_key",
    asks=tr("Clave de API de AlterEstate", "API key of AlterEstate"),
    kind=RequiredSecret,
    secret=True,
)
ADDRESS = Question(
    name="public_url",
    asks=tr(
        "Dirección pública, https://…; WhatsApp la necesita, Telegram no",
        "Public address, https://…; WhatsApp needs it, Telegram does not",
    ),
    kind=RequiredWeb,
    default=lambda answers: None if answers["whatsapp_number"] else "",
)
STEPS = (
    Step("", AGENCY),
    Step("alterestate", (CRM,)),
    *(Step(f"channels.{name}", kind.questions) for name, kind in reversed(KINDS.items()) if kind.questions),
    Step("", (ADDRESS,)),
)
SERVICES = tuple(
    Question(
        name=f"{service}_url",
        asks=tr("Otra dirección de este servicio, para pruebas", "Another address of this service, for trials"),
        kind=Web,
        default=left_out,
    )
    for service in ("alterestate", *(kind.service for kind in KINDS.values() if kind.questions))
)
QUESTIONS = tuple(question for step in STEPS for question in step.questions)
