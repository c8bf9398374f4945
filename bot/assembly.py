"""Makes what the settings describe: an adapter for each channel, a CRM account for each agency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import aiohttp

from adapters.alterestate import AlterEstate, Labels, request_body
from adapters.alterestate_answers import RETRY_AFTER_S
from adapters.records import Chat
from adapters.store.waits import DAY_S, Waits
from bot.flow_files.agencies import ChannelKey
from bot.settings.crm import labels_of, schedule_of
from bot.settings.model import Agency, Settings
from bot.workers.delivery import Account, DeliverySettings
from bot.workers.settle import AMBIGUOUS_SPREAD, NORMAL_SPREAD, REFUSED_ALONE_S
from bot.workers.steps import bare_address
from flows.lead import Lead

CONNECTIONS = 200  # to the outside, all systems together


def http_session(connections: int = CONNECTIONS, watched: Sequence[aiohttp.TraceConfig] = ()) -> aiohttp.ClientSession:
    """The one pool of connections to the outside: no proxies of the environment, no cookies, and at most half of them
    to one host, which may hang."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=connections, limit_per_host=connections // 2),
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
        trace_configs=list(watched),
    )


def make_accounts(settings: Settings, http: aiohttp.ClientSession) -> dict[str, Account]:
    """Every agency's CRM account."""
    return {
        name: make_account(agency, settings.delivery.timeout_seconds, http)
        for name, agency in settings.agencies.items()
    }


def make_crm(agency: Agency, timeout_s: float, http: aiohttp.ClientSession) -> AlterEstate:
    crm = agency.alterestate
    return AlterEstate(http, base_url=crm.base_url, api_key=crm.api_key, timeout_s=timeout_s)


def make_account(agency: Agency, timeout_s: float, http: aiohttp.ClientSession) -> Account:
    crm = agency.alterestate
    return Account(
        crm=make_crm(agency, timeout_s, http),
        labels={name: labels_of(agency, channel.kind, via=channel.via) for name, channel in agency.channels.items()},
        max_per_second=crm.max_per_second,
        max_in_flight=crm.max_in_flight,
    )


def delivery_settings(settings: Settings) -> DeliverySettings:
    """When leads are tried again."""
    return DeliverySettings(schedule=schedule_of(settings), lease_s=settings.delivery.lease_seconds)


def waits_of(settings: Settings) -> Waits:
    """How long anything waits at most, whatever the clock does."""
    chosen, agencies = settings.delivery, settings.agencies.values()
    crm_s = max(RETRY_AFTER_S[1], chosen.probe_seconds)
    tries = (*chosen.retry_seconds, *chosen.ambiguous_retry_seconds, *REFUSED_ALONE_S, crm_s)
    return Waits(
        delivery_s=max(tries) * (1 + max(NORMAL_SPREAD, AMBIGUOUS_SPREAD)),
        crm_s=crm_s,
        lease_s=chosen.lease_seconds,
        timers={
            "fragments": max(agency.join_seconds for agency in agencies),
            "receipt": chosen.receipt_seconds,
            "nudge": max(DAY_S, *(agency.nudge_minutes * 60 for agency in agencies)),  # or the end of the quiet hours
            "outcome": DAY_S,
        },
    )


def daily_limits(settings: Settings) -> dict[ChannelKey, int]:
    """How many messages each channel may send in a day; 0 for no limit."""
    return {
        (name, channel): configured.max_per_day
        for name, agency in settings.agencies.items()
        for channel, configured in agency.channels.items()
    }


def staff_of(settings: Settings) -> dict[str, frozenset[str]]:
    """By agency, the chats that may try a sign."""
    return {name: frozenset(map(bare_address, agency.signs.staff)) for name, agency in settings.agencies.items()}


def preview_lead(accounts: Mapping[str, Account], chat: Chat, lead: Lead) -> str:
    """What the CRM would get of this lead, field by field."""
    body = request_body(lead, accounts[chat.agency].labels.get(chat.channel, Labels()))
    return "\n".join(f"{field}: {value}" for field, value in body.items())
