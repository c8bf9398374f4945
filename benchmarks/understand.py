"""What understanding a message costs, beside one bare parse of phonenumbers.

    python -m benchmarks.understand

Microseconds of one processor for a message, the least of nine rounds, taken in turns. No round has a text of an
earlier one, so nothing is remembered of a message; what people say again, single words, is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import process_time

import phonenumbers

from bot.wording import load_vocabulary
from flows.understanding.closed import read_closed
from flows.understanding.message import read
from flows.understanding.several import read_facts
from flows.understanding.words import closed_lexicon

ROUNDS = 9
PEOPLE = ("Ana", "Luisa", "Carmen", "Rafael", "Pedro", "Marta", "Carlos", "Elena", "Julio", "Rosa")
SHORT = ("sí", "no tengo", "el primero", "no sé", "ok, gracias", "otro número", "este mismo", "alquilar", "después")
FULL = (
    "Hola, soy {name} Peña, quiero alquilar un apartamento en Naco, mi número es 809-555-0{number} y mi correo es "
    "{name}.pena{number}@gmail.com"
)
AIMS = {"short answer": 150, "all facts": 1000}  # µs
WORDS = load_vocabulary().heard_in(("es",))


def short(number: int) -> list[str]:
    return [f"{said}{' ' * number}{mark}" for said in SHORT for mark in (".", "!", "…", ";", ",", " :)", "!!", "..")]


def full(number: int) -> list[str]:
    return [FULL.format(name=name, number=100 + number * 10 + place) for place, name in enumerate(PEOPLE)]


def understand(text: str) -> None:
    """As the e-mail question does: what it means without a value, and every fact in it."""
    message = read(text)
    read_closed(message, closed_lexicon(WORDS, "es", "es"))
    read_facts(message, WORDS, asked="email", region="DO")


def parse(text: str) -> None:
    phonenumbers.parse(text, "DO")


def cost(work: Callable[[str], None], texts: Sequence[str]) -> float:
    """Of one text, in µs."""
    before = process_time()
    for text in texts:
        work(text)
    return (process_time() - before) / len(texts) * 1e6


def main() -> None:
    """One line each."""
    numbers = [f"809-555-0{number}" for number in range(100, 200)]
    rounds = [
        {
            "phonenumbers": cost(parse, numbers),
            "short answer": cost(understand, short(number)),
            "all facts": cost(understand, full(number)),
        }
        for number in range(ROUNDS + 1)
    ]
    least = {name: min(one[name] for one in rounds[1:]) for name in rounds[0]}  # the first one builds the vocabulary
    for name, spent in least.items():
        aim = f"   aim {AIMS[name]}" if name in AIMS else ""
        print(f"{name:14}{spent:7.0f} µs   {spent / least['phonenumbers']:6.1f} × a bare parse{aim}")


if __name__ == "__main__":
    main()
