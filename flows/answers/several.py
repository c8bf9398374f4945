"""provisional"""

from __future__ import annotations

from dataclasses import dataclass

from flows.answers import Complaint
from flows.answers import email as emails
from flows.answers import phone as phones
from flows.answers.intent import OwnerMaybe, read_intent
from flows.answers.name import read_name
from flows.answers.text import bare
from flows.answers.words import Words
from flows.conversation import Field
from flows.lead import Intent


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    name: str = ""
    phone: str = ""
    email: str = ""
    intent: Intent | None = None


NOTHING = Known()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    name: str | None = None
    phone: phones.PhoneRead | None = None
    email: emails.EmailRead | None = None
    intent: Intent | OwnerMaybe | None = None
    rest: str = ""
    corrected: frozenset[Field] = frozenset()


def read_facts(
    text: str, words: Words, *, asked: Field | None, region: str, own: str = "", known: Known = NOTHING
) -> Facts:
    if asked == "note":
        return Facts(rest=text)
    email = phone = name = None
    kept = []
    for part in text.split(",") if asked != "phone" else [text]:
        if email is None and ("@" in part or asked == "email"):
            read = emails.read_email(part, words)
            if not isinstance(read, Complaint):
                email = read
                continue
        if phone is None and (sum(c.isdigit() for c in part) >= 7 or asked == "phone"):
            tel = phones.read_phone(part, words, region=region, own=own)
            if not isinstance(tel, phones.Unclear):
                phone = tel
                continue
        said = bare(part)
        if name is None and (asked == "name" or said.startswith(("soy ", "me llamo "))):
            nm = read_name(part, words)
            if not isinstance(nm, Complaint):
                name = nm.full
                continue
        kept.append(part)
    rest = ",".join(kept)
    return Facts(name=name, phone=phone, email=email, intent=read_intent(rest, words), rest=rest.strip())
