"""What people write once a lead was sent: the lead stays as it is, and what wants something done is for staff."""

from __future__ import annotations

import re

from flows.changing import replace
from flows.commands import follow_up, last_sent
from flows.conversation import Conversation
from flows.outcome import say_it_again
from flows.person import standing, wait_for_person
from flows.turn import AT_END, Scene, Turn, silence
from flows.understanding.message import read
from flows.understanding.notes import read_note
from flows.understanding.text import WORDS_LIMIT, has_no_words
from flows.understanding.yesno import is_courtesy, read_yes_no

PAUSE = re.compile(r"[,.;!\n]+")


def after_the_end(scene: Scene, conversation: Conversation, text: str) -> Turn:
    """Thanks and a second yes get the same ending, anything else is kept with the lead."""
    return follow_up(conversation, text) if is_for_staff(scene, text) else say_it_again(scene, conversation)


def edited_after_the_end(scene: Scene, conversation: Conversation, text: str) -> Turn:
    """The lead is as it was confirmed; what somebody makes of an earlier message now is one more."""
    return follow_up(conversation, text) if is_for_staff(scene, text) else silence(conversation)


def beside_a_person(scene: Scene, conversation: Conversation, text: str) -> Turn:
    """Words to the person they wait for. What belongs to a lead that was sent is kept with it too, unless staff read
    it in this very chat."""
    turn = wait_for_person(scene, conversation)
    sent = last_sent(conversation) if standing(conversation) in AT_END and not scene.flow.same_inbox else None
    return replace(turn, follow_up=(sent.lead, text)) if sent and is_for_staff(scene, text) else turn


def is_for_staff(scene: Scene, text: str) -> bool:
    """Whether it may want something done: more than thanks, a greeting, «ok» or «nada más»."""
    if has_no_words(text):
        return False
    return len(text) > WORDS_LIMIT or any(not says_nothing(scene, part) for part in PAUSE.split(text))


def says_nothing(scene: Scene, text: str) -> bool:
    words = scene.flow.words
    return bool(is_courtesy(read(text), words) or read_yes_no(read(text), words)) or not read_note(read(text), words)
