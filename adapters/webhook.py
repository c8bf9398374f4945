"""What the web server hands a channel's adapter, and what the adapter wants answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRequest:
    """A webhook request as it came in.

    `target` is path and query exactly as sent, still %-coded; `headers` ignore case; `content_type` is without
    parameters, `charset` None when none was given.
    """

    target: str
    headers: Mapping[str, str]
    body: bytes
    content_type: str = ""
    charset: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """The 2xx answer of a channel's webhook, always the same. `content_type` None: no body, no type."""

    content_type: str | None
    body: bytes
