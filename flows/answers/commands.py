"""Words that work in every state (CONVERSATION §6): the whole message must be the word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from flows.answers.text import WORDS_LIMIT, bare, fold
from flows.answers.words import Words


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

_MENTION = re.compile(r" ?@\w+$")  # Telegram adds the bot's name to a command tapped in a group


def read_command(text: str, words: Words) -> Command | None:
    """The command that the whole message is, or None. Accents, case, a leading «/», a trailing «@bot»: ignored."""
    if len(text) > WORDS_LIMIT:
        return None
    folded = _MENTION.sub("", fold(text).removeprefix("/"))
    said = bare(folded)
    if folded and not said:
        return Plain.HELP if set(folded) <= set("?¿ ") else None
    if command := words.commands.get(said):
        return Language() if command == "language" else Plain(command)
    if language := words.languages.get(said):
        return Language(language)
    return _read_change(said, words)


def _read_change(said: str, words: Words) -> Change | None:
    """«cambiar mi correo», «corregir nombre», «mi nombre no es Ana»; something else to change is no command."""
    for denial in words.of("change.denials"):
        subject, _, after = said.partition(f" {denial} ")
        if after and (field := words.fields.get(_without_articles(subject, words))):
            return Change(field)
    verb, _, what = said.partition(" ")
    if verb not in words.of("change.verbs"):
        return None
    if (subject := _without_articles(what, words)) in words.of("change.anything") or not subject:
        return Change()
    found = words.fields.get(subject)
    return Change(found) if found else None


def _without_articles(subject: str, words: Words) -> str:
    kept = subject.split()
    while kept and kept[0] in words.of("change.articles"):
        kept.pop(0)
    return " ".join(kept)
