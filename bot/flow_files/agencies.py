"""Makes what the machine knows of each channel: the agency's flow, in its words, with what its settings say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import time, timedelta
from zoneinfo import ZoneInfo

from bot.channels import KINDS
from bot.flow_files.file import FlowFile, read_flow
from bot.settings.model import Agency, Settings
from bot.wording import in_tone, load_catalogues
from flows.flow import Flow
from flows.wording import Catalogue

ChannelKey = tuple[str, str]  # agency, channel


def make_flows(settings: Settings, catalogues: Mapping[str, Catalogue]) -> dict[ChannelKey, Flow]:
    """What the machine knows of each channel."""
    default = read_flow("", catalogues)
    files = {
        name: read_flow(agency.flow, catalogues) if agency.flow else default
        for name, agency in settings.agencies.items()
    }
    return {
        (name, channel): replace(
            make_flow(settings, name, kind=configured.kind, file=files[name]), templates=frozenset(configured.approved)
        )
        for name, agency in settings.agencies.items()
        for channel, configured in agency.channels.items()
    }


def flow_of(settings: Settings, name: str, kind: str) -> Flow:
    """One agency's, read anew."""
    catalogues = load_catalogues()
    return make_flow(settings, name, kind=kind, file=read_flow(settings.agencies[name].flow, catalogues))


def make_flow(settings: Settings, name: str, *, kind: str, file: FlowFile) -> Flow:
    """A flow as one agency uses it on one kind of channel."""
    agency = settings.agencies[name]
    return Flow(
        questions=file.questions,
        intent=file.intent,
        channel=KINDS[kind].channel,
        language=agency.language if agency.language in file.catalogues else next(iter(file.catalogues)),
        region=agency.region,
        timezone=ZoneInfo(agency.timezone),
        facts=facts_of(agency, privacy_url=settings.privacy_url(name)),
        catalogues=spoken_by(agency, in_tone(file.catalogues, agency.tone)),
        words=file.words,
        tell_registered=agency.tell_registered,
        consent=agency.consent,
        no_email=agency.no_email,
        same_inbox=agency.same_inbox,
        receipt=timedelta(seconds=settings.delivery.receipt_seconds),
        nudge=timedelta(minutes=agency.nudge_minutes),
        quiet=quiet_hours(agency.quiet_hours),
        join=timedelta(seconds=agency.join_seconds),
    )


def quiet_hours(setting: str) -> tuple[time, time]:
    """«20:00-08:00»: from, to."""
    start, _, end = setting.partition("-")
    return time.fromisoformat(start), time.fromisoformat(end)


def spoken_by(agency: Agency, catalogues: Mapping[str, Catalogue]) -> dict[str, Catalogue]:
    """The catalogues with the agency's hours and promise, each in the languages in which it is said."""
    return {
        language: replace(catalogue, defaults={**catalogue.defaults, **said_in(language, agency)})
        for language, catalogue in catalogues.items()
    }


def said_in(language: str, agency: Agency) -> dict[str, str]:
    """What the agency says in one language, by placeholder."""
    spoken = {"horario": agency.hours, "promesa": agency.promise}
    said = {placeholder: text_in(language, texts, own=agency.language) for placeholder, texts in spoken.items()}
    return {placeholder: text for placeholder, text in said.items() if text}


def text_in(language: str, spoken: str | Mapping[str, str], *, own: str) -> str:
    """The text for a language. A plain one is in the agency's own, or everybody's where it holds no words
    («8:00–18:00»)."""
    if not isinstance(spoken, str):
        return spoken.get(language, "")
    return spoken if language == own or not any(map(str.isalpha, spoken)) else ""


def facts_of(agency: Agency, *, privacy_url: str) -> dict[str, str]:
    """The values of the copy that an agency has set and that are the same in every language, by placeholder."""
    facts = {
        "agencia": agency.name,
        "tel_humano": agency.human_phone,
        "enlace_humano": agency.human_link,
        "razon_social": agency.legal_name,
        "rnc": agency.tax_id,
        "direccion": agency.address,
        "web": agency.website,
        "contacto_privacidad": agency.privacy_contact,
        "dias_borrado": agency.erase_days,
        "url_privacidad": privacy_url,
    }
    return {placeholder: value for placeholder, value in facts.items() if value}
