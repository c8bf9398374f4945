"""What every table of the settings file is, and what every channel's table has."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from bot.settings.values import Via


class Section(BaseModel):
    """A table whose keys we all know."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, coerce_numbers_to_str=True, allow_inf_nan=False, hide_input_in_errors=True
    )


class ChannelSettings(Section):
    """`kind` names the row in `bot/channels.py`, `via` the channel at AlterEstate."""

    kind: str
    via: Via = ""
