"""Silence: one reminder, never at night, and a talk that can be taken up again."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from flows.conversation import EMPTY, State
from flows.events import TimerDue
from flows.outcomes import Created
from flows.timing import awake
from tests.chats import NOON, Chat, default_flow

NUDGED = "¿Seguimos? Me falta tu nombre. Si ya no te interesa, escribe «salir» y no te escribo más."


class Waiting(Chat):
    """A chat whose timers come due when time goes by."""

    def wait(self, **ago: float) -> str:
        """What was said meanwhile, unasked."""
        until = self.now
        self.later(**ago)
        until, self.now = self.now, until
        said = []
        while due := min(
            (timer for timer in self.timers if timer.due_at <= until), key=lambda t: t.due_at, default=None
        ):
            self.timers.remove(due)
            self.now = due.due_at
            said.append(self.happens(TimerDue(name=due.name, about=due.about)))
        self.now = until
        return "".join(said)


def at_name(*, now: datetime = NOON) -> Waiting:
    chat = Waiting(now=now)
    chat.say("hola", "acepto", "comprar")
    return chat


def test_one_reminder_an_hour_later() -> None:
    """Who stops half-way is reminded once, of what is missing, and never again."""
    chat = at_name()
    assert chat.wait(minutes=59) == ""
    assert chat.wait(minutes=1) == NUDGED
    assert chat.wait(hours=20) == ""
    assert chat.say("Ana Peña").startswith("Gracias, Ana.")
    assert chat.wait(hours=20) == ""


def test_whoever_goes_on_is_not_hurried() -> None:
    """The hour counts from their last message."""
    chat = at_name()
    chat.wait(minutes=50)
    chat.say("Ana Peña")
    assert chat.wait(minutes=59) == ""
    assert chat.wait(minutes=1).startswith("¿Seguimos? Me falta tu correo.")


LATE = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)  # 20:30 in Santo Domingo


def test_no_reminder_at_night() -> None:
    """At night it waits for the morning, and one that would come too late for WhatsApp is not sent."""
    chat = at_name(now=LATE)
    assert chat.wait(hours=11) == ""
    assert chat.wait(hours=1) == NUDGED


@pytest.mark.parametrize("words", ["salir", "persona", "cancelar"])
def test_no_reminder_to_somebody_who_wants_none(words: str) -> None:
    """Who left, or wants a person, is not written to."""
    chat = at_name()
    chat.say(words)
    assert chat.wait(hours=20) == ""


def test_no_reminder_after_sending_or_before_agreeing() -> None:
    """There is nothing to remind of."""
    chat = Waiting()
    chat.to_review()
    chat.say("sí")
    chat.settled(Created())
    assert chat.wait(hours=20) == ""
    chat = Waiting()
    chat.say("hola")
    assert chat.wait(hours=20) == ""


def test_the_next_round_has_its_own_reminder() -> None:
    """One reminder a draft, not one a life."""
    chat = at_name()
    chat.wait(hours=1)
    chat.say("cancelar", "hola", "acepto", "comprar")
    assert chat.wait(hours=1) == NUDGED


def test_the_reminder_can_be_turned_off() -> None:
    """An agency that sets `nudge_minutes = 0` reminds nobody."""
    chat = Waiting(default_flow(nudge=timedelta(0)))
    chat.say("hola", "acepto")
    assert chat.timers == []


QUIET = [
    ("12:00", (time(20), time(8)), "12:00", "by day"),
    ("21:15", (time(20), time(8)), "next 08:00", "in the evening"),
    ("03:00", (time(20), time(8)), "08:00", "at night"),
    ("08:00", (time(20), time(8)), "08:00", "in the morning"),
    ("13:30", (time(13), time(15)), "15:00", "siesta"),
    ("16:00", (time(13), time(15)), "16:00", "after the siesta"),
    ("03:00", (time(0), time(0)), "03:00", "no quiet hours"),
]


@pytest.mark.parametrize(("at", "quiet", "until", "why"), QUIET, ids=[why for *_, why in QUIET])
def test_quiet_hours(at: str, quiet: tuple[time, time], until: str, why: str) -> None:
    """What is sent unasked waits for the end of the agency's quiet hours."""
    zone = ZoneInfo("America/Santo_Domingo")
    when = datetime.combine(NOON.date(), time.fromisoformat(at), tzinfo=zone).astimezone(UTC)
    day = 24 if until.startswith("next") else 23
    expected = datetime.combine(date(2026, 11, day), time.fromisoformat(until.split()[-1]), tzinfo=zone)
    assert awake(when, quiet, zone) == expected


def test_a_day_later_we_ask() -> None:
    """After a day the chat asks before going on, and goes on where it stopped."""
    chat = at_name()
    chat.wait(hours=25)
    assert chat.say("hola") == "Nos quedamos a la mitad. ¿Seguimos?"
    assert chat.say("sí").startswith("¿Cómo te llamas?")


def test_what_they_came_back_with_is_used() -> None:
    """The message that broke the silence is not lost."""
    chat = at_name()
    chat.say("Ana Peña", "este mismo")
    chat.wait(hours=25)
    chat.say("mi correo es ana@example.com")
    assert chat.say("sí, seguir").startswith("Última, y es opcional")


def test_a_day_later_they_may_start_over_or_leave() -> None:
    """Nobody is held to yesterday's answers."""
    chat = at_name()
    chat.say("Ana Peña")
    chat.wait(hours=25)
    chat.say("hola")
    assert chat.say("empezar de nuevo").startswith("Hola, soy el asistente automático")
    assert chat.conversation.draft == EMPTY
    chat = at_name()
    chat.wait(hours=25)
    chat.say("hola")
    assert chat.say("no, gracias").startswith("Listo, no envié nada")


def test_a_week_later_it_is_forgotten() -> None:
    """After a week the draft is gone, and so it is a day after a greeting that nobody answered."""
    chat = at_name()
    chat.say("Ana Peña")
    chat.wait(days=7)
    assert chat.say("hola").startswith("Hola, soy el asistente automático")
    assert chat.conversation.draft == EMPTY
    chat.wait(hours=25)
    assert chat.say("buenas").startswith("Hola, soy el asistente automático")


def test_a_new_sign_breaks_any_silence() -> None:
    """Who scans a sign after a day is told about that property, not about yesterday."""
    chat = at_name()
    chat.wait(hours=25)
    assert chat.say("ref K7M4PF").startswith("Veo que te interesa: Apartamento 3 hab. en Naco.")
    assert chat.conversation.state is State.NAME
