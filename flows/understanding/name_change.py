"""Corrections of a name in words: «es con z», «Díaz, no Días», «con doble l», «mi apellido es Peña».

A correction counts only where it changes exactly one place of the name in exactly one way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import OSA

from flows.understanding.kinds import PhraseKind
from flows.understanding.message import Message
from flows.understanding.name_line import Line, read_line
from flows.understanding.name_surname import added_surname, skip_copulas
from flows.understanding.name_words import LONGEST, take_name
from flows.understanding.scope import is_own, names_others, only_corrects, says_nothing_else
from flows.understanding.text import WORDS_LIMIT, fold
from flows.understanding.words import Words

_MOST_REPLACED = 4  # words of a name that are replaced together
_MOST_SLIPS = 2  # letters in which a word and its correction differ
_LONG_WORD = 5  # letters from which two of them may differ

# After each letter those that are written for it by mistake, in the languages that are written in these letters.
_SLIPS = "zsc szcx cszkq kcq qck bv vbw wvu gj jgyxh yij iye eia ae ou uo nm mn ñn xsj dt td fp lr rl"
_HEARD_AS = {letters[0]: letters[1:] for letters in _SLIPS.split()}
_ACCENTED = dict(zip("aeiou", "áéíóú", strict=True))
_TAKES_H = ("t", "c", "p")  # «Martha», «Ruth»
_VOWELS = "aeiouáéíóú"
_INNER: tuple[PhraseKind, ...] = ("correct.doubles", "correct.singles", "correct.accents")


@dataclass(frozen=True, slots=True)
class _Change:
    """What is said about a letter. `at`: the last or the first of its word, or anywhere."""

    kind: str  # «takes», «lacks», «doubles», «singles» or «accents»
    letter: str
    at: str = ""


def correct_name(message: Message, known: str, words: Words) -> str | None:
    """`known` as the words correct it, None when they do not, or leave open what they change."""
    line = read_line(message.within(0, min(WORDS_LIMIT, len(message.text))), words)
    for rule in (_exchanged, _respelt, added_surname, _replaced):
        if found := {full for full in rule(line, known.split()) if full != known and len(full) <= LONGEST}:
            return found.pop() if len(found) == 1 else None
    return None


def _exchanged(line: Line, known: list[str]) -> Iterator[str]:
    """«Díaz, no Días», «no es Días, es Díaz», «Ana Rosa no Ana María»."""
    for place, size in line.found.all("correct.nots"):
        if names_others(line.message.said, line.words):
            return
        denied = skip_copulas(line, place + size)
        ends = range(take_name(line, denied, "sure"), denied, -1)
        old = next(((end, found) for end in ends if (found := _find(known, _text(line, denied, end)))), None)
        if old is None:
            continue
        start, end = _name_before(line, place), place
        if start == end:
            start = skip_copulas(line, old[0])
            end = take_name(line, start, "sure") if start > old[0] else start
        if end > start:
            yield _put(known, old[1], _text(line, start, end))


def _respelt(line: Line, known: list[str]) -> Iterator[str]:
    """«con z», «Peña con ñ», «Gonzáles con s al final», «con doble l»."""
    changes = list(_changes(line))
    if len(changes) != 1:
        return
    change = changes[0]
    if given := _given(line, known):
        target, spelling = given
        yield from (_with(known, target, word) for word in _spelt_as(known[target], spelling, change))
        return
    surname = line.found.has("correct.surname")
    if not surname and not only_corrects(line.message.said, line.words):
        return  # «busco con b» is about something else
    scope = range(1 if surname and len(known) > 1 else 0, len(known))
    yield from (_with(known, at, word) for at in scope for word in _apply(known[at], change))


def _replaced(line: Line, known: list[str]) -> Iterator[str]:
    """«mi apellido es Peña», «es Castillo»: a word that is like one of the name, or the surname."""
    surname = line.found.has("correct.surname")
    if not surname and not line.found.has("correct.marks"):
        return
    told = is_own(line.message, "name", line.words)
    for place, _ in line.found.all("correct.copulas"):
        start = skip_copulas(line, place)
        end = take_name(line, start, "sure")
        if end > start and (told or _is_said_alone(line, place, end)):
            yield from _in_place(known, _text(line, start, end), surname=surname)


def _in_place(known: list[str], given: str, *, surname: bool) -> Iterator[str]:
    """The name with what was given where it belongs."""
    words = given.split()
    if len(words) > 1:
        if not surname and any(_find(known, word) or _like(known, word) for word in words):
            yield given
        return
    alike = _like(known, given)
    if len(alike) == 1 or (surname and len(known) == 2 and not alike):
        place = alike[0] if alike else 1
        yield _with(known, place, _cased_like(given, known[place]))


def _is_said_alone(line: Line, start: int, end: int) -> bool:
    """Whether nothing but a correction stands around: «mi vecina es Ana Gómez, no la conozco» is none."""
    return says_nothing_else((*line.message.said[:start], *line.message.said[end:]), line.words)


def _changes(line: Line) -> Iterator[_Change]:
    """What is said of letters."""
    after = 0
    for place, size in sorted(line.found.all("correct.takes", "correct.lacks")):
        if place < after:
            continue
        kind, after = "takes" if line.at(place, "correct.takes") else "lacks", place + size
        inner = next((kind for kind in _INNER if line.at(after, kind)), None)
        if inner:
            kind, after = inner.removeprefix("correct."), after + line.at(after, inner)
        letter = _letter(line, after)
        if letter or kind == "accents":
            after += bool(letter)
            where = "last" if line.at(after, "correct.last") else "first" if line.at(after, "correct.first") else ""
            yield _Change(kind, letter, where)


def _letter(line: Line, place: int) -> str:
    """The letter named at `place`, «» when none is."""
    if place >= len(line):
        return ""
    written, said = line[place].text.lower(), line[place].said
    if written == "eñe":
        return "ñ"
    if len(written) == 1 and written.isalpha():
        return written
    if len(said) == 2 and said[0] == said[1]:
        return said
    two = line.message.phrase(place, place + 2)
    named = (pair.rpartition(" ") for pair in line.words.of("correct.letters"))
    return next((letter for name, _, letter in named if name in (said, two)), "")


def _apply(word: str, change: _Change) -> set[str]:
    """`word` with the change in each place where it can be made."""
    made = _CHANGES[change.kind](word, change.letter)
    ends = {"last": len(word) - 1, "first": 0}
    return {new for at, new in made if change.at == "" or at == ends[change.at]}


_Made = Iterator[tuple[int, str]]  # the place of the letter, and the word with it changed


def _take(word: str, letter: str) -> _Made:
    if len(letter) == 2:
        yield from _double(word, letter)
    elif letter == "h" and word[0].lower() in _VOWELS:
        yield 0, _as("h", word[0]) + word[0].lower() + word[1:]
    elif letter == "h":
        pairs = enumerate(pairwise([*word.lower(), ""]))
        yield from (
            (at, f"{word[: at + 1]}h{word[at + 1 :]}") for at, (c, nxt) in pairs if c in _TAKES_H and nxt != "h"
        )
    else:
        wrong = _HEARD_AS.get(letter, "")
        yield from ((at, _set(word, at, letter)) for at, c in enumerate(word) if c.lower() in wrong)


def _lack(word: str, letter: str) -> _Made:
    yield from ((at, word[:at] + word[at + 1 :]) for at, c in enumerate(word) if fold(c) == letter)


def _double(word: str, letter: str) -> _Made:
    for at, c in enumerate(word.lower()):
        if c == letter[0] and c not in (word[at - 1 : at].lower(), word[at + 1 : at + 2].lower()):
            yield at, word[: at + 1] + c + word[at + 1 :]


def _single(word: str, letter: str) -> _Made:
    pairs = enumerate(pairwise(word.lower()), 1)
    yield from ((at, word[:at] + word[at + 1 :]) for at, pair in pairs if pair == (letter[0], letter[0]))


def _accent(word: str, letter: str) -> _Made:
    for at, c in enumerate(word.lower()):
        if c in _ACCENTED and letter in ("", c):
            yield at, _set(word, at, _ACCENTED[c])


_CHANGES: dict[str, Callable[[str, str], _Made]] = {
    "takes": _take,
    "lacks": _lack,
    "doubles": _double,
    "singles": _single,
    "accents": _accent,
}


def _given(line: Line, known: list[str]) -> tuple[int, str] | None:
    """Which word of the name a message spells out, and how: «Peña» in «Peña con ñ», «con z: Gonzalez»."""
    spelt = (
        word.text
        for place, word in enumerate(line.message.words)
        if len(word.text) > 2 and word.text.isalpha() and not line.is_common(place)
    )
    found = {alike[0]: word for word in spelt if len(alike := _like(known, word, itself=True)) == 1}
    return next(iter(found.items())) if len(found) == 1 else None


def _spelt_as(word: str, spelling: str, change: _Change) -> set[str]:
    """`word` respelt: as given where that already shows the change, else with the change made to it."""
    made = _apply(word, change)
    if fold(spelling) != fold(word):
        return {new for new in made if fold(new) == fold(spelling)} or {_cased_like(spelling, word)}
    return made if spelling.isascii() else {_cased_like(spelling, word)}


def _like(known: list[str], word: str, *, itself: bool = False) -> list[int]:
    """Which words of the name differ from `word` by a slip. `itself`: or not at all."""
    most = _MOST_SLIPS if len(word) >= _LONG_WORD else 1
    close = [
        (OSA.distance(fold(own), fold(word), score_cutoff=most), at)
        for at, own in enumerate(known)
        if (itself or own.casefold() != word.casefold())
    ]
    best = min((distance for distance, _ in close), default=most + 1)
    return [at for distance, at in close if distance == best and best <= most]


def _find(known: list[str], given: str) -> tuple[int, int] | None:
    """Where these words stand in the name, if they stand there once."""
    said, own = [fold(word) for word in given.split()], [fold(word) for word in known]
    places = [at for at in range(len(own)) if own[at : at + len(said)] == said]
    return (places[0], places[0] + len(said)) if len(places) == 1 else None


def _put(known: list[str], place: tuple[int, int], new: str) -> str:
    """The name with `new` at this place; what it holds already («es Gil, no Peña») does not stand there twice."""
    start, end = place
    others = [*known[:start], *known[end:]]
    if fold(new) in map(fold, others):
        return " ".join(others)
    cased = _cased_like(new, known[start]) if " " not in new else new
    return " ".join([*known[:start], cased, *known[end:]])


def _with(known: list[str], place: int, word: str) -> str:
    return " ".join([*known[:place], word, *known[place + 1 :]])


def _set(word: str, at: int, letter: str) -> str:
    return word[:at] + _as(letter, word[at]) + word[at + 1 :]


def _as(letter: str, old: str) -> str:
    return letter.upper() if old.isupper() else letter


def _cased_like(new: str, old: str) -> str:
    """`new` with the capitals of `old` where it was typed without any."""
    if new.islower() and old[:1].isupper():
        return new[:1].upper() + new[1:]
    return new


def _name_before(line: Line, place: int) -> int:
    """Where the name begins that ends at `place`."""
    starts = range(max(0, place - _MOST_REPLACED), place)
    return next((at for at in starts if take_name(line, at, "sure") == place), place)


def _text(line: Line, start: int, end: int) -> str:
    return line.text(start, end) if end > start else ""
