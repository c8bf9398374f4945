"""The options shown: tapped, or typed by their position, label, a synonym, or what points at them."""

from __future__ import annotations

from flows.commands import last_sent, skip
from flows.conversation import Conversation, State, WhichEmail, WhichPhone
from flows.events import OptionTapped
from flows.hearing.answers import missed
from flows.hearing.echoes import before_them, is_echo
from flows.meant import lexicon_of
from flows.outcome import say_it_again
from flows.replies import Option, Say
from flows.states import deed_of, offered, row_of
from flows.turn import AT_END, Scene, Turn, aside
from flows.understanding.corrections import read_field
from flows.understanding.echo import read_echo
from flows.understanding.message import read
from flows.understanding.options import read_option
from flows.understanding.place import read_place

MOST_POINTING = 4  # figures that can point at a number; with more of them it is another number


def tapped(scene: Scene, conversation: Conversation, event: OptionTapped) -> Turn:
    """A button: it counts only while its own question is pending."""
    sent = last_sent(conversation)
    if conversation.state in AT_END and sent and event.option == "send" and event.step == sent.step:
        return say_it_again(scene, conversation)
    if is_pending_tap(scene, conversation, event):
        return choose(scene, conversation, event.option)
    return aside(conversation, Say("STALE"))


def is_pending_tap(scene: Scene, conversation: Conversation, tap: OptionTapped) -> bool:
    """Whether a tap is on the question that is pending, and not on an older one."""
    shown = offered(scene.flow, conversation).options
    return tap.step in (None, conversation.step) and any(tap.option == one.id for one in shown)


def find_option(scene: Scene, conversation: Conversation, text: str) -> str | None:
    """The option that a typed text means: its position, its label, a synonym, or a plain yes or no; None if none."""
    row, words = row_of(conversation), scene.flow.words
    shown = offered(scene.flow, conversation).options
    unshown = tuple(Option(id) for id in row.unshown)
    if named := read_option(read(text), shown, words) or read_option(read(text), unshown, words):
        return named.id
    if echoed := read_echo(read(text), before_them(scene, conversation), scene.flow.catalogue(conversation), words):
        return echoed
    if isinstance(conversation.pending, WhichPhone | WhichEmail):
        return one_of_two(scene, conversation, text)
    if conversation.state in (State.EDIT, State.REVIEW):
        field = read_field(read(text).said, words)
        if field and scene.flow.find(field):
            return f"edit_{field}"
    return None


def one_of_two(scene: Scene, conversation: Conversation, text: str) -> str | None:
    """The option that «el que termina en 66» or "the gmail one" points at; None where a value of its own is written."""
    figures = sum(letter.isdecimal() for letter in text)
    if "@" in text or figures > MOST_POINTING or is_echo(scene, conversation, text):
        return None
    choices = before_them(scene, conversation)[0].choices
    place = read_place(read(text), lexicon_of(scene, conversation), [choice.label for choice in choices])
    return None if place is None else choices[place].id


def choose(scene: Scene, conversation: Conversation, option: str) -> Turn:
    """Do what an offered option says."""
    row = row_of(conversation)
    if option == "skip":
        return skip(scene, conversation)
    if deed := deed_of(row, option):
        turn = deed(scene, conversation)
    else:
        turn = row.any_option(scene, conversation, option) if row.any_option else None
    return turn or missed(scene, conversation)
