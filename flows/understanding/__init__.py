"""What a message means: read once into words (`message.py`), and then by one reader per kind of answer.

Every reader is total: any Unicode goes in, nothing is raised, and time grows with the length of the text. It gives a
value, or says precisely why it has none, and claims the stretch of the message where it stands; what no claim covers
is the person's own words. What people say stands in `flows/vocabulary/`; patterns that belong to no language here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Complaint:
    """Why an answer was not taken. For tests and staff: what the person reads is chosen by how often it happened."""

    why: Literal["no_address", "not_ascii", "unfinished"]
