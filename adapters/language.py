"""Which language a technician reads: Spanish or English, chosen once, as the process starts.

It never changes after that, so a text may stand anywhere, also at the top of a module. The chat has its own catalogues
(`flows/wording/`), and speaks to each person as that person does.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import Literal

Language = Literal["es", "en"]
OPTION = "--lang"
LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")  # the first that is set counts


def chosen(words: Sequence[str], environ: Mapping[str, str]) -> Language:
    """What `--lang` says on the command line `words`, else the machine's locale, else Spanish."""
    locale = next((value for name in LOCALE if (value := environ.get(name))), "")
    return "en" if (_asked(words) or locale[:2]) == "en" else "es"


def _asked(words: Sequence[str]) -> str:
    """Empty when nothing was asked for. Whether there is such a language, click says."""
    for word, following in zip(words, [*words[1:], ""], strict=True):
        if word == OPTION:
            return following
        if word.startswith(f"{OPTION}="):
            return word.removeprefix(f"{OPTION}=")
    return ""


LANGUAGE: Language = chosen(sys.argv, os.environ)


def tr(spanish: str, english: str, /) -> str:
    """The same thing in the technician's language; the two are written side by side wherever something is said."""
    return english if LANGUAGE == "en" else spanish
