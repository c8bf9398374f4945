"""What somebody typed in Telegram as our event: a command of the menu, «/start» with a link's payload, or words.

Apart from `telegram_updates` because it needs nothing of Telegram's library.
"""

from __future__ import annotations

import re

from flows.events import Sender, Started, TextReceived

TEXT_LIMIT = 4096  # characters of a text; a caption has at most 1,024
CODE_LIMIT = 16  # characters of a code of staff
PAYLOAD_LIMIT = 64  # characters of a link's payload that are kept (signs §2)

COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@[A-Za-z0-9_]+)?(?!\S)\s*")


def read_text(text: str, *, message: str, sender: Sender) -> Started | TextReceived:
    """The event of a clean text. `message` is Telegram's id of it."""
    command = COMMAND.match(text)
    if command is None:
        return TextReceived(text=text, message=message, sender=sender)
    rest = text[command.end() :]
    if command[1].lower() == "start":
        return Started(payload=rest.strip()[:PAYLOAD_LIMIT], sender=sender)
    return TextReceived(text=f"/{command[1]} {rest}".rstrip(), message=message, sender=sender)


def staff_code(text: object) -> str:
    """What stands behind «/staff» in capitals; «» for anything else."""
    found = COMMAND.match(text) if isinstance(text, str) else None
    if found is None or found[1].lower() != "staff":
        return ""
    return clean(text, TEXT_LIMIT)[found.end() :].strip()[:CODE_LIMIT].upper()


def clean(value: object, limit: int) -> str:
    """Text without what no database takes: NUL and half characters; empty when it is no text at all."""
    if not isinstance(value, str):
        return ""
    return value.encode("utf-8", "ignore").decode().replace("\0", "")[:limit]
