"""Whoever speaks one of the eight languages, and nothing else, gets from the greeting to the end."""

from __future__ import annotations

import pytest

from bot.wording import LANGUAGES, load_catalogue
from flows.conversation import State
from flows.outcomes import Created
from tests.chats import Chat

ANSWERS = ("Ana Peña", "own", "ana@example.com", "skip", "send")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_talk_in_one_language(language: str) -> None:
    """Every question, button and ending is in the chat's language, and its own labels answer it."""
    labels = load_catalogue(language).options
    chat = Chat()
    chat.say("hola", labels[f"lang_{language}"])
    assert chat.conversation.language == language
    for answer in ("accept", "buy", *ANSWERS):
        chat.say(labels.get(answer, answer))
        assert chat.heard
        assert all(choice.label in labels.values() for choice in chat.heard.choices)
    assert chat.conversation.state is State.SENDING
    (lead,) = chat.leads
    assert (lead.full_name, lead.language, lead.intent) == ("Ana Peña", language, "buy")
    assert "Ana" in chat.settled(Created())


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_names_words_that_work(language: str) -> None:
    """Each word that the help offers is understood in the language it is offered in."""
    chat = Chat()
    chat.say("hola", load_catalogue(language).options[f"lang_{language}"])
    offered = load_catalogue(language).texts["HELP"].partition(":")[2].split(",")[0].strip(" .\u202f«»")
    before = chat.conversation.misses
    assert chat.say(offered)
    assert chat.conversation.misses == before
