"""People who write one answer in several bubbles."""

from __future__ import annotations

from datetime import timedelta

from flows.conversation import State
from flows.events import TimerDue
from flows.lead import Budget
from tests.chats import Chat, default_flow


def at_name() -> Chat:
    chat = Chat(default_flow(join=timedelta(seconds=1.5)))
    chat.say("hola", "acepto", "comprar")
    return chat


def pause(chat: Chat) -> str:
    """They have stopped typing."""
    (timer,) = (timer for timer in chat.timers if timer.name == "fragments")
    chat.now = timer.due_at
    return chat.happens(TimerDue(name="fragments"))


def test_pieces_of_a_name_are_one_name() -> None:
    """«Ana» and, a second later, «Peña de la Cruz» are one answer with one reply."""
    chat = at_name()
    assert chat.say("Ana") == ""
    chat.later(seconds=1)
    assert chat.say("Peña de la Cruz") == ""
    assert pause(chat).startswith("Gracias, Ana.")
    assert chat.conversation.draft.name == "Ana Peña de la Cruz"


def test_pieces_of_a_note_keep_their_lines() -> None:
    """A note written in three bubbles is one note of three lines."""
    chat = at_name()
    chat.say("Ana Peña")
    pause(chat)
    chat.say("este mismo", "ana@example.com", "busco en Naco", "dos habitaciones", "US$150 mil")
    assert "Nota: busco en Naco" in pause(chat)
    assert chat.conversation.draft.note == "busco en Naco\ndos habitaciones\nUS$150 mil"
    chat.say("sí")
    assert chat.leads[0].budget == Budget(amount=150_000, currency="USD")


def test_commands_and_options_do_not_wait() -> None:
    """What is clear at once is answered at once, after what was written before it."""
    chat = at_name()
    assert chat.say("ayuda").startswith("Puedo pasar tus datos")
    chat.say("Ana Peña")
    assert chat.say("ayuda").endswith("dime «no tengo».")
    assert chat.conversation.draft.name == "Ana Peña"


def test_elsewhere_nobody_waits() -> None:
    """Only names and notes come in pieces; every other answer is immediate."""
    chat = at_name()
    chat.say("Ana Peña")
    pause(chat)
    assert chat.say("este mismo").startswith("¿A qué correo te mandan los detalles?")
    assert chat.conversation.state is State.EMAIL


def test_a_late_timer_changes_nothing() -> None:
    """The timer of pieces that were already used finds nothing to do."""
    chat = at_name()
    chat.say("Ana Peña")
    assert pause(chat)
    assert chat.happens(TimerDue(name="fragments")) == ""


def test_a_summary_nobody_saw_is_not_confirmed() -> None:
    """A tap that comes while a note is still being written shows the summary; it never sends it."""
    chat = at_name()
    chat.say("Ana Peña")
    pause(chat)
    chat.say("este mismo", "ana@example.com", "busco en Naco")
    assert chat.tap("send").startswith("Revisa, por favor:")
    assert chat.leads == []
