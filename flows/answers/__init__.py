"""What a message means: one module per kind of answer, text in, a value or a precise complaint out.

Every reader is total: any Unicode goes in, nothing is raised, and time grows with the length of the text. Words that a
translator would add stand in the catalogues and come in as `Words`, always those of all languages together; patterns
that belong to no language stand here. Texts go in as the person wrote them; each reader cleans what it needs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Complaint:
    """Why an answer was not taken. For tests and staff: what the person reads is chosen by how often it happened."""

    why: Literal[
        "empty",
        "too_short",
        "too_long",
        "digits",
        "link",
        "symbols",
        "not_a_name",
        "no_address",
        "not_ascii",
        "unfinished",
    ]
