"""What `leadbot init` asks: a row a question, and each of them an option of the command too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import ValidationError, create_model

from adapters.language import LANGUAGE, tr
from bot.settings.values import (
    LANGUAGES,
    AccountSid,
    BotToken,
    Number,
    Region,
    Required,
    RequiredSecret,
    RequiredWeb,
    Web,
    Zone,
    shaped,
)

Answers = dict[str, str]  # by the name of the question; «» where there is none
NAMED = ", ".join(LANGUAGES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`kind` is the settings' own type. `default` sees what was answered before: None means that an answer is needed,
    «» that it may be left out. `after`: asked only where that question has an answer."""

    name: str
    asks: str
    kind: Any
    default: Callable[[Answers], str | None] = lambda answers: None
    secret: bool = False
    after: str = ""

    @property
    def option(self) -> str:
        """As it is typed: «--api-key»."""
        return "--" + self.name.replace("_", "-")

    def read(self, written: str) -> str:
        """The answer as the settings take it. Raises ValueError with what is wrong and what to write."""
        try:
            model = create_model("Answer", value=(self.kind, ...))
            return str(model.model_validate({"value": written}).model_dump()["value"])
        except ValidationError as error:
            raise ValueError(error.errors()[0]["msg"]) from None


@dataclass(frozen=True, slots=True)
class Step:
    """Questions that belong together. `part` is the agency's table that can be tried once they are answered."""

    part: str
    questions: tuple[Question, ...]


def left_out(answers: Answers) -> str | None:
    return ""


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
TELEGRAM = Question(
    name="telegram_token",
    asks=tr("Token del bot, de @BotFather; vacío: sin Telegram", "Token of the bot, by @BotFather; empty: no Telegram"),
    kind=BotToken,
    default=left_out,
    secret=True,
)
WHATSAPP = (
    Question(
        name="whatsapp_number",
        asks=tr("Número de WhatsApp, con +; vacío: sin WhatsApp", "Number on WhatsApp, with +; empty: no WhatsApp"),
        kind=Number,
        default=left_out,
    ),
    Question(
        name="twilio_sid",
        asks=tr("Account SID de Twilio", "Account SID at Twilio"),
        kind=AccountSid,
        after="whatsapp_number",
    ),
    Question(
        name="twilio_token",
        asks=tr("Auth Token de Twilio", "Auth Token at Twilio"),
        kind=RequiredSecret,
        secret=True,
        after="whatsapp_number",
    ),
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
    Step("channels.telegram", (TELEGRAM,)),
    Step("channels.whatsapp", WHATSAPP),
    Step("", (ADDRESS,)),
)
SERVICES = tuple(
    Question(
        name=f"{service}_url",
        asks=tr("Otra dirección de este servicio, para pruebas", "Another address of this service, for trials"),
        kind=Web,
        default=left_out,
    )
    for service in ("alterestate", "telegram", "twilio")
)
QUESTIONS = tuple(question for step in STEPS for question in step.questions)
