"""Words that answered no question of ours: what was written before the person agreed, and beside a sign's code."""

from __future__ import annotations

from datetime import timedelta

from flows.asides import with_rest
from flows.changing import replace
from flows.conversation import ChangeOf, Conversation, Pending
from flows.facts import Taken, ask_change, take_facts
from flows.replies import Say
from flows.turn import Scene, Turn, ask_about, go_on, say_first
from flows.understanding.advert import split_advert
from flows.understanding.code import beside_codes, find_code
from flows.understanding.message import Message, read
from flows.understanding.text import clean_note
from flows.understanding.words import Words

WAITS = timedelta(minutes=30)
MOST_WAITING = 5  # messages


def kept_waiting(scene: Scene, conversation: Conversation, text: str) -> Conversation:
    """Words that may be used once the person has agreed, or said that they want to go on."""
    since = conversation.waiting_since if conversation.waiting else scene.now
    kept = tuple(filter(None, (*conversation.waiting, clean_note(text))))[-MOST_WAITING:]
    return replace(conversation, waiting=kept, waiting_since=since)


def use_waiting(scene: Scene, conversation: Conversation, *, greets: bool = False) -> Turn:
    """What was written before the person agreed, if it is not long ago, and then on with what is still missing. A
    question in it is answered, or acknowledged: in the first one here, unless the welcome that `greets` does so, and
    in later ones where they came (CONSENT_AGAIN)."""
    texts = conversation.waiting if is_recent(scene, conversation) else ()
    conversation = replace(conversation, waiting=(), waiting_since=None)
    doubt: Pending | None = None
    says: list[Say] = []
    for place, text in enumerate(texts):
        taken = take_words(scene, conversation, text)
        if count_questions(taken.conversation) == count_questions(conversation):
            says += [say for say in taken.beside if say not in says]
        elif place == 0 and not greets:
            says.append(Say("NOTED"))
        doubt, conversation = taken.doubt or doubt, taken.conversation
    if isinstance(doubt, ChangeOf):
        return say_first(ask_change(conversation, doubt), *says)
    return ask_about(conversation, doubt, *says) if doubt else go_on(conversation, *says)


def count_questions(conversation: Conversation) -> int:
    return sum(aside.kind == "question" for aside in conversation.draft.asides)


def take_words(scene: Scene, conversation: Conversation, text: str) -> Taken:
    """Every fact of a message that answers no question of ours, and what else it says beside our own link's text."""
    words = scene.flow.words
    heard = beside_link(text, words)
    if not heard.words:
        return Taken(conversation=conversation)
    taken = take_facts(scene, conversation, text, None, theirs=heard)
    if taken.found or taken.doubt:
        return taken
    own, advert = split_advert(heard, words)
    conversation, beside = with_rest(scene, taken.conversation, text, own, advert)
    return replace(taken, conversation=conversation, beside=beside)


def beside_link(text: str, words: Words) -> Message:
    """The message without what our own link prepared: «Hola, me interesa esta propiedad (ref. K7M-4PF)» is nobody's."""
    if find_code(text) is None:
        return read(text)
    message = read(beside_codes(text))
    return message.without(message.span_of(place, place + size) for place, size in words.find(message).all("link.says"))


def is_recent(scene: Scene, conversation: Conversation) -> bool:
    return conversation.waiting_since is not None and scene.now - conversation.waiting_since <= WAITS
