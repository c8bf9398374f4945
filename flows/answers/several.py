"""Everything that one message says: e-mail, phone, name and wish in any order, and what is left for the note.

The machine and `leadbot understand` both read messages through `read_facts`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from flows.answers import email as emails
from flows.answers import phone as phones
from flows.answers.advert import split_advert
from flows.answers.email import EmailRead, correct_email, search_email
from flows.answers.intent import OwnerMaybe, read_intent, says_also
from flows.answers.name import Name, search_name
from flows.answers.name_change import correct_name
from flows.answers.name_words import is_common
from flows.answers.options import read_option
from flows.answers.phone import PhoneRead, correct_phone, read_phone, search_phone
from flows.answers.text import READ_LIMIT, bare, clean_note, holds, holds_any
from flows.answers.tokens import tokenise
from flows.answers.words import Words
from flows.conversation import Field
from flows.lead import Intent
from flows.replies import Option

_WISHES = (Option("buy"), Option("rent"), Option("other"))  # in the order of INTENT_ASK
_SPOKEN = ("intent.buy", "intent.rent", "name.openers", "name.particles", "name.articles", "correct.marks")
_LONGEST_CHANGE = 8  # words of a note that does nothing but change the wish


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What was given before, «» and None where nothing was. `phone` in E.164."""

    name: str = ""
    phone: str = ""
    email: str = ""
    intent: Intent | None = None


NOTHING = Known()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a message says, None where it says nothing. `rest` is what is left as words, `corrected` what differs from
    what was known."""

    name: str | None = None
    phone: PhoneRead | None = None
    email: EmailRead | None = None
    intent: Intent | OwnerMaybe | None = None
    rest: str = ""
    corrected: frozenset[Field] = frozenset()


def read_facts(
    text: str, words: Words, *, asked: Field | None, region: str, own: str = "", known: Known = NOTHING
) -> Facts:
    """Take each fact out of the text and leave the rest for the note.

    `asked`: which question the text answers. In an answer to the note's nothing is taken but a correction in words.
    `region`: of phone numbers without a country. `own`: the sender's number, E.164, if the channel knows it.
    """
    whole = clean_note(text, READ_LIMIT)
    note, advert = split_advert(whole, words)
    if asked == "note":
        return replace(_only_corrections(note, words, region=region, known=known), rest=whole)
    email, rest = search_email(note, words)
    phone, rest = _phone(rest, words, asked=asked, region=region, own=own, known=known)
    name, rest = _name(rest, words, asked=asked, known=known)
    if known.email and not isinstance(email, (emails.Found, emails.Suggested, emails.Several)):
        about = "email" if asked == "email" or _mentions(note, "email", words) else None
        if corrected := _corrected_email(note, words, known, certain=bool(about) or not (name or phone)):
            email = emails.Found(corrected)
            name = None if about and not _mentions(note, "name", words) else name
    intent = _intent(rest, words, asked=asked, known=known)
    facts = Facts(name=name, phone=phone, email=email, intent=intent)
    rest = "" if _says_nothing_more(rest, words) else clean_note(rest)
    return _finished(facts, known, "\n".join(filter(None, (rest, advert))))


def _finished(facts: Facts, known: Known, rest: str) -> Facts:
    changes: dict[Field, bool] = {
        "name": bool(known.name and facts.name and facts.name != known.name),
        "phone": bool(known.phone and isinstance(facts.phone, phones.Found) and facts.phone.e164 != known.phone),
        "email": bool(known.email and isinstance(facts.email, emails.Found) and facts.email.address != known.email),
        "intent": bool(known.intent and isinstance(facts.intent, Intent) and facts.intent != known.intent),
    }
    return Facts(
        name=facts.name,
        phone=facts.phone,
        email=facts.email,
        intent=facts.intent,
        rest=rest,
        corrected=frozenset(field for field, changed in changes.items() if changed),
    )


def _corrected_email(text: str, words: Words, known: Known, *, certain: bool) -> str | None:
    """What the words make of the address that we know. Unless it is `certain` that they speak of it, they only change
    its provider: «mi apellido es con z» leaves ana.peres@… alone."""
    corrected = correct_email(text, known.email, words)
    same_person = corrected and corrected.partition("@")[0] == known.email.partition("@")[0]
    return corrected if certain or same_person else None


def _mentions(text: str, field: Field, words: Words) -> bool:
    """Whether the words name what they are about: «el correo», «mi apellido»."""
    return holds_any(bare(text), words.of(f"field.{field}"))


def _phone(
    text: str, words: Words, *, asked: Field | None, region: str, own: str, known: Known
) -> tuple[PhoneRead | None, str]:
    if asked == "phone" and isinstance(read_phone(text, words, region=region, own=own), phones.OwnNumber):
        return phones.OwnNumber(), ""
    read, rest = search_phone(text, words, region=region, own=own, asked=asked == "phone")
    if isinstance(read, (phones.Found, phones.Several)) or not known.phone:
        return read, rest
    if asked != "phone" and not _marks_correction(text, words):
        return read, rest
    corrected = correct_phone(text, known.phone, words, region=region)
    return (phones.Found(corrected), rest) if corrected else (read, rest)


def _name(text: str, words: Words, *, asked: Field | None, known: Known) -> tuple[str | None, str]:
    if known.name and (corrected := correct_name(text, known.name, words)):
        return corrected, text
    name, rest = search_name(text, words, asked=asked == "name")
    return (name.full, rest) if isinstance(name, Name) else (None, text)


def _intent(text: str, words: Words, *, asked: Field | None, known: Known) -> Intent | OwnerMaybe | None:
    option = read_option(text, _WISHES, words) if asked == "intent" else None
    if option and option.id != "other":
        return Intent(option.id)
    read = read_intent(text, words, only_clear=known.intent is not None and asked != "intent")
    if {read, known.intent} == {Intent.BUY, Intent.RENT} and says_also(text, words):
        return Intent.BOTH
    return read


def _only_corrections(note: str, words: Words, *, region: str, known: Known) -> Facts:
    """What a note corrects of what is known; all of it stays the note."""
    marked = _marks_correction(note, words)
    email = phone = name = None
    if known.email and (marked or search_email(note, words)[0] is None):
        email = _corrected_email(note, words, known, certain=_mentions(note, "email", words))
    if known.phone and marked and not email:
        phone = correct_phone(note, known.phone, words, region=region)
    if known.name and not email:
        name = correct_name(note, known.name, words)
    if known.name and marked and not (name or email or phone):
        name = _renamed(note, words)
    intent = _changed_wish(note, words, known) if known.intent and marked else None
    facts = Facts(
        name=name,
        phone=phones.Found(phone) if phone else None,
        email=emails.Found(email) if email else None,
        intent=intent,
    )
    return _finished(facts, known, note)


def _renamed(note: str, words: Words) -> str | None:
    """The other name, where a note says that and nothing else: «no, me llamo Ana Pérez»."""
    name, rest = search_name(note, words, asked=False)
    return name.full if isinstance(name, Name) and _says_nothing_more(rest, words) else None


def _changed_wish(note: str, words: Words, known: Known) -> Intent | None:
    """The other wish, where a note says that and nothing else: «no, mejor alquilar»."""
    read = read_intent(note, words)
    if not isinstance(read, Intent) or read in (known.intent, Intent.OFFER):
        return None
    if len(bare(note).split()) > _LONGEST_CHANGE or not _says_nothing_more(note, words):
        return None
    return Intent.BOTH if read is not Intent.BOTH and says_also(note, words) else read


def _marks_correction(text: str, words: Words) -> bool:
    said = bare(text)
    return any(holds(said, mark) for mark in words.of("correct.marks"))


def _says_nothing_more(text: str, words: Words) -> bool:
    """Whether only everyday words and those of buying and renting are left, so that no note is lost with them."""
    spoken = [_words_in(words.of(kind)) for kind in _SPOKEN]
    return all(any(token.said in said for said in spoken) or is_common(token, words) for token in tokenise(text))


@cache  # a vocabulary is the same for every message
def _words_in(phrases: frozenset[str]) -> frozenset[str]:
    return frozenset(word for phrase in phrases for word in phrase.split())
