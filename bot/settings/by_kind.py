"""What may be set depends on the kinds of channel there are: read from their rows each time a file is read."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, PlainValidator, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError, PydanticKnownError

from bot.channels import KINDS
from bot.settings.section import ChannelSettings


def read_channel(value: object) -> ChannelSettings:
    """A channel's table, as its kind wants it; complaints are pydantic's, and about the table's own keys."""
    match value:
        case ChannelSettings():
            return value
        case {"kind": str(kind)} if kind in KINDS:
            return KINDS[kind].settings.model_validate(value)
        case {"kind": _}:
            raise _about_kind("kind_unknown")
        case {}:
            raise _about_kind("kind_missing")
        case _:
            raise PydanticKnownError("dict_type")


def _about_kind(what: str) -> ValidationError:
    error = PydanticCustomError(what, "see bot/settings/problems.py")
    return ValidationError.from_exception_data("channel", [InitErrorDetails(type=error, loc=("kind",), input=None)])


def sign_modes() -> tuple[str, ...]:
    """Where a scan may lead: to the page that lets one choose, or at once to the chat on one kind of channel."""
    return ("elegir", *KINDS)


def _sign_mode(value: str) -> str:
    if value not in sign_modes():
        expected = " or ".join(f"'{mode}'" for mode in sign_modes())
        raise PydanticKnownError("literal_error", {"expected": expected})
    return value


ChannelTable = Annotated[ChannelSettings, PlainValidator(read_channel)]
SignMode = Annotated[str, AfterValidator(_sign_mode)]
