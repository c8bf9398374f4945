"""What of a person is shown unless somebody asks to see it: enough to recognise, too little to use (security §4)."""

from __future__ import annotations

import re

from flows.understanding.numbering import show_phone

DOT = "•"
EMAIL = re.compile(r"([^\s@<>«»\"']{1,64})@([\w.-]{1,253})")
NUMBER = re.compile(r"\d(?:[\s().+-]{0,3}\d){6,}")
HEAD, KEPT = 3, 2  # digits at the beginning of a number, and at its end


def masked_phone(e164: str) -> str:
    """«809-•••-••34», «+34 6••-•••-•78»: where somebody is, not who."""
    shown = show_phone(e164) if e164 else ""
    digits = [place for place, sign in enumerate(shown) if sign.isdigit()]
    hidden = set(digits[HEAD:-KEPT])
    return "".join(DOT if place in hidden else sign for place, sign in enumerate(shown))


def masked_email(address: str) -> str:
    """«a•••@gmail.com»."""
    return EMAIL.sub(lambda found: f"{found[1][:1]}{DOT * 3}@{found[2]}", address)


def masked_text(words: str) -> str:
    """What somebody wrote, without the addresses and numbers in it; a price or a street number stays."""
    return NUMBER.sub(lambda found: re.sub(r"\d", DOT, found[0][:-KEPT]) + found[0][-KEPT:], masked_email(words))


def masked_name(name: str) -> str:
    """«Ana P.», for whoever looks after the machine and not after people."""
    first, *others = name.split() or [""]
    return " ".join([first, *(f"{other[0]}." for other in others[:1])])
