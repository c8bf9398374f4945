"""What a value of the settings file may look like, kind by kind, and what to write when it does not.

An empty text means «not set» wherever a value is optional. No message holds the value itself: it may be a secret.
"""

from __future__ import annotations

import base64
import re
from typing import Annotated, Literal, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from adapters.engines import SQLITE, is_postgres
from adapters.language import tr
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
        raise unfit(found, tr("bórralo, o copia el valor otra vez", "delete it, or copy the value again"))
    return value


def _plain(value: str) -> str:
    if found := foreign_sign(value):
        raise unfit(found, tr("bórralo, o copia el valor otra vez", "delete it, or copy the value again"))
    return value


def _plain_web(value: str) -> str:
    """What machines call: a name with accents has a spelling without, and only that one is called the same by all."""
    if found := foreign_sign(value):
        raise unfit(
            found,
            tr(
                "un dominio con acentos se escribe aquí como «xn--…», así lo da tu registrador",
                "a domain with accents is written here as «xn--…», as your registrar gives it",
            ),
        )
    return value


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'`":
        raise unfit(
            tr("está entre comillas", "stands in quotes"),
            tr("quítalas: aquí cuentan como parte del valor", "remove them: here they count as part of the value"),
        )
    return value


def _link(value: str) -> str:
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and parts.hostname and not parts.username and parts.port != 0
    except ValueError:  # a bracket without its pair, a port that is none
        usable = False
    if value and (not usable or re.search(r"\s", value)):
        raise unfit(
            tr("no es una dirección web", "is not a web address"),
            tr("escríbela completa: «https://chat.example.do»", "write all of it: «https://chat.example.do»"),
        )
    return value


def _base(value: str) -> str:
    if "?" in value or "#" in value:
        raise unfit(
            tr("lleva «?» o «#»", "has «?» or «#»"),
            tr(
                "deja solo la dirección: «https://chat.example.do»", "leave only the address: «https://chat.example.do»"
            ),
        )
    return value.rstrip("/")


def _listen(value: str) -> str:
    host, colon, port = value.rpartition(":")
    if not (colon and host and port.isascii() and port.isdigit() and int(port) <= 65535):
        raise unfit(
            tr("no dice dónde escuchar", "does not say where to listen"),
            tr(
                "escribe dirección y puerto, por ejemplo «0.0.0.0:8080»",
                "write address and port, for example «0.0.0.0:8080»",
            ),
        )
    return value


def _database(value: str) -> str:
    if value.startswith(("postgresql:", "postgres:")):
        return _postgres(value)
    if not value.startswith(SQLITE) or value.removeprefix(SQLITE) in ("", ":memory:") or "?" in value:
        raise unfit(
            tr(
                "no nombra un archivo SQLite ni una base PostgreSQL",
                "names neither a SQLite file nor a PostgreSQL database",
            ),
            tr(
                "escribe «sqlite:///leadbot.db», con cuatro barras la ruta completa, o «postgresql://usuario@servidor/base»",
                "write «sqlite:///leadbot.db», with four slashes the whole path, or «postgresql://user@server/database»",
            ),
        )
    return value


def _postgres(value: str) -> str:
    """libpq takes more; a name is asked for so that nobody writes into the database that bears the user's."""
    try:
        named = is_postgres(value) and urlsplit(value).path.strip("/")
    except ValueError:  # a bracket without its pair
        named = ""
    if not named:
        raise unfit(
            tr("no nombra una base de datos", "names no database"),
            tr("escribe «postgresql://usuario@servidor/base»", "write «postgresql://user@server/database»"),
        )
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, OSError, ValueError):  # unknown; a folder; a name that leaves the zones' folder
        raise unfit(
            tr("no es una zona horaria conocida", "is not a time zone that we know"),
            tr("escribe por ejemplo «America/Santo_Domingo»", "write for example «America/Santo_Domingo»"),
        ) from None
    return value


def _filled(value: str) -> str:
    if not value.strip():
        raise unfit(tr("está vacío", "is empty"), tr("escribe su valor", "write its value"))
    if "…" in value:
        raise unfit(
            tr("todavía es el ejemplo", "is still the example"),
            tr("escribe el valor verdadero", "write the true value"),
        )
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
        raise unfit(
            tr("no es una clave de 32 bytes", "is not a key of 32 bytes"),
            tr("crea una con «openssl rand -base64 32»", "make one with «openssl rand -base64 32»"),
        )
    return base64.b64encode(raw).decode()


def _listed(value: object) -> object:
    """A variable of the environment holds a list as «10, 30» or «[10, 30]»."""
    if not isinstance(value, str):
        return value
    parts = value.strip().removeprefix("[").removesuffix("]").split(",")
    return [part.strip().strip("\"'") for part in parts if part.strip()]


Language = Literal["es", "en", "fr", "pt", "it", "de", "ru", "ht"]
LANGUAGES: tuple[str, ...] = get_args(Language)


def _spoken(value: object) -> object:
    """A text, or a table of texts by language."""
    if isinstance(value, dict) and not value.keys() <= {*LANGUAGES}:
        raise unfit(
            tr("nombra un idioma que no hablamos", "names a language that we do not speak"),
            tr(f"puede ser {', '.join(LANGUAGES)}", f"it can be {', '.join(LANGUAGES)}"),
        )
    texts = value.values() if isinstance(value, dict) else [value]
    if not all(isinstance(text, str) for text in texts):
        raise unfit(tr("no es un texto", "is not a text"), tr("escríbelo entre comillas", "write it in quotes"))
    return value


Text = Annotated[str, AfterValidator(str.strip)]
Tidy = Annotated[str, AfterValidator(_trimmed), AfterValidator(_tidy)]
Plain = Annotated[str, AfterValidator(_trimmed), AfterValidator(_plain)]
Spoken = Annotated[Text | dict[str, Text], BeforeValidator(_spoken)]
Required = Annotated[Text, AfterValidator(_filled)]
RequiredTidy = Annotated[Tidy, AfterValidator(_filled)]
Secret = Annotated[
    Plain,
    shaped(r"\S+", tr("tiene espacios", "has spaces"), tr("cópialo otra vez sin ellos", "copy it again without them")),
    AfterValidator(_unquoted),
    Field(repr=False),
]
RequiredSecret = Annotated[Secret, AfterValidator(_filled)]
Names = Annotated[tuple[Plain, ...], BeforeValidator(_listed)]
Seconds = Annotated[float, Field(gt=0)]
Amount = Annotated[float, Field(ge=0)]
Limit = Annotated[int, Field(ge=0)]
Schedule = Annotated[tuple[Seconds, ...], BeforeValidator(_listed), Field(min_length=1)]

Link = Annotated[Tidy, AfterValidator(_link)]
Web = Annotated[Tidy, AfterValidator(_plain_web), AfterValidator(_link), AfterValidator(_base)]
RequiredWeb = Annotated[Web, AfterValidator(_filled)]
Listen = Annotated[Tidy, AfterValidator(_listen)]
Database = Annotated[Text, AfterValidator(_database)]
Domain = Annotated[
    Tidy,
    shaped(
        r"[A-Za-z0-9.-]+(:\d+)?",
        tr("no es un dominio", "is not a domain"),
        tr("escribe por ejemplo «qr.agencia.do»", "write for example «qr.agencia.do»"),
    ),
]
Email = Annotated[
    Tidy,
    shaped(
        r"[^@\s]+@[^@\s]+\.[^@\s]+",
        tr("no es un correo", "is not an e-mail address"),
        tr("escribe por ejemplo «ana@example.do»", "write for example «ana@example.do»"),
    ),
]
Emails = Annotated[tuple[Email, ...], BeforeValidator(_listed)]
NoEmail = Annotated[
    RequiredTidy,
    shaped(
        r"person|[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+",
        tr("no es un dominio", "is not a domain"),
        tr("escribe un dominio, o «person»", "write a domain, or «person»"),
    ),
]

Region = Annotated[
    Tidy,
    shaped(
        r"[A-Z]{2}",
        tr("no es un país", "is not a country"),
        tr("escribe sus dos letras mayúsculas: «DO»", "write its two capital letters: «DO»"),
    ),
]
Zone = Annotated[Text, AfterValidator(_zone)]
Hours = Annotated[
    Tidy,
    shaped(
        r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d",
        tr("no son dos horas", "are not two hours"),
        tr("escribe por ejemplo «20:00-08:00»", "write for example «20:00-08:00»"),
    ),
]
Colour = Annotated[
    Tidy,
    shaped(
        r"#[0-9A-Fa-f]{6}",
        tr("no es un color", "is not a colour"),
        tr("escribe por ejemplo «#1A5FB4»", "write for example «#1A5FB4»"),
    ),
]

Via = Annotated[
    Tidy,
    shaped(
        r"\d{1,10}",
        tr("no es un canal de AlterEstate", "is not a channel of AlterEstate"),
        tr("escribe el número del canal: «104»", "write the channel's number: «104»"),
    ),
]
BotToken = Annotated[
    RequiredSecret,
    shaped(
        r"\d+:[A-Za-z0-9_-]{20,}",
        tr("no parece un token de Telegram", "does not look like a token of Telegram"),
        tr("cópialo entero de @BotFather", "copy all of it from @BotFather"),
    ),
]
SecretToken = Annotated[  # facts/telegram §3: what setWebhook admits
    Secret,
    shaped(
        r"[A-Za-z0-9_-]{1,256}",
        tr("tiene signos que Telegram no admite", "has characters that Telegram does not accept"),
        tr("usa letras sin acento, números, «_» y «-»", "use letters without accents, digits, «_» and «-»"),
    ),
]
AccountSid = Annotated[
    RequiredTidy,
    shaped(
        r"AC[0-9a-fA-F]{32}",
        tr("no es un Account SID", "is not an Account SID"),
        tr(
            "empieza con «AC» y sigue con 32 cifras o letras de a a f",
            "it begins with «AC», and 32 digits or letters from a to f follow",
        ),
    ),
]
KeySid = Annotated[
    Tidy,
    shaped(
        r"SK[0-9a-fA-F]{32}",
        tr("no es un API Key SID", "is not an API Key SID"),
        tr(
            "empieza con «SK» y sigue con 32 cifras o letras de a a f",
            "it begins with «SK», and 32 digits or letters from a to f follow",
        ),
    ),
]
ContentSid = Annotated[
    RequiredTidy,
    shaped(
        r"HX[0-9a-fA-F]{32}",
        tr("no es un Content SID", "is not a Content SID"),
        tr(
            "empieza con «HX» y sigue con 32 cifras o letras de a a f",
            "it begins with «HX», and 32 digits or letters from a to f follow",
        ),
    ),
]
Number = Annotated[
    RequiredTidy,
    shaped(
        r"\+[1-9]\d{7,14}",
        tr("no es un número completo", "is not a whole number of a phone"),
        tr(
            "escríbelo con + y código de país: «+18095550100»", "write it with + and the country's code: «+18095550100»"
        ),
    ),
]
Keys = Annotated[tuple[Annotated[str, AfterValidator(_key)], ...], BeforeValidator(_listed), Field(repr=False)]
