"""What the program's own files give is read before it is needed, so that no message waits for the disk, or meets a file
that cannot be read just then: Python remembers that it found no such module, or codec, as long as the process lives.
"""

from __future__ import annotations

import codecs
from importlib import import_module

from adapters.store.codec import prepare

CODECS = ("utf-16-le", "idna")  # those that every Python has loaded are not here
MODULES = (  # imported when they are first used
    *("argon2", "pyotp", "bot.http.privacy", "bot.signs.page", "pydantic.dataclasses"),
    *("adapters.alert_hook", "adapters.mail", "aiosmtplib", "bot.doctor.ground", "bot.staff.telling"),
)


def load_the_rest() -> None:
    """Once the platforms' libraries are loaded; takes about 0.2 s, off the event loop."""
    for name in CODECS:
        codecs.lookup(name)
    for name in MODULES:
        import_module(name)
    prepare()
    from bot.console.rendering import load_pages  # its library is not loaded before the socket listens

    load_pages()
