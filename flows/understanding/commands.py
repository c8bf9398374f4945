"""Words that work in every state (CONVERSATION §6): the whole message must be the word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from flows.understanding.text import WORDS_LIMIT, bare, fold
from flows.understanding.words import Words


class Plain(StrEnum):
    """Commands that say all in one word."""

    HELP = "help"
    PERSON = "person"
    BACK = "back"
    SKIP = "skip"
    REPEAT = "repeat"
    RESTART = "restart"
    RESUME = "resume"
    ANOTHER = "another"
    CANCEL = "cancel"
    OUT = "out"
    PRIVACY = "privacy"
    MY_DATA = "my_data"
    ERASE = "erase"


@dataclass(frozen=True, slots=True)
class Change:
    """Change the answer to a question, by its id; None when they did not say which."""

    question: str | None = None


@dataclass(frozen=True, slots=True)
class Language:
    """Speak another language; None when they did not say which."""

    code: str | None = None


Command = Plain | Change | Language

_NEAR = 4  # words between being passed on and to whom
_LONGEST_WISH = 10  # words of a sentence that can still be one command
_MENTION = re.compile(r" ?@\w+$")  # Telegram adds the bot's name to a command tapped in a group


def read_command(text: str, words: Words) -> Command | None:
    """The command that the whole message is, or None. Accents, case, a leading «/», a trailing «@bot»: ignored."""
    if len(text) > WORDS_LIMIT:
        return None
    folded = _MENTION.sub("", fold(text).removeprefix("/"))
    said = bare(folded)
    if folded and not said:
        return Plain.HELP if set(folded) <= set("?¿ ") else None
    wished = _without_wish(said, words)
    named = _named(said, words) or (_named(wished, words) if wished else None)
    return named or (Plain.PERSON if _calls_person(said, words) else None)


def _calls_person(said: str, words: Words) -> bool:
    """«Pásame con alguien», «por favor quiero hablar ya con un asesor»: a person, and being passed on to them."""
    spoken = said.split()
    if not 2 <= len(spoken) <= _LONGEST_WISH or not words.of("intent.negations").isdisjoint(spoken):
        return False
    calls = [place for place, word in enumerate(spoken) if word in words.of("change.person_calls")]
    people = [place for place, word in enumerate(spoken) if words.commands.get(word) == Plain.PERSON]
    return any(0 < person - call <= _NEAR for call in calls for person in people)


def _named(said: str, words: Words) -> Command | None:
    if command := words.commands.get(said):
        return Language() if command == "language" else Plain(command)
    if language := words.languages.get(said):
        return Language(language)
    return _read_change(said, words)


def _without_wish(said: str, words: Words) -> str:
    """«Quiero hablar con una persona, por favor» without its wish and its politeness; «» where nothing stood around."""
    polite, wishes = words.of("answer.polite"), words.of("change.wishes")
    if said.count(" ") > _LONGEST_WISH or not (said.startswith(_all(polite | wishes)) or said.endswith(_all(polite))):
        return ""
    kept = f"{said} "
    for courtesy in polite:
        kept = kept.removeprefix(f"{courtesy} ").removesuffix(f" {courtesy} ").rstrip() + " "
    wish = max((wish for wish in wishes if kept.startswith(f"{wish} ")), key=len, default="")
    kept = kept.removeprefix(wish).strip()
    return kept if kept != said else ""


@cache  # a vocabulary is the same for every message
def _all(phrases: frozenset[str]) -> tuple[str, ...]:
    return tuple(phrases)


def _read_change(said: str, words: Words) -> Change | None:
    """«cambiar mi correo», «Telefon ändern», «mi nombre no es Ana», «mi correo está mal»; «cambiar de casa» is none."""
    for denial in words.of("change.denials"):
        subject, _, after = said.partition(f" {denial} ")
        if after and (field := read_field(subject, words)):
            return Change(field)
    for mistake in words.of("change.mistakes") if said.endswith(_all(words.of("change.mistakes"))) else ():
        if said == mistake:
            return Change()
        if said.endswith(f" {mistake}") and (field := read_field(said.removesuffix(mistake), words)):
            return Change(field)
    return _read_verb(said, words)


def _read_verb(said: str, words: Words) -> Change | None:
    """A verb and what to change, in the order of the language."""
    first, _, after = said.partition(" ")
    before, _, last = said.rpartition(" ")
    verbs = words.of("change.verbs")
    what = after if first in verbs else before if last in verbs else None
    if what is None:
        return None
    if (subject := _without_articles(what, words)) in words.of("change.anything") or not subject:
        return Change()
    found = read_field(subject, words)
    return Change(found) if found else None


def read_field(text: str, words: Words) -> str | None:
    """The question that «el correo» or «mi apellido» belongs to, by its id."""
    return words.fields.get(_without_articles(bare(text), words))


def _without_articles(subject: str, words: Words) -> str:
    kept = subject.split()
    while kept and kept[0] in words.of("change.articles"):
        kept.pop(0)
    return " ".join(kept)
