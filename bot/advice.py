"""What settings allow but somebody should know: `leadbot check` says it, `serve` runs all the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from bot.settings import Agency, Delivery, Settings
from bot.settings_problems import Problem
from flows.wording import Catalogue, placeholders

SENTENCES = {  # a setting, and the placeholder of the copy that it fills
    "legal_name": "razon_social",
    "tax_id": "rnc",
    "address": "direccion",
    "privacy_contact": "contacto_privacidad",
    "human_phone": "tel_humano",
    "human_link": "enlace_humano",
    "hours": "horario",
}
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def advise(settings: Settings, catalogues: Mapping[str, Catalogue]) -> Iterator[Problem]:
    """One entry per thing to know; `what` and `remedy` are Spanish, for the technician."""
    if settings.public_url.startswith("http://") and urlsplit(settings.public_url).hostname not in LOOPBACK:
        yield Problem("public_url", "no usa https", "los datos viajarían a la vista; ponle un certificado")
    if not settings.data.encryption_keys:
        remedy = "los datos se guardan legibles; crea una con «openssl rand -base64 32»"
        yield Problem("data.encryption_keys", "está vacío", remedy)
    yield from _delivery(settings.delivery)
    for name, agency in settings.agencies.items():
        yield from _agency(f"agencies.{name}", agency, catalogues)
        if not settings.privacy_url(name):
            yield Problem(f"agencies.{name}.privacy_url", "falta", "el aviso de privacidad se dice sin su dirección")


def _delivery(delivery: Delivery) -> Iterator[Problem]:
    usual = Delivery()
    shorter = [
        key
        for key in ("retry_seconds", "ambiguous_retry_seconds", "give_up_hours", "probe_seconds")
        if _lowest(getattr(delivery, key)) < _lowest(getattr(usual, key))
    ]
    if shorter:
        yield Problem("delivery", f"acorta {', '.join(shorter)}", "está bien para una prueba, no para el servicio")
    if delivery.lease_seconds <= delivery.timeout_seconds:
        remedy = "ponle más que timeout_seconds, o un lead podría salir dos veces a la vez"
        yield Problem("delivery.lease_seconds", "es muy corto", remedy)


def _lowest(value: float | tuple[float, ...]) -> float:
    return min(value) if isinstance(value, tuple) else value


def _agency(key: str, agency: Agency, catalogues: Mapping[str, Catalogue]) -> Iterator[Problem]:
    if not agency.related and not agency.round_robin:
        yield Problem(key, "no dice related ni round_robin", "todo lead será del dueño de la clave del CRM")
    if not agency.channels:
        yield Problem(
            key, "no tiene canales", f"escribe una tabla [{key}.channels.telegram] o [{key}.channels.whatsapp]"
        )
    for name, channel in agency.channels.items():
        if not channel.via:
            yield Problem(f"{key}.channels.{name}.via", "falta", "el CRM no sabrá por qué canal llegó el lead")
    spoken = catalogues.get(agency.language) or next(iter(catalogues.values()))
    for setting, placeholder in SENTENCES.items():
        texts = [text for text, template in spoken.texts.items() if placeholder in placeholders(template)]
        if texts and not getattr(agency, setting):
            yield Problem(f"{key}.{setting}", "falta", f"no se dice la frase que lo lleva en {', '.join(texts)}")
