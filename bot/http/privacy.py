"""The agency's privacy page: the words of the chat, how long things are kept, and whom to ask. No script, no cookie."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from adapters.store.retention import ABANDONED, CONSENT_PROOF, DELIVERED, RAW_EVENTS, WITHOUT_CONSENT
from bot.flow_files.agencies import facts_of, spoken_by
from bot.settings.model import Settings
from bot.signs.colours import css_colour, night_colour
from bot.wording import LANGUAGES, load_catalogue
from flows.wording import fill, say_text

TIMES = {
    "horas_sin_permiso": str(WITHOUT_CONSENT // timedelta(hours=1)),
    "dias_mensajes": str(RAW_EVENTS.days),
    "dias_sin_enviar": str(ABANDONED.days),
    "dias_enviado": str(DELIVERED.days),
    "meses_prueba": str(12 * CONSENT_PROOF.days // 365),
}


def privacy_page(settings: Settings, agency: str, wanted: str) -> str:
    """The page of a configured agency as HTML. `wanted`: a language's code or an Accept-Language header; the agency's
    language where it names none that we speak."""
    configured = settings.agencies[agency]
    language = choose_language(wanted) or choose_language(configured.language) or LANGUAGES[0]
    catalogue = spoken_by(configured, {language: load_catalogue(language)})[language]
    words = _words(language)
    facts = facts_of(configured, privacy_url=settings.privacy_url(agency))
    values = {**catalogue.defaults, **facts}
    return _template().render(
        language=language,
        languages=[(code, _words(code)["here"]) for code in LANGUAGES],
        agency=configured.name,
        colour=css_colour(configured.signs.color),
        night=night_colour(configured.signs.color),
        title=fill(words["title"], values),
        intro=fill(words["intro"], values),
        heading=words["heading"],
        agreement=[say_text(catalogue, key, values) for key in ("AVISO", "PRIVACY")],
        kept=[{**row, "long": fill(row["long"], TIMES)} for row in words["kept"]],
        rights=[text for template in words["rights"].values() if (text := fill(template, values))],
        safe_words=say_text(catalogue, "SAFE", values),
    )


def choose_language(wanted: str) -> str | None:
    """The first language of an Accept-Language header, best first, that we speak; None if there is none."""
    named = [(_weight(part), part.partition(";")[0].strip().lower()) for part in wanted.split(",")[:20]]
    by_weight = sorted(named, key=lambda weighed: -weighed[0])
    return next((tag[:2] for weight, tag in by_weight if weight > 0 and tag.split("-")[0] in LANGUAGES), None)


def _weight(part: str) -> float:
    _, _, quality = part.partition("q=")
    try:
        return float(quality) if quality else 1.0
    except ValueError:
        return 0.0


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("bot"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("privacy.html.j2")


@cache
def _words(language: str) -> dict[str, Any]:
    return tomllib.loads(files("bot").joinpath("templates", f"privacy.{language}.toml").read_text("utf-8"))
