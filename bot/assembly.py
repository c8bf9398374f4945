"""Makes what the settings describe: a flow and an adapter for each channel, a CRM account for each agency."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time, timedelta
from zoneinfo import ZoneInfo

import aiohttp

from adapters.alterestate import AlterEstate, Labels
from adapters.telegram import TelegramChannel
from adapters.whatsapp import WhatsAppChannel
from bot.delivery import Account, DeliverySettings
from bot.flow_file import default_questions
from bot.settings import Agency, Settings, TelegramSettings, WhatsAppSettings
from bot.settle import Schedule
from flows.answers.words import Words, merge
from flows.flow import Flow
from flows.wording import Catalogue

ChannelKey = tuple[str, str]  # agency, channel
AnyChannel = TelegramChannel | WhatsAppChannel
CONNECTIONS = 200  # to the outside, all systems together


def http_session() -> aiohttp.ClientSession:
    """The one pool of connections to the outside: no proxies of the environment, no cookies."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=CONNECTIONS), cookie_jar=aiohttp.DummyCookieJar(), trust_env=False
    )


def make_flows(settings: Settings, catalogues: Mapping[str, Catalogue]) -> dict[ChannelKey, Flow]:
    """What the machine knows of each channel."""
    words = merge(catalogues.values())
    return {
        (name, channel): make_flow(settings, name, kind=configured.kind, catalogues=catalogues, words=words)
        for name, agency in settings.agencies.items()
        for channel, configured in agency.channels.items()
    }


def make_flow(settings: Settings, name: str, *, kind: str, catalogues: Mapping[str, Catalogue], words: Words) -> Flow:
    """The default flow for one agency on one kind of channel."""
    agency = settings.agencies[name]
    return Flow(
        questions=default_questions(),
        channel=kind,
        language=agency.language if agency.language in catalogues else "es",
        region=agency.region,
        timezone=ZoneInfo(agency.timezone),
        facts=facts_of(agency, privacy_url=settings.privacy_url(name)),
        catalogues=catalogues,
        words=words,
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


def facts_of(agency: Agency, *, privacy_url: str) -> dict[str, str]:
    """The values of the copy that an agency has set, by placeholder."""
    facts = {
        "agencia": agency.name,
        "tel_humano": agency.human_phone,
        "enlace_humano": agency.human_link,
        "horario": agency.hours,
        "promesa": agency.promise,
        "razon_social": agency.legal_name,
        "rnc": agency.tax_id,
        "direccion": agency.address,
        "contacto_privacidad": agency.privacy_contact,
        "dias_borrado": agency.erase_days,
        "url_privacidad": privacy_url,
    }
    return {placeholder: value for placeholder, value in facts.items() if value}


def make_channels(settings: Settings, http: aiohttp.ClientSession) -> dict[ChannelKey, AnyChannel]:
    """Every channel by agency and name."""
    return {
        (name, channel): make_channel(settings, name, channel, http)
        for name, agency in settings.agencies.items()
        for channel in agency.channels
    }


def make_channel(settings: Settings, agency: str, name: str, http: aiohttp.ClientSession) -> AnyChannel:
    """One channel's adapter; a new kind of channel is one more case here."""
    url = f"{settings.public_url}/webhooks/{agency}/{name}"
    match settings.agencies[agency].channels[name]:
        case TelegramSettings() as telegram:
            return TelegramChannel(
                agency=agency,
                name=name,
                token=telegram.token,
                secrets=tuple(filter(None, (telegram.secret_token, telegram.previous_secret_token))),
                api_base_url=telegram.api_base_url,
                session=http,
                mode=telegram.mode,
                webhook_url=url,
            )
        case WhatsAppSettings() as whatsapp:
            return WhatsAppChannel(
                agency=agency,
                name=name,
                account_sid=whatsapp.account_sid,
                auth_tokens=tuple(filter(None, (whatsapp.auth_token, whatsapp.previous_auth_token))),
                number=whatsapp.number,
                webhook_url=url,
                status_url=f"{url}/status",
                session=http,
                api_key_sid=whatsapp.api_key_sid,
                api_key_secret=whatsapp.api_key_secret,
                api_base_url=whatsapp.api_base_url,
            )


def make_accounts(settings: Settings, http: aiohttp.ClientSession) -> dict[str, Account]:
    """Every agency's CRM account."""
    return {
        name: make_account(agency, settings.delivery.timeout_seconds, http)
        for name, agency in settings.agencies.items()
    }


def make_account(agency: Agency, timeout_s: float, http: aiohttp.ClientSession) -> Account:
    crm = agency.alterestate
    return Account(
        crm=AlterEstate(http, base_url=crm.base_url, api_key=crm.api_key, timeout_s=timeout_s),
        labels={
            name: Labels(
                via=channel.via,
                platform=agency.platform,
                form_name=agency.form_name or f"chatbot-{channel.kind}",
                related=agency.related,
                round_robin=agency.round_robin,
            )
            for name, channel in agency.channels.items()
        },
        max_per_second=crm.max_per_second,
        max_in_flight=crm.max_in_flight,
    )


def delivery_settings(settings: Settings) -> DeliverySettings:
    """When leads are tried again."""
    chosen = settings.delivery
    return DeliverySettings(
        schedule=Schedule(
            retry_s=chosen.retry_seconds,
            ambiguous_retry_s=chosen.ambiguous_retry_seconds,
            give_up_s=chosen.give_up_hours * 3600,
            probe_s=chosen.probe_seconds,
            careful=chosen.mode == "careful",
        ),
        lease_s=chosen.lease_seconds,
    )
