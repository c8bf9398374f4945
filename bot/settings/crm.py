"""What the settings say of the CRM: how an agency wants its leads marked, and when one is tried again."""

from __future__ import annotations

from adapters.alterestate_request import Labels
from bot.settings.model import Agency, Settings
from bot.workers.settle import Schedule


def labels_of(agency: Agency, kind: str, *, via: str) -> Labels:
    """The labels of the leads of one channel; `kind` as in the settings."""
    return Labels(
        via=via,
        platform=agency.platform,
        form_name=agency.form_name or f"chatbot-{kind}",
        related=agency.related,
        round_robin=agency.round_robin,
    )


def schedule_of(settings: Settings) -> Schedule:
    """When leads are tried again."""
    chosen = settings.delivery
    return Schedule(
        retry_s=chosen.retry_seconds,
        ambiguous_retry_s=chosen.ambiguous_retry_seconds,
        give_up_s=chosen.give_up_hours * 3600,
        probe_s=chosen.probe_seconds,
        careful=chosen.mode == "careful",
    )
