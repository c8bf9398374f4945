"""Everything that one message says: e-mail, phone, name and wish in any order, and what is left for the note.

The machine and `leadbot understand` both read messages through `read_facts`. Each reader claims the stretch where its
value stands, and the next one reads what is left.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Generic, TypeVar

from flows.conversation import Field
from flows.lead import Intent
from flows.replies import Option
from flows.understanding import Complaint
from flows.understanding import email as emails
from flows.understanding import phone as phones
from flows.understanding.advert import split_advert
from flows.understanding.email import EmailRead, correct_email, search_email
from flows.understanding.intent import IN_PASSING, OwnerMaybe, read_intent, says_also
from flows.understanding.kinds import PhraseKind
from flows.understanding.message import Message, Word
from flows.understanding.name import search_name
from flows.understanding.name_change import correct_name
from flows.understanding.name_words import is_everyday
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
from flows.understanding.text import WORDS_LIMIT
from flows.understanding.words import Words

_WISHES = (Option("buy"), Option("rent"), Option("other"))  # in the order of INTENT_ASK
_SPOKEN: tuple[PhraseKind, ...] = (
    "intent.wanting",
    "intent.buy",
    "intent.rent",
    "name.openers",
    "name.particles",
    "name.articles",
    "correct.marks",
)
_FIELDS: tuple[Field, ...] = ("name", "phone", "email", "intent")
_AS_ANSWER = 4  # words beside a wish that was asked for: «un alquiler en Naco por ahora»
_LONGEST_CHANGE = 8  # words of a note that does nothing but change the wish

V = TypeVar("V")


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
    """What a message says, None where it says nothing. `rest` is what is left of it, None where that tells nothing;
    `advert` what somebody else wrote in it; `corrected` what differs from what was known. `rivals`: other values than
    those given, without the words that could change them; «» where they are unclear or somebody else's.
    """

    name: str | None = None
    phone: PhoneRead | None = None
    email: EmailRead | None = None
    intent: Intent | OwnerMaybe | None = None
    rest: Message | None = None
    advert: str = ""
    corrected: frozenset[Field] = frozenset()
    rivals: tuple[tuple[Field, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """What a message is read with: see `read_facts`."""

    words: Words
    asked: Field | None
    region: str
    own: str
    known: Known
    free: frozenset[Field]


@dataclass(frozen=True, slots=True)
class _Taken(Generic[V]):
    """A value and what is left of the message. `rival`: another value than was given, which may not replace it; «»
    where it is unclear or somebody else's, None where there is none."""

    value: V | None
    rest: Message
    rival: str | None = None


@lru_cache(maxsize=8)  # before a yes sends, what it holds is looked at, and then used
def read_facts(
    message: Message,
    words: Words,
    *,
    asked: Field | None,
    region: str,
    own: str = "",
    known: Known = NOTHING,
    free: frozenset[Field] = frozenset(),
) -> Facts:
    """Take each fact out of the message and leave the rest for the note.

    `asked`: which question the message answers. In an answer to the note's nothing is taken but a correction in words.
    `region`: of phone numbers without a country. `own`: the sender's number, E.164, if the channel knows it. `free`:
    what any other value takes the place of, beside what was asked; the rest of what is known changes only by words
    about it.
    """
    theirs, advert = split_advert(message, words)
    rest: Message | None = message
    if asked == "note":
        noting = _Reading(words=words, asked=None, region=region, own="", known=known, free=free)
        facts, advert = _corrections(theirs, noting), ""
    else:
        answering = free | {asked} if asked else free
        reading = _Reading(words=words, asked=asked, region=region, own=own, known=known, free=answering)
        facts, left = _all_facts(theirs, reading)
        rest = None if _is_spoken(left, words) else left
    return replace(facts, rest=rest, advert=advert, corrected=_corrected(facts, known))


def _all_facts(message: Message, reading: _Reading) -> tuple[Facts, Message]:
    """What it says, and what no reader claimed."""
    words = reading.words
    email = _email(message, reading)
    phone = _phone(email.rest, reading)
    name = _name(phone.rest, reading)
    alone = not (name.value or phone.value)
    if corrected := _corrected_email(message, email, reading, alone=alone):
        email = replace(email, value=corrected)
        about = reading.asked == "email" or names(message, "email", words)
        name = replace(name, value=None) if about and not names(message, "name", words) else name
    wish = _wish(message, name.rest, reading)
    return _gathered(email=email, phone=phone, name=name, intent=wish), wish.rest


def _corrections(message: Message, reading: _Reading) -> Facts:
    """What a note corrects of what is known, and which other values it holds; all of it stays the note."""
    known = reading.known
    phone, email = _phone(message, reading), _email(message, reading)
    if not (known.phone and _value(phone.value)):
        phone = replace(phone, value=None)
    corrected = _corrected_email(message, email, reading, alone=phone.value is None)
    if corrected or not (known.email and _value(email.value)):
        email = replace(email, value=corrected)
    name: _Taken[str] = _Taken(None, message)
    if known.name and not email.value:
        name = replace(name, value=correct_name(message, known.name, reading.words))
        name = name if name.value or phone.value else _renamed(message, reading)
    return _gathered(email=email, phone=phone, name=name, intent=_changed_wish(message, reading))


def _gathered(
    *, email: _Taken[EmailRead], phone: _Taken[PhoneRead], name: _Taken[str], intent: _Taken[Intent | OwnerMaybe]
) -> Facts:
    by_field: Mapping[Field, _Taken[Any]] = {"email": email, "phone": phone, "name": name, "intent": intent}
    rivals = tuple((field, taken.rival) for field, taken in by_field.items() if taken.rival is not None)
    return Facts(email=email.value, phone=phone.value, name=name.value, intent=intent.value, rivals=rivals)


def _corrected(facts: Facts, known: Known) -> frozenset[Field]:
    """Which of the facts differ from what was known."""
    given: dict[Field, str] = {f: before for f in _FIELDS if (before := getattr(known, f))}
    return frozenset(field for field, before in given.items() if _value(getattr(facts, field)) not in ("", before))


def _value(fact: object) -> str:
    """What a fact says, «» where it is not clear."""
    match fact:
        case phones.Found(value) | emails.Found(value) | str(value):
            return value
        case _:
            return ""


def _instead(field: Field, fact: V, rest: Message, message: Message, reading: _Reading, *, free: bool) -> _Taken[V]:
    """Another value than the given one, which needs the words for it where the field is not free."""
    value, words = _value(fact), reading.words
    if free or value == getattr(reading.known, field) or replaces(message, rest, field, words):
        return _Taken(fact, rest)
    return _Taken(None, message, value if value and is_theirs(message, rest, words) else "")


def _email(message: Message, reading: _Reading) -> _Taken[EmailRead]:
    read, rest = search_email(message, reading.words)
    if read is None or not reading.known.email or isinstance(read, emails.NoEmail | Complaint):
        return _Taken(read, rest)
    return _instead("email", read, rest, message, reading, free="email" in reading.free)


def _corrected_email(
    message: Message, email: _Taken[EmailRead], reading: _Reading, *, alone: bool
) -> emails.Found | None:
    """What the words make of the address that we know, where they speak of it. `alone`: of nothing else it seems;
    «mi apellido es con z» leaves ana.peres@… as it is."""
    known, words = reading.known.email, reading.words
    said = isinstance(email.value, emails.Found | emails.Suggested | emails.Several) or email.rival is not None
    if not known or said:
        return None
    only = alone and only_corrects(message.said, words) and not names(message, "name", words)
    corrected = correct_email(message, known, words) if only or speaks_of_email(message, known, words) else None
    return emails.Found(corrected) if corrected else None


def _phone(message: Message, reading: _Reading) -> _Taken[PhoneRead]:
    words, known, asked = reading.words, reading.known.phone, reading.asked == "phone"
    where = {"region": reading.region, "own": reading.own}
    if asked and isinstance(read_phone(message, words, **where), phones.OwnNumber):
        return _Taken(phones.OwnNumber(), message.within(0, 0))
    read, rest = search_phone(message, words, asked=asked, **where)
    if known and isinstance(read, phones.Found | phones.Several):
        free = asked or ("phone" in reading.free and is_theirs(message, rest, words))
        return _instead("phone", read, rest, message, reading, free=free)
    if known and (asked or speaks_of_phone(message, known, words)):
        corrected = correct_phone(message, known, words, region=reading.region)
        return _Taken(phones.Found(corrected) if corrected else read, rest)
    return _Taken(read, rest)


def _name(message: Message, reading: _Reading) -> _Taken[str]:
    """The name; another than the given one needs the words for it, as with addresses."""
    words, known = reading.words, reading.known.name
    if known and (corrected := correct_name(message, known, words)):
        alone = corrects_name(message, known, corrected, words)
        return _Taken(corrected, message.within(0, 0) if alone else message)
    name, rest = search_name(message, words, asked=reading.asked == "name")
    if name is None:
        return _Taken(None, message)
    free = not known or "name" in reading.free or name == known
    if free or renames(name, rest, message, known, words):
        return _Taken(name, rest)
    return _Taken(None, message, name)


def _wish(message: Message, rest: Message, reading: _Reading) -> _Taken[Intent | OwnerMaybe]:
    """The wish in what is left; another than the given one needs the words for it, unless it is both."""
    words, known, asked = reading.words, reading.known.intent, reading.asked == "intent"
    option = read_option(rest, _WISHES, words) if asked else None
    given = known not in (None, Intent.UNDECIDED)
    wish: Intent | OwnerMaybe | None
    if option and option.id != "other":
        wish = Intent(option.id)
    else:
        beside = _AS_ANSWER if asked or (given and _marks_wish(rest, words)) else IN_PASSING if given else None
        wish = read_intent(rest, words, only_clear=given and not asked, beside=beside, either=asked, asked=asked)
    if {wish, known} == {Intent.BUY, Intent.RENT} and says_also(rest, words):
        wish = Intent.BOTH
    free = not given or "intent" in reading.free or wish in (known, Intent.BOTH) or _marks_wish(message, words)
    return _Taken(wish, rest) if free or not isinstance(wish, Intent) else _Taken(None, rest, wish)


def _renamed(message: Message, reading: _Reading) -> _Taken[str]:
    """The other name, where a note says that and nothing else: «no, me llamo Ana Pérez»; and one that may not replace
    what was given."""
    if len(message.text) > WORDS_LIMIT:
        return _Taken(None, message)
    name = _name(message, reading)
    return name if name.value and _says_nothing_more(name.rest, reading.words) else replace(name, value=None)


def _changed_wish(message: Message, reading: _Reading) -> _Taken[Intent | OwnerMaybe]:
    """The other wish, where a note says that and nothing else: «no, mejor alquilar»; or where it opens with that and
    says why: «mejor comprar, mi esposa me convenció»."""
    known, words = reading.known.intent, reading.words
    wish = read_intent(message, words, beside=_LONGEST_CHANGE) if known and _marks_wish(message, words) else None
    if wish not in (None, known, Intent.OFFER, OwnerMaybe()):
        for said in (message, _opening(message)):
            changes = _marks_wish(said, words) and read_intent(said, words) is wish
            if changes and len(said.words) <= _LONGEST_CHANGE and _says_nothing_more(said, words):
                return _Taken(Intent.BOTH if says_also(message, words) else wish, message)
    return _Taken(None, message)


def _marks_wish(message: Message, words: Words) -> bool:
    """Whether words say that a wish was wrong: as of anything, or «olvida lo de comprar»."""
    return marks(message, words) or words.find(message).has("intent.drops")


def _opening(message: Message) -> Message:
    """The first clause."""
    first, end = message.clauses[0]
    return message.within(message.words[first].start, message.words[end - 1].end)


def _says_nothing_more(message: Message, words: Words) -> bool:
    """Whether only everyday words and those of buying and renting are left."""
    return _is_spoken(message, words, also=lambda word: is_everyday(word, words))


def _is_spoken(message: Message, words: Words, *, also: Callable[[Word], bool] = lambda word: False) -> bool:
    """Whether only words of buying and renting and courtesies are left, so that no note is lost with them."""
    spoken = [*(_words_in(words.of(kind)) for kind in _SPOKEN)]
    return all(also(word) or any(word.said in said for said in spoken) for word in message.words)


@lru_cache(maxsize=8)  # a vocabulary is the same for every message
def _words_in(phrases: frozenset[str]) -> frozenset[str]:
    return frozenset(word for phrase in phrases for word in phrase.split())
