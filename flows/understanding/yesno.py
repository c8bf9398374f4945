"""Yes and no, in any of the languages. A digit is never either: it means an option's position (conversation §8)."""

from __future__ import annotations

from flows.understanding.message import Message
from flows.understanding.text import WORDS_LIMIT
from flows.understanding.words import Words


def read_yes_no(message: Message, words: Words) -> bool | None:
    """True for yes, False for no, None when the whole message is neither. «siii», «Ok, dale» and 👍🏽 count."""
    if len(message.text) > WORDS_LIMIT:
        return None
    phrases, size = words.find(message), len(message.words)
    if phrases.has("answer.no") and phrases.covers(size, "answer.no", "answer.polite"):
        return False
    return True if phrases.has("answer.yes") and phrases.covers(size, "answer.yes", "answer.polite") else None


def is_courtesy(message: Message, words: Words) -> bool:
    """Whether a message only greets or thanks: «hola, buenas tardes», «¿cómo estás?», «muchas gracias». «Tudo bem»
    greets as a question or beside a greeting."""
    phrases = words.find(message)
    well = ("answer.well",) if message.asks or phrases.has("answer.greeting") else ()
    return phrases.covers(len(message.words), "answer.greeting", "answer.polite", *well)
