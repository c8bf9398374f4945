"""What the values of a sign may look like, typed as options or in a table."""

from __future__ import annotations

import re

PROPERTY = re.compile(r"[A-Za-z0-9]{6,20}")  # its shape at the CRM
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
LONGEST = 120  # characters of one value; what the CRM's own forms cut them to
MOST_LANGUAGES = 2  # that fit on one sign
