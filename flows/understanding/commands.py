"""Words that work in every state (conversation §6): the whole message must be the word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from flows.understanding.corrections import Change, read_change
from flows.understanding.message import Message
from flows.understanding.text import WORDS_LIMIT
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
class Language:
    """Speak another language; None when they did not say which."""

    code: str | None = None


Command = Plain | Change | Language

_NEAR = 4  # words between being passed on and to whom
_LONGEST_WISH = 10  # words of a sentence that can still be one command
_MENTION = re.compile(r" ?@\w+$")  # Telegram adds the bot's name to a command tapped in a group


def read_command(message: Message, words: Words) -> Command | None:
    """The command that the whole message is, or None. Accents, case, a leading «/», a trailing «@bot»: ignored."""
    if len(message.text) > WORDS_LIMIT:
        return None
    if message.text and not message.words:
        return Plain.HELP if set(message.text) <= set("?¿ ") else None
    if mention := _MENTION.search(message.text):
        message = message.within(0, mention.start())
    named = _named(message.said, words)
    if named is None and (wished := _without_wish(message, words)):
        named = _named(wished, words)
    return named or _correction(message, words) or (Plain.PERSON if _calls_person(message.said, words) else None)


def _correction(message: Message, words: Words) -> Change | None:
    """What is to change; another budget is read from the words themselves."""
    change = read_change(message, words)
    return None if change and change.question == "budget" and change.value else change


def _calls_person(said: Sequence[str], words: Words) -> bool:
    """«Pásame con alguien», «por favor quiero hablar ya con un asesor»: a person, and being passed on to them."""
    if not 2 <= len(said) <= _LONGEST_WISH or not words.of("intent.negations").isdisjoint(said):
        return False
    calls = [place for place, word in enumerate(said) if word in words.of("change.person_calls")]
    people = [place for place, word in enumerate(said) if words.commands.get(word) == Plain.PERSON]
    return any(0 < person - call <= _NEAR for call in calls for person in people)


def _named(said: Sequence[str], words: Words) -> Command | None:
    whole = " ".join(said)
    if command := words.commands.get(whole):
        return Language() if command == "language" else Plain(command)
    if language := words.languages.get(whole):
        return Language(language)
    return None


def _without_wish(message: Message, words: Words) -> Sequence[str]:
    """«Quiero hablar con una persona, por favor» without wish and politeness; () where neither stood there."""
    phrases, start, end = words.find(message), 0, len(message.words)
    if end > _LONGEST_WISH + 1:
        return ()
    while size := phrases.at(start, "answer.polite"):
        start += size
    start += phrases.at(start, "change.wishes")
    endings = {place + size: place for place, size in phrases.all("answer.polite")}
    while end in endings:
        end = endings[end]
    return message.said[start:end] if end - start < len(message.words) else ()
