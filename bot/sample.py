"""An agency and a property to try things with, before there is a settings file."""

from __future__ import annotations

from bot.settings.model import Settings
from flows.events import Sign

SETTINGS = {"agencies": {"casacaribe": {"name": "Casa Caribe", "alterestate": {"api_key": "-"}}}}


def sample_settings() -> Settings:
    """One agency without a channel."""
    return Settings.model_validate(SETTINGS)


def sample_sign(code: str) -> Sign:
    """A sign of this code, as if somebody had given it a property."""
    return Sign(code=code, title="Apartamento 3 hab. en Naco", property_uid="KNM6135T3B", type="venta")
