"""What every table of the settings file is, and what every channel's table has."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict

from bot.settings.values import Limit, Via
from flows.replies import TemplateName

Templates = Mapping[tuple[TemplateName, str], str]  # by name and language


class Section(BaseModel):
    """A table whose keys we all know."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, coerce_numbers_to_str=True, allow_inf_nan=False, hide_input_in_errors=True
    )


class ChannelSettings(Section):
    """`kind` names the row in `bot/channels.py`, `via` the channel at AlterEstate. At most `max_per_day` messages are
    sent, 0 for no limit."""

    kind: str
    via: Via = ""
    max_per_day: Limit = 5000

    @property
    def approved(self) -> Templates:
        """What may be said at any time, and the platform's id of it: most platforms know no such thing."""
        return {}
