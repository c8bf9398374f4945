"""Plays the transcripts of `conversations/` through the real service and the sandbox's phones.

A transcript is a title, `key: value` lines, and then the talk: `>` is the person, `<` the one answer, word for word,
with its options in brackets on the last line; `#` says what happens meanwhile, `=` what the CRM has received in the
end. `W` or `T` before a sign limits the line to WhatsApp or Telegram. References are written `R-…`. Hours and days of a
transcript go by at once: the service reads its time from a clock of ours.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from bot.main import running
from bot.sandbox.telegram_phone import TelegramPhone
from bot.sandbox.twilio_phone import Bubble, Phone
from bot.sandbox.world import SIGN, World, hang_sign, open_world
from bot.wording import load_catalogues
from flows.events import Sign
from flows.wording import QUOTED

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "tests" / "conversations"
HEARD_WITHIN_S = 10
HINTS = ("Responde con el número.", "Reply with the number.", "Répondez avec le numéro.")
ALONE = tuple(catalogue.texts["OPTION_ALONE"] for catalogue in load_catalogues().values())
REFERENCE = re.compile(r"R-[0-9A-Z]{5}")
LINE = re.compile(r"(?P<channel>[WT]?)(?P<sign>[><#=]) ?(?P<text>.*)")
HIDDEN = "DO.8a1f0c5e77"  # how WhatsApp names somebody who hides their number
SIGNS = {
    "K7M4PF": SIGN,
    "T4K7ND": Sign(code="T4K7ND", title="Villa 2 hab. en Las Terrenas", property_uid="VLT2H7Q9ZX", type="venta"),
    "C8F2T7": Sign(code="C8F2T7", title="Casa en Gazcue", property_uid="CGZ8R1M4KP", type="alquiler", state="retired"),
}
QUICK = {"receipt_seconds": 1.5, "timeout_seconds": 0.5, "retry_seconds": [0.3], "ambiguous_retry_seconds": [2.5]}


@dataclass(frozen=True, slots=True)
class Line:
    """One step of the talk; `options` are those of an answer."""

    sign: str
    text: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """A transcript as it was read; `settings` are its `key: value` lines."""

    name: str
    title: str
    settings: Mapping[str, str]
    lines: Mapping[str, Sequence[Line]]  # by channel

    @property
    def channels(self) -> list[str]:
        """Those whose answers it has word for word."""
        return self.settings["channels"].split(", ")


@dataclass(slots=True)
class Heard:
    """What came back, in the transcript's own form."""

    lines: list[Line] = field(default_factory=list)


class Person(Protocol):
    """Somebody in front of a channel."""

    async def do(self, action: str) -> None: ...
    async def hear(self, expected: Line) -> tuple[str, tuple[str, ...]]: ...


def transcripts() -> list[Transcript]:
    return [read(path) for path in sorted(FOLDER.glob("*.txt"))]


def read(path: Path) -> Transcript:
    """The transcript in a file."""
    title, _, rest = path.read_text(encoding="utf-8").partition("\n")
    head, _, talk = rest.partition("\n\n")
    settings = dict(line.split(": ", 1) for line in head.splitlines() if line)
    lines = {channel: read_talk(talk, channel) for channel in ("whatsapp", "telegram")}
    return Transcript(name=path.stem, title=title, settings=settings, lines=lines)


def read_talk(talk: str, channel: str) -> list[Line]:
    blocks: list[str] = []
    for raw in talk.splitlines():
        if LINE.match(raw):
            blocks.append(raw)
        elif blocks:
            blocks[-1] += "\n" + raw.removeprefix("  ")
    found = [LINE.fullmatch(block.split("\n")[0]) for block in blocks]
    return [
        read_line(match["sign"], block[match.start("text") :])
        for match, block in zip(found, blocks, strict=True)
        if match and match["channel"] in ("", channel[0].upper())
    ]


def read_line(sign: str, text: str) -> Line:
    body, _, last = text.strip("\n").rpartition("\n")
    if sign == "<" and re.fullmatch(r"(\[[^\]]+\] ?)+", last):
        return Line(sign, body.strip(), tuple(re.findall(r"\[([^\]]+)\]", last)))
    return Line(sign, text.strip())


class WhatsAppPerson:
    """Taps what can be tapped."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self._last: Bubble | None = None

    async def do(self, action: str) -> None:
        match action:
            case "(voice note)":
                await self._phone.send_media("audio/ogg")
            case "(photo)":
                await self._phone.send_media("image/jpeg")
            case "(location)":
                await self._phone.send_location()
            case _ if action.startswith("[") and self._last:
                await self._phone.press(self._last, self._buttons().index(action.strip("[]")))
            case _:
                await self._phone.say(action.strip("[]"))

    async def hear(self, expected: Line) -> tuple[str, tuple[str, ...]]:
        self._last = await self._phone.hear()
        return self._last.text, self._buttons()

    def _buttons(self) -> tuple[str, ...]:
        return tuple(button.label for button in self._last.buttons) if self._last else ()


class TelegramPerson:
    """Taps what can be tapped."""

    def __init__(self, phone: TelegramPhone) -> None:
        self._phone = phone
        self._last = 0
        self._keyboard_was_up = False

    async def do(self, action: str) -> None:
        shared = re.fullmatch(r"\(shares own number (.+)\)", action)
        match action:
            case "(voice note)":
                self._phone.send_media("voice")
            case "(photo)":
                self._phone.send_media("photo")
            case "(location)":
                self._phone.send_location()
            case _ if shared:
                self._phone.share_contact(shared[1])
            case _ if action.startswith("[") and self._buttons():
                self._phone.tap(self._last, action.strip("[]"))
            case _:
                self._phone.say(action.strip("[]"))

    async def hear(self, expected: Line) -> tuple[str, tuple[str, ...]]:
        bubble = await self._phone.hear()
        self._last = bubble.id
        is_up = self._phone.keyboard is not None  # one that was used has folded away
        has_buttons_place, self._keyboard_was_up = not (is_up or self._keyboard_was_up), is_up
        return (
            (bubble.text, self._buttons())
            if has_buttons_place or self._buttons()
            else without_numbers(bubble.text, expected)
        )

    def _buttons(self) -> tuple[str, ...]:
        if not self._last:
            return ()
        return tuple(button.label for row in self._phone.bubble(self._last).buttons for button in row)


def without_numbers(text: str, expected: Line) -> tuple[str, tuple[str, ...]]:
    """A message of text alone without its numbered options, and those options; one alone is named, by the text itself
    or behind it."""
    if len(expected.options) == 1:
        named = [sentence.replace("{label}", expected.options[0]) for sentence in ALONE]
        said = [expected.text] if QUOTED.search(expected.text) else [f"{expected.text}\n{each}" for each in named]
        return (expected.text, expected.options) if REFERENCE.sub("R-…", text) in said else (text, ())
    lines = text.split("\n")
    if lines[-1] not in HINTS:
        return text, ()
    count = next(n for n in range(1, len(lines)) if not re.match(r"\d+\. ", lines[-1 - n])) - 1
    options = tuple(line.split(". ", 1)[1] for line in lines[-1 - count : -1])
    return "\n".join(lines[: -1 - count]), options


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """How somebody meets a kind of channel. `like`: whose lines of a transcript they follow. `channels`: the agency's,
    where they are not those of the sandbox."""

    like: str
    person: Callable[[World, Transcript], Person]
    channels: Mapping[str, Any] | None = None


def on_whatsapp(world: World, transcript: Transcript) -> Person:
    address = transcript.settings.get("own number", "+18095550134")
    return WhatsAppPerson(world.twilio.phone(HIDDEN if address == "hidden" else address, profile_of(transcript)))


def on_telegram(world: World, transcript: Transcript) -> Person:
    language = transcript.settings.get("app language", "es")
    return TelegramPerson(world.telegram.phone(4711, profile_of(transcript), language=language))


def profile_of(transcript: Transcript) -> str:
    return transcript.settings.get("profile", "Ana")


FRONTS = {
    "whatsapp": Front(like="whatsapp", person=on_whatsapp),
    "telegram": Front(like="telegram", person=on_telegram),
}


@asynccontextmanager
async def meeting(
    transcript: Transcript, front: Front, folder: Path, database_url: str, clock: MovedClock
) -> AsyncIterator[tuple[Person, World]]:
    """The person of a transcript in front of a running service."""
    chosen = transcript.settings
    agency: dict[str, Any] = {
        "timezone": zone_where_it_is_noon(),
        "privacy_url": "https://casacaribe.example/privacidad",
    }
    agency |= {key: chosen[key] for key in ("tell_registered", "consent") if key in chosen}
    if "flow" in chosen:
        agency["flow"] = str(ROOT / chosen["flow"])
    if front.channels:
        agency["channels"] = front.channels
    async with open_world(folder, agency=agency, delivery=QUICK, database_url=database_url) as world:
        for code in chosen.get("signs", "").split():
            await hang_sign(world.settings, SIGNS[code])
        person = front.person(world, transcript)
        async with running(world.settings, clock):
            if not front.channels:
                await world.telegram.until(lambda: bool(world.telegram.updates.webhook))
            yield person, world


async def play(
    transcript: Transcript, front: Front, folder: Path, database_url: str
) -> tuple[list[Line], list[Mapping[str, Any]]]:
    """What really happens: the same lines, with the answers that came; and the leads in the CRM."""
    happened: list[Line] = []
    clock = MovedClock()
    async with meeting(transcript, front, folder, database_url, clock) as (person, world):
        for line in transcript.lines[front.like]:
            match line.sign:
                case ">":
                    await person.do(line.text)
                    happened.append(line)
                case "#" if later := re.fullmatch(r"(\d+) (minutes|hours|days) later", line.text):
                    clock.ahead += timedelta(**{later[2]: int(later[1])})
                    happened.append(line)
                case "#":
                    MEANWHILE[line.text](world)
                    happened.append(line)
                case "<":
                    async with asyncio.timeout(HEARD_WITHIN_S):
                        text, options = await person.hear(line)
                    happened.append(Line("<", REFERENCE.sub("R-…", text), options))
                case "=":
                    happened.append(Line("=", received([lead.body for lead in world.crm.received], line.text)))
        return happened, [lead.body for lead in world.crm.received]


def received(leads: Sequence[Mapping[str, Any]], expectation: str) -> str:
    """What the CRM has: «nothing», «2 leads», or of the last lead «field: value», «field has words», «field has 3 ×
    words», «field lacks words», «field is absent»."""
    if expectation == "nothing" or expectation.endswith(" leads"):
        return f"{len(leads)} leads" if leads else "nothing"
    name, sign, value = re.fullmatch(r"(\w+)( has | lacks |: | is absent)(.*)", expectation, re.DOTALL).groups()  # type: ignore[union-attr]  # None fails the test
    body = leads[-1]
    said = str(body.get(name, ""))
    if sign == " is absent":
        return expectation if name not in body else f"{name}: {said}"
    match sign:
        case " has ":
            times, _, words = value.rpartition(" × ")
            good = said.count(words) == int(times) if times else words in said
        case " lacks ":
            good = value not in said
        case _:
            good = value == said
    return expectation if good else f"{name}: {said}"


class MovedClock:
    """The real time, and what a transcript let go by."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


def knows(phone: str) -> Callable[[World], None]:
    return lambda world: world.crm.know(phone=phone)


def fails(*faults: str) -> Callable[[World], None]:
    return lambda world: world.crm.faults.extend(faults)


MEANWHILE: Mapping[str, Callable[[World], None]] = {
    "the CRM knows 809-555-0134": knows("8095550134"),
    "the CRM knows 829-555-0199": knows("8295550199"),
    "the CRM takes the next lead and does not answer": fails("lost"),
    "the CRM is down for the next try": fails("503"),
}


def zone_where_it_is_noon() -> str:
    """A time zone in which nobody has to wait for the morning, whenever the tests run."""
    east = 12 - datetime.now(UTC).hour
    return f"Etc/GMT{-east:+d}" if -east else "Etc/GMT"
