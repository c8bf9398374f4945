"""The files that people send in the sandbox: a real photo, and a voice note as far as its first bytes go."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

PHOTO = Path(__file__).with_name("photo.jpg").read_bytes()
VOICE = b"OggS" + bytes(2_000)
PDF = b"%PDF-1.4\n%%EOF\n"
PLAIN = bytes(100)  # what nobody can tell by its first bytes
BY_TYPE: Mapping[str, bytes] = {"image/jpeg": PHOTO, "audio/ogg": VOICE, "application/pdf": PDF}
