"""Everything that one message says: e-mail, phone, name and wish in any order, and what is left for the note.

The machine and `leadbot understand` both read messages through `read_facts`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

from flows.conversation import Field
from flows.lead import Intent
from flows.replies import Option
from flows.understanding import Complaint
from flows.understanding import email as emails
from flows.understanding import phone as phones
from flows.understanding.advert import split_advert
from flows.understanding.email import EmailRead, correct_email, search_email
from flows.understanding.intent import OwnerMaybe, read_intent, says_also
from flows.understanding.message import Word, read
from flows.understanding.name import Name, search_name
from flows.understanding.name_change import correct_name
from flows.understanding.name_line import is_everyday
from flows.understanding.options import read_option
from flows.understanding.phone import PhoneRead, correct_phone, read_phone, search_phone
from flows.understanding.scope import (
    corrects_name,
    is_theirs,
    marks,
    names,
    only_corrects,
    renames,
    replaces,
    speaks_of_email,
    speaks_of_phone,
)
from flows.understanding.text import READ_LIMIT, WORDS_LIMIT, bare, clean_note
from flows.understanding.words import Words

_WISHES = (Option("buy"), Option("rent"), Option("other"))  # in the order of INTENT_ASK
_SPOKEN = ("intent.buy", "intent.rent", "name.openers", "name.particles", "name.articles", "correct.marks")
_AS_ANSWER = 3  # words beside a wish that was asked for: «un alquiler en Naco»
_IN_PASSING = 1  # beside one that was not, where another is known: «la renta es cara» is none
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
    what was known. `rivals`: other values than those given, without the words that could change them, and `withheld`
    that there are any, be they somebody else's."""

    name: str | None = None
    phone: PhoneRead | None = None
    email: EmailRead | None = None
    intent: Intent | OwnerMaybe | None = None
    rest: str = ""
    corrected: frozenset[Field] = frozenset()
    rivals: tuple[tuple[Field, str], ...] = ()
    withheld: bool = False


def read_facts(
    text: str,
    words: Words,
    *,
    asked: Field | None,
    region: str,
    own: str = "",
    known: Known = NOTHING,
    free: frozenset[Field] = frozenset(),
) -> Facts:
    """Take each fact out of the text and leave the rest for the note.

    `asked`: which question the text answers. In an answer to the note's nothing is taken but a correction in words.
    `region`: of phone numbers without a country. `own`: the sender's number, E.164, if the channel knows it. `free`:
    what any other value takes the place of, beside what was asked; the rest of what is known changes only by words
    about it.
    """
    whole = clean_note(text, READ_LIMIT)
    note, advert = split_advert(whole, words)
    if asked == "note":
        return replace(_only_corrections(note, words, region=region, known=known), rest=whole)
    free = free | {asked} if asked else free
    email, rest, other_email = _email(note, words, known=known, free="email" in free)
    phone, rest, other_phone = _phone(
        rest, words, asked=asked, region=region, own=own, known=known, free="phone" in free
    )
    name, rest, other_name = _name(rest, words, asked=asked, known=known, free="name" in free)
    if known.email and other_email is None and isinstance(email, emails.NoEmail | Complaint | None):
        about = asked == "email" or names(note, "email", words)
        if corrected := _corrected_email(note, words, known, asked=asked, alone=not (name or phone)):
            email = emails.Found(corrected)
            name = None if about and not names(note, "name", words) else name
    intent = _intent(rest, words, asked=asked, known=known)
    others: dict[Field, str | None] = {"email": other_email, "phone": other_phone, "name": other_name}
    intent, others["intent"] = _withheld_wish(intent, note, words, known=known, free="intent" in free)
    facts = Facts(
        name=name,
        phone=phone,
        email=email,
        intent=intent,
        rivals=tuple((field, other) for field, other in others.items() if other),
        withheld=any(other is not None for other in others.values()),
    )
    rest = "" if _is_spoken(rest, words) else clean_note(rest)
    return _finished(facts, known, "\n".join(filter(None, (rest, advert))))


def _finished(facts: Facts, known: Known, rest: str) -> Facts:
    changes: dict[Field, bool] = {
        "name": bool(known.name and facts.name and facts.name != known.name),
        "phone": bool(known.phone and isinstance(facts.phone, phones.Found) and facts.phone.e164 != known.phone),
        "email": bool(known.email and isinstance(facts.email, emails.Found) and facts.email.address != known.email),
        "intent": bool(known.intent and isinstance(facts.intent, Intent) and facts.intent != known.intent),
    }
    return replace(facts, rest=rest, corrected=frozenset(field for field, changed in changes.items() if changed))


def _email(text: str, words: Words, *, known: Known, free: bool) -> tuple[EmailRead | None, str, str | None]:
    """The address, the text without it, and another one than was given that may not replace it: «» where it is unclear
    or somebody else's, None where there is none."""
    read, rest = search_email(text, words)
    if not known.email or isinstance(read, emails.NoEmail | Complaint | None):
        return read, rest, None
    if free or read == emails.Found(known.email) or replaces(text, rest, "email", words):
        return read, rest, None
    theirs = isinstance(read, emails.Found) and is_theirs(text, rest, words)
    return None, text, read.address if isinstance(read, emails.Found) and theirs else ""


def _corrected_email(text: str, words: Words, known: Known, *, asked: Field | None, alone: bool) -> str | None:
    """What the words make of the address that we know, where they speak of it. `alone`: of nothing else it seems;
    «mi apellido es con z» leaves ana.peres@… as it is."""
    about = speaks_of_email(text, known.email, words)
    if about or (alone and only_corrects(text, words) and not names(text, "name", words)):
        return correct_email(text, known.email, words)
    return None


def _phone(
    text: str, words: Words, *, asked: Field | None, region: str, own: str, known: Known, free: bool
) -> tuple[PhoneRead | None, str, str | None]:
    """The number, the text without it, and another one that may not replace what was given, as with addresses."""
    if asked == "phone" and isinstance(read_phone(text, words, region=region, own=own), phones.OwnNumber):
        return phones.OwnNumber(), "", None
    read, rest = search_phone(text, words, region=region, own=own, asked=asked == "phone")
    if not known.phone:
        return read, rest, None
    if isinstance(read, phones.Found | phones.Several):
        theirs = asked == "phone" or (free and is_theirs(text, rest, words))
        may = theirs or read == phones.Found(known.phone) or replaces(text, rest, "phone", words)
        if may:
            return read, rest, None
        mine = isinstance(read, phones.Found) and is_theirs(text, rest, words)
        return None, text, read.e164 if isinstance(read, phones.Found) and mine else ""
    if asked != "phone" and not speaks_of_phone(text, known.phone, words):
        return read, rest, None
    corrected = correct_phone(text, known.phone, words, region=region)
    return phones.Found(corrected) if corrected else read, rest, None


def _name(
    text: str, words: Words, *, asked: Field | None, known: Known, free: bool
) -> tuple[str | None, str, str | None]:
    """The name, the text without it, and another one that may not replace what was given, as with addresses."""
    if known.name and (corrected := correct_name(read(text), known.name, words)):
        return corrected, "" if corrects_name(text, known.name, corrected, words) else text, None
    name, left = search_name(read(text), words, asked=asked == "name")
    if not isinstance(name, Name):
        return None, text, None
    rest = left.left()
    may = not known.name or free or name.full == known.name or renames(name.full, rest, text, known.name, words)
    return (name.full, rest, None) if may else (None, text, name.full)


def _withheld_wish(
    read: Intent | OwnerMaybe | None, text: str, words: Words, *, known: Known, free: bool
) -> tuple[Intent | OwnerMaybe | None, str | None]:
    """The wish, and another one than was given that no word corrects."""
    given = known.intent not in (None, Intent.UNDECIDED, read)
    if free or not given or not isinstance(read, Intent) or read is Intent.BOTH or marks(text, words):
        return read, None
    return None, read


def _intent(text: str, words: Words, *, asked: Field | None, known: Known) -> Intent | OwnerMaybe | None:
    option = read_option(text, _WISHES, words) if asked == "intent" else None
    if option and option.id != "other":
        return Intent(option.id)
    given = known.intent not in (None, Intent.UNDECIDED)
    beside = _AS_ANSWER if asked == "intent" or (given and marks(text, words)) else _IN_PASSING if given else None
    read = read_intent(text, words, only_clear=given and asked != "intent", beside=beside)
    if {read, known.intent} == {Intent.BUY, Intent.RENT} and says_also(text, words):
        return Intent.BOTH
    return read


def _only_corrections(note: str, words: Words, *, region: str, known: Known) -> Facts:
    """What a note corrects of what is known, and which other values it holds; all of it stays the note."""
    phone, _, other_phone = _phone(note, words, asked=None, region=region, own="", known=known, free=False)
    phone = phone if known.phone and isinstance(phone, phones.Found) else None
    email, _, other_email = _email(note, words, known=known, free=False)
    if known.email and other_email is None and not isinstance(email, emails.Found):
        corrected = _corrected_email(note, words, known, asked=None, alone=phone is None)
        email = emails.Found(corrected) if corrected else None
    email = email if known.email and isinstance(email, emails.Found) else None
    name = correct_name(read(note), known.name, words) if known.name and not email else None
    other_name = None
    if known.name and not (name or email or phone):
        name, other_name = _renamed(note, words, known)
    intent = _changed_wish(note, words, known) if known.intent and marks(note, words) else None
    others: dict[Field, str | None] = {"email": other_email, "phone": other_phone, "name": other_name}
    rivals = tuple((field, other) for field, other in others.items() if other)
    return _finished(Facts(name=name, phone=phone, email=email, intent=intent, rivals=rivals), known, note)


def _renamed(note: str, words: Words, known: Known) -> tuple[str | None, str | None]:
    """The other name, where a note says that and nothing else: «no, me llamo Ana Pérez»; and one that may not replace
    what was given."""
    if len(note) > WORDS_LIMIT:
        return None, None
    name, rest, other = _name(note, words, asked=None, known=known, free=False)
    return (name if name and _says_nothing_more(rest, words) else None), other


def _changed_wish(note: str, words: Words, known: Known) -> Intent | None:
    """The other wish, where a note says that and nothing else: «no, mejor alquilar»."""
    read = read_intent(note, words)
    if not isinstance(read, Intent) or read in (known.intent, Intent.OFFER):
        return None
    if len(bare(note).split()) > _LONGEST_CHANGE or not _says_nothing_more(note, words):
        return None
    return Intent.BOTH if read is not Intent.BOTH and says_also(note, words) else read


def _says_nothing_more(text: str, words: Words) -> bool:
    """Whether only everyday words and those of buying and renting are left."""
    return _is_spoken(text, words, also=lambda word: is_everyday(word, words))


def _is_spoken(text: str, words: Words, *, also: Callable[[Word], bool] = lambda word: False) -> bool:
    """Whether only words of buying and renting and courtesies are left, so that no note is lost with them."""
    spoken = [words.wanting, *(_words_in(words.of(kind)) for kind in _SPOKEN)]
    return all(also(word) or any(word.said in said for said in spoken) for word in read(text).words)


@cache  # a vocabulary is the same for every message
def _words_in(phrases: frozenset[str]) -> frozenset[str]:
    return frozenset(word for phrase in phrases for word in phrase.split())
