"""What settings allow but somebody should know: `leadbot check` says it, `serve` runs all the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from adapters.language import tr
from bot.channels import KINDS
from bot.problem import Problem
from bot.settings.examples import invented_facts
from bot.settings.model import Agency, Delivery, Settings
from flows.wording import Catalogue, placeholders

SENTENCES = {  # a setting, and the placeholder of the copy that it fills
    "legal_name": "razon_social",
    "tax_id": "rnc",
    "address": "direccion",
    "privacy_contact": "contacto_privacidad",
    "human_phone": "tel_humano",
    "human_link": "enlace_humano",
    "hours": "horario",
    "website": "web",
}
LOOPBACK = ("127.0.0.1", "::1", "localhost")
AT_HOME = (".localhost", ".local", ".lan", ".internal", ".home", ".test", ".invalid")  # names that nobody outside knows
BETWEEN_NUMBERS = re.compile(r"[/,;]|\b[oyu]\b|\([^()\d]*\)")  # «(WhatsApp)» too
SHORT_NUMBER = re.compile(r"[*#]\d{2,6}#?|\d{3}")  # «*462», «911»


def advise(settings: Settings, catalogues: Mapping[str, Catalogue]) -> Iterator[Problem]:
    """One entry per thing to know; `what` and `remedy` are Spanish, for the technician."""
    if settings.public_url.startswith("http://") and urlsplit(settings.public_url).hostname not in LOOPBACK:
        yield Problem(
            "public_url",
            tr("no usa https", "is not https"),
            tr(
                "los datos viajarían a la vista; ponle un certificado",
                "what people write would travel in the open; give it a certificate",
            ),
        )
    if settings.public_url and _is_at_home(urlsplit(settings.public_url).hostname or ""):
        remedy = tr(
            "ni Twilio ni Telegram ni un celular llegan ahí; escribe la dirección que se ve desde internet",
            "neither Twilio nor Telegram nor a phone gets there; write the address that is seen from the internet",
        )
        yield Problem(
            "public_url",
            tr(
                f"dice «{settings.public_url}», que solo existe en esta red",
                f"says «{settings.public_url}», which exists only in this network",
            ),
            remedy,
        )
    yield from invented_facts(settings)
    if not settings.data.encryption_keys:
        remedy = tr(
            "los datos se guardan legibles; crea una con «openssl rand -base64 32»",
            "the data are stored readable; make one with «openssl rand -base64 32»",
        )
        yield Problem("data.encryption_keys", tr("está vacío", "is empty"), remedy)
    yield from _delivery(settings.delivery)
    for name, agency in settings.agencies.items():
        yield from _agency(f"agencies.{name}", agency, catalogues)
        yield from _shapes(f"agencies.{name}", agency)
        if not settings.privacy_url(name):
            yield Problem(
                f"agencies.{name}.privacy_url",
                tr("falta", "is missing"),
                tr(
                    "el aviso de privacidad se dice sin su dirección", "the privacy notice is given without its address"
                ),
            )


def _delivery(delivery: Delivery) -> Iterator[Problem]:
    usual = Delivery()
    shorter = [
        key
        for key in ("retry_seconds", "ambiguous_retry_seconds", "give_up_hours", "probe_seconds")
        if _lowest(getattr(delivery, key)) < _lowest(getattr(usual, key))
    ]
    if shorter:
        yield Problem(
            "delivery",
            tr(f"acorta {', '.join(shorter)}", f"shortens {', '.join(shorter)}"),
            tr("está bien para una prueba, no para el servicio", "fine for a trial, not for the service"),
        )
    if delivery.lease_seconds <= delivery.timeout_seconds:
        remedy = tr(
            "ponle más que timeout_seconds, o un lead podría salir dos veces a la vez",
            "give it more than timeout_seconds, or a lead might leave twice at once",
        )
        yield Problem("delivery.lease_seconds", tr("es muy corto", "is very short"), remedy)


def _lowest(value: float | tuple[float, ...]) -> float:
    return min(value) if isinstance(value, tuple) else value


def _agency(key: str, agency: Agency, catalogues: Mapping[str, Catalogue]) -> Iterator[Problem]:
    if not agency.related and not agency.round_robin:
        yield Problem(
            key,
            tr("no dice related ni round_robin", "says neither related nor round_robin"),
            tr("todo lead será del dueño de la clave del CRM", "every lead will belong to the owner of the CRM's key"),
        )
    if not agency.channels:
        tables = tr(" o ", " or ").join(f"[{key}.channels.{kind}]" for kind in sorted(KINDS))
        yield Problem(
            key, tr("no tiene canales", "has no channels"), tr(f"escribe una tabla {tables}", f"write a table {tables}")
        )
    for name, channel in agency.channels.items():
        if not channel.via:
            yield Problem(
                f"{key}.channels.{name}.via",
                tr("falta", "is missing"),
                tr(
                    "el CRM no sabrá por qué canal llegó el lead",
                    "the CRM will not know by which channel the lead came",
                ),
            )
    spoken = catalogues.get(agency.language) or next(iter(catalogues.values()))
    for setting, placeholder in SENTENCES.items():
        texts = [text for text, template in spoken.texts.items() if placeholder in placeholders(template)]
        if texts and not getattr(agency, setting):
            yield Problem(
                f"{key}.{setting}",
                tr("falta", "is missing"),
                tr(
                    f"no se dice la frase que lo lleva en {', '.join(texts)}",
                    f"the sentence that needs it is not said in {', '.join(texts)}",
                ),
            )


def _shapes(key: str, agency: Agency) -> Iterator[Problem]:
    """What does not look as such things do. Nobody promised that they always will, so it stops nothing."""
    if agency.human_phone and not _is_phone(agency.human_phone, agency.region):
        remedy = tr(
            "la gente lo lee y lo marca; escribe por ejemplo «809-555-0100»",
            "people read it and dial it; write for example «809-555-0100»",
        )
        yield Problem(
            f"{key}.human_phone",
            tr(
                f"dice «{agency.human_phone}» y no parece un teléfono",
                f"says «{agency.human_phone}» and does not look like a phone number",
            ),
            remedy,
        )
    if _is_at_home(agency.signs.domain.partition(":")[0]):
        remedy = tr(
            "ningún celular llega ahí; escribe el dominio que se ve desde internet",
            "no phone gets there; write the domain that is seen from the internet",
        )
        yield Problem(
            f"{key}.signs.domain",
            tr(
                f"dice «{agency.signs.domain}», que solo existe en esta red",
                f"says «{agency.signs.domain}», which exists only in this network",
            ),
            remedy,
        )
    if agency.signs.logo:
        yield from _logo(f"{key}.signs.logo", Path(agency.signs.logo))
    for name, channel in agency.channels.items():
        yield from KINDS[channel.kind].advice(f"{key}.channels.{name}", channel)


def _logo(key: str, file: Path) -> Iterator[Problem]:
    """Print takes any size; the page behind a sign has to open on a poor connection."""
    from bot.signs.page import LOGO_LIMIT  # templates, only where there is a logo

    if file.is_file() and file.stat().st_size > LOGO_LIMIT:
        remedy = tr(
            f"en la página del letrero no sale; para eso, uno de hasta {LOGO_LIMIT // 1024} KB",
            f"it is not shown on the page of a sign; for that, one of up to {LOGO_LIMIT // 1024} KB",
        )
        yield Problem(
            key, tr(f"pesa {file.stat().st_size // 1024} KB", f"has {file.stat().st_size // 1024} KB"), remedy
        )


def _is_phone(written: str, region: str) -> bool:
    """Whether somebody who reads this could call; «809-555-0100 o 829-555-0101» are two."""
    from bot.phone_spellings import spellings

    parts = [part.strip() for part in BETWEEN_NUMBERS.split(written)]
    return any(SHORT_NUMBER.fullmatch(part) or spellings(part, [region]) for part in parts)


def _is_at_home(host: str) -> bool:
    """Whether only this machine or this network knows the host."""
    name = host.strip("[]").rstrip(".").lower()
    try:
        return not ip_address(name).is_global
    except ValueError:
        return bool(name) and ("." not in name or name.endswith(AT_HOME))
