"""What the machine knows of the kind of channel that a chat is on; never which one it is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """`name`: what people call it, «WhatsApp». `shows_number`: it tells the number of who writes, unless they hide it.
    `shares_number`: it has a button with which people share their own."""

    name: str
    shows_number: bool = False
    shares_number: bool = False
