"""What the values of a sign may look like, typed as options or in a table."""

from __future__ import annotations

import re

from adapters.signs import PrintStyle

PROPERTY = re.compile(r"[A-Za-z0-9]{6,20}")  # its shape at the CRM
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
BETWEEN_FACTS = re.compile(r"\s*[·•|]\s*")  # in a title: what follows the first one is a fact
LONGEST = 120  # characters of one value; what the CRM's own forms cut them to
PRINT_STYLES: tuple[PrintStyle, ...] = ("clásico", "foto", "mínimo")
MOST_LANGUAGES = 2  # that fit on one sign
