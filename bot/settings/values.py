"""What a value of the settings file may look like, kind by kind, and what to write when it does not.

An empty text means «not set» wherever a value is optional. No message holds the value itself: it may be a secret.
"""

from __future__ import annotations

import base64
import re
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from adapters.engines import SQLITE, is_postgres
from bot.settings.slips import SPACES, foreign_sign, stray_sign


def unfit(what: str, remedy: str) -> PydanticCustomError:
    """Why a value cannot stand, and what to write instead. Never holds the value itself: it may be a secret."""
    return PydanticCustomError("unfit", "{what}: {remedy}", {"what": what, "remedy": remedy})


def shaped(pattern: str, what: str, remedy: str) -> AfterValidator:
    """A text that is empty or matches `pattern` as a whole."""
    compiled = re.compile(pattern)

    def check(value: str) -> str:
        if value and not compiled.fullmatch(value):
            raise unfit(what, remedy)
        return value

    return AfterValidator(check)


def _trimmed(value: str) -> str:
    """Without the spaces that anybody types; a hard one was copied, and is named like what else nobody sees."""
    return value.strip(SPACES)


def _tidy(value: str) -> str:
    if found := stray_sign(value):
        raise unfit(found, "bórralo, o copia el valor otra vez")
    return value


def _plain(value: str) -> str:
    if found := foreign_sign(value):
        raise unfit(found, "bórralo, o copia el valor otra vez")
    return value


def _plain_web(value: str) -> str:
    """What machines call: a name with accents has a spelling without, and only that one is called the same by all."""
    if found := foreign_sign(value):
        raise unfit(found, "un dominio con acentos se escribe aquí como «xn--…», así lo da tu registrador")
    return value


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'`":
        raise unfit("está entre comillas", "quítalas: aquí cuentan como parte del valor")
    return value


def _link(value: str) -> str:
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and parts.hostname and not parts.username and parts.port != 0
    except ValueError:  # a bracket without its pair, a port that is none
        usable = False
    if value and (not usable or re.search(r"\s", value)):
        raise unfit("no es una dirección web", "escríbela completa: «https://chat.example.do»")
    return value


def _base(value: str) -> str:
    if "?" in value or "#" in value:
        raise unfit("lleva «?» o «#»", "deja solo la dirección: «https://chat.example.do»")
    return value.rstrip("/")


def _listen(value: str) -> str:
    host, colon, port = value.rpartition(":")
    if not (colon and host and port.isascii() and port.isdigit() and int(port) <= 65535):
        raise unfit("no dice dónde escuchar", "escribe dirección y puerto, por ejemplo «0.0.0.0:8080»")
    return value


def _database(value: str) -> str:
    if value.startswith(("postgresql:", "postgres:")):
        return _postgres(value)
    if not value.startswith(SQLITE) or value.removeprefix(SQLITE) in ("", ":memory:") or "?" in value:
        raise unfit(
            "no nombra un archivo SQLite ni una base PostgreSQL",
            "escribe «sqlite:///leadbot.db», con cuatro barras la ruta completa, o «postgresql://usuario@servidor/base»",
        )
    return value


def _postgres(value: str) -> str:
    """libpq takes more; a name is asked for so that nobody writes into the database that bears the user's."""
    try:
        named = is_postgres(value) and urlsplit(value).path.strip("/")
    except ValueError:  # a bracket without its pair
        named = ""
    if not named:
        raise unfit("no nombra una base de datos", "escribe «postgresql://usuario@servidor/base»")
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, OSError, ValueError):  # unknown; a folder; a name that leaves the zones' folder
        raise unfit("no es una zona horaria conocida", "escribe por ejemplo «America/Santo_Domingo»") from None
    return value


def _filled(value: str) -> str:
    if not value.strip():
        raise unfit("está vacío", "escribe su valor")
    if "…" in value:
        raise unfit("todavía es el ejemplo", "escribe el valor verdadero")
    return value


def _key(value: str) -> str:
    """32 bytes in hex or base64 of either alphabet, padded or not; given on in padded base64."""
    plain = _plain(value.strip()).rstrip("=").translate(str.maketrans("-_", "+/"))
    try:
        raw = (
            bytes.fromhex(plain)
            if len(plain) == 64
            else base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
        )
    except ValueError:
        raw = b""
    if len(raw) != 32:
        raise unfit("no es una clave de 32 bytes", "crea una con «openssl rand -base64 32»")
    return base64.b64encode(raw).decode()


def _listed(value: object) -> object:
    """A variable of the environment holds a list as «10, 30» or «[10, 30]»."""
    if not isinstance(value, str):
        return value
    parts = value.strip().removeprefix("[").removesuffix("]").split(",")
    return [part.strip().strip("\"'") for part in parts if part.strip()]


LANGUAGES = ("es", "en", "fr", "pt", "it", "de", "ru", "ht")


def _spoken(value: object) -> object:
    """A text, or a table of texts by language."""
    if isinstance(value, dict) and not value.keys() <= {*LANGUAGES}:
        raise unfit("nombra un idioma que no hablamos", f"puede ser {', '.join(LANGUAGES)}")
    texts = value.values() if isinstance(value, dict) else [value]
    if not all(isinstance(text, str) for text in texts):
        raise unfit("no es un texto", "escríbelo entre comillas")
    return value


Text = Annotated[str, AfterValidator(str.strip)]
Tidy = Annotated[str, AfterValidator(_trimmed), AfterValidator(_tidy)]
Plain = Annotated[str, AfterValidator(_trimmed), AfterValidator(_plain)]
Spoken = Annotated[Text | dict[str, Text], BeforeValidator(_spoken)]
Required = Annotated[Text, AfterValidator(_filled)]
RequiredTidy = Annotated[Tidy, AfterValidator(_filled)]
Secret = Annotated[
    Plain,
    shaped(r"\S+", "tiene espacios", "cópialo otra vez sin ellos"),
    AfterValidator(_unquoted),
    Field(repr=False),
]
RequiredSecret = Annotated[Secret, AfterValidator(_filled)]
Names = Annotated[tuple[Plain, ...], BeforeValidator(_listed)]
Seconds = Annotated[float, Field(gt=0)]
Amount = Annotated[float, Field(ge=0)]
Schedule = Annotated[tuple[Seconds, ...], BeforeValidator(_listed), Field(min_length=1)]

Link = Annotated[Tidy, AfterValidator(_link)]
Web = Annotated[Tidy, AfterValidator(_plain_web), AfterValidator(_link), AfterValidator(_base)]
RequiredWeb = Annotated[Web, AfterValidator(_filled)]
Listen = Annotated[Tidy, AfterValidator(_listen)]
Database = Annotated[Text, AfterValidator(_database)]
Domain = Annotated[Tidy, shaped(r"[A-Za-z0-9.-]+(:\d+)?", "no es un dominio", "escribe por ejemplo «qr.agencia.do»")]
Email = Annotated[Tidy, shaped(r"[^@\s]+@[^@\s]+\.[^@\s]+", "no es un correo", "escribe por ejemplo «ana@example.do»")]
Emails = Annotated[tuple[Email, ...], BeforeValidator(_listed)]
NoEmail = Annotated[
    RequiredTidy,
    shaped(r"person|[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", "no es un dominio", "escribe un dominio, o «person»"),
]

Region = Annotated[Tidy, shaped(r"[A-Z]{2}", "no es un país", "escribe sus dos letras mayúsculas: «DO»")]
Zone = Annotated[Text, AfterValidator(_zone)]
Hours = Annotated[
    Tidy,
    shaped(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d", "no son dos horas", "escribe por ejemplo «20:00-08:00»"),
]
Colour = Annotated[Tidy, shaped(r"#[0-9A-Fa-f]{6}", "no es un color", "escribe por ejemplo «#1A5FB4»")]

Via = Annotated[Tidy, shaped(r"\d{1,10}", "no es un canal de AlterEstate", "escribe el número del canal: «104»")]
BotToken = Annotated[
    RequiredSecret,
    shaped(r"\d+:[A-Za-z0-9_-]{20,}", "no parece un token de Telegram", "cópialo entero de @BotFather"),
]
SecretToken = Annotated[  # facts/telegram §3: what setWebhook admits
    Secret,
    shaped(r"[A-Za-z0-9_-]{1,256}", "tiene signos que Telegram no admite", "usa letras sin acento, números, «_» y «-»"),
]
AccountSid = Annotated[
    RequiredTidy,
    shaped(r"AC[0-9a-fA-F]{32}", "no es un Account SID", "empieza con «AC» y sigue con 32 cifras o letras de a a f"),
]
KeySid = Annotated[
    Tidy,
    shaped(r"SK[0-9a-fA-F]{32}", "no es un API Key SID", "empieza con «SK» y sigue con 32 cifras o letras de a a f"),
]
Number = Annotated[
    RequiredTidy,
    shaped(r"\+[1-9]\d{7,14}", "no es un número completo", "escríbelo con + y código de país: «+18095550100»"),
]
Keys = Annotated[tuple[Annotated[str, AfterValidator(_key)], ...], BeforeValidator(_listed), Field(repr=False)]
