"""Corrections of a name in words: «es con z», «Díaz, no Días», «con doble l», «mi apellido es Peña».

A correction counts only where it changes exactly one place of the name in exactly one way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import OSA

from flows.understanding.message import Message, read
from flows.understanding.name_words import LONGEST, Line, is_common, read_line, take_name
from flows.understanding.scope import is_own, names_others, only_corrects, says_nothing_else
from flows.understanding.text import WORDS_LIMIT, clean_line, fold
from flows.understanding.tokens import tokenise
from flows.understanding.words import Words

_LONGEST_PHRASE = 4  # words
_MOST_REPLACED = 4  # words of a name that are replaced together
_MOST_SLIPS = 2  # letters in which a word and its correction differ
_LONG_WORD = 5  # letters from which two of them may differ

# What a letter is written for by mistake; the same in all the languages that are written in these letters.
_HEARD_AS = {
    "z": "sc",
    "s": "zcx",
    "c": "szkq",
    "k": "cq",
    "q": "ck",
    "b": "v",
    "v": "bw",
    "w": "vu",
    "g": "j",
    "j": "gyxh",
    "y": "ij",
    "i": "ye",
    "e": "ia",
    "a": "e",
    "o": "u",
    "u": "o",
    "n": "m",
    "m": "n",
    "ñ": "n",
    "x": "sj",
    "d": "t",
    "t": "d",
    "f": "p",
    "l": "r",
    "r": "l",
}
_ACCENTED = dict(zip("aeiou", "áéíóú", strict=True))
_TAKES_H = ("t", "c", "p")  # «Martha», «Ruth»
_VOWELS = "aeiouáéíóú"


@dataclass(frozen=True, slots=True)
class _Change:
    """What is said about a letter. `at`: the last or the first of its word, or anywhere."""

    kind: str  # «takes», «lacks», «doubles», «singles» or «accents»
    letter: str
    at: str = ""


def correct_name(message: Message, known: str, words: Words) -> str | None:
    """`known` as the words correct it, None when they do not, or leave open what they change."""
    line = read_line(tokenise(clean_line(message.text.replace("\0", ";"), WORDS_LIMIT)), words)
    for rule in (_exchanged, _respelt, _replaced):
        if found := {full for full in rule(line, known) if full != known and len(full) <= LONGEST}:
            return found.pop() if len(found) == 1 else None
    return None


def _exchanged(line: Line, known: str) -> Iterator[str]:
    """«Díaz, no Días», «no es Días, es Díaz», «Ana Rosa no Ana María»."""
    if names_others(_said(line), line.words):
        return
    for place in range(len(line.tokens)):
        size = _phrase(line, place, "correct.nots")
        if not size:
            continue
        after = _skip(line, place + size)
        right = take_name(line, after, "sure")
        left = _name_before(line, place)
        for start, end in _stretches(after, right):
            if old := _find(known, line, start, end):
                if left < place:
                    yield _put(known, old, _text(line, left, place))
                else:
                    new = _skip(line, end)
                    if new > end:
                        yield from (
                            _put(known, old, _text(line, new, e)) for e in [take_name(line, new, "sure")] if e > new
                        )
                break


def _respelt(line: Line, known: str) -> Iterator[str]:
    """«con z», «Peña con ñ», «Gonzáles con s al final», «con doble l»."""
    changes = list(_changes(line))
    if len(changes) != 1:
        return
    change, place = changes[0]
    given = _given(line, place, known)
    written = known.split()
    if given is not None:
        target, spelling = given
        yield from (_with(written, target, word) for word in _spelt_as(written[target], spelling, change))
        return
    surname = any(_phrase(line, at, "correct.surname") for at in range(len(line.tokens)))
    if not surname and not only_corrects(_said(line), line.words):
        return  # «busco con b» is about something else
    scope = range(1, len(written)) if surname and len(written) > 1 else range(len(written))
    yield from (_with(written, at, word) for at in scope for word in _apply(written[at], change))


def _replaced(line: Line, known: str) -> Iterator[str]:
    """«mi apellido es Peña», «es Castillo»: a word that is like one of the name, or the surname."""
    written = known.split()
    surname = any(_phrase(line, at, "correct.surname") for at in range(len(line.tokens)))
    marked = surname or any(_phrase(line, at, "correct.marks") for at in range(len(line.tokens)))
    told = is_own(read(_text(line, 0, len(line.tokens))), "name", line.words)
    for place in range(len(line.tokens)):
        start = _skip(line, place)
        end = take_name(line, start, "sure") if marked and start > place else start
        if end == start or not (told or _is_said_alone(line, place, end)):
            continue
        if end - start > 1 and not surname:
            if any(_find(known, line, at, at + 1) or _like(written, line.tokens[at].text) for at in range(start, end)):
                yield _text(line, start, end)
        elif end - start == 1:
            word = _text(line, start, end)
            alike = _like(written, word)
            if len(alike) == 1:
                yield _with(written, alike[0], _cased_like(word, written[alike[0]]))
            elif surname and len(written) == 2 and not alike:
                yield _with(written, 1, _cased_like(word, written[1]))


def _is_said_alone(line: Line, start: int, end: int) -> bool:
    """Whether nothing but a correction stands around: «mi vecina es Ana Gómez, no la conozco» is none."""
    around = f"{_text(line, 0, start)} {_text(line, end, len(line.tokens))}"
    return says_nothing_else(read(around).said, line.words)


def _changes(line: Line) -> Iterator[tuple[_Change, int]]:
    """What is said of letters, and where the phrase begins."""
    place = 0
    while place < len(line.tokens):
        found = _change_at(line, place)
        if found:
            yield found[0], place
        place = found[1] if found else place + 1


def _change_at(line: Line, place: int) -> tuple[_Change, int] | None:
    size = _phrase(line, place, "correct.takes") or _phrase(line, place, "correct.lacks")
    kind = "takes" if _phrase(line, place, "correct.takes") else "lacks" if size else ""
    after = place + size
    for inner in ("doubles", "singles", "accents"):
        if more := _phrase(line, after, f"correct.{inner}"):
            kind, after = inner, after + more
            break
    if not kind:
        return None
    letter = _letter(line, after)
    if letter:
        after += 1
    elif kind != "accents":
        return None
    ends = next((at for at in ("last", "first") if _phrase(line, after, f"correct.{at}")), "")
    return _Change(kind, letter, ends), after


def _letter(line: Line, place: int) -> str:
    """The letter named at `place`, «» when none is."""
    if place >= len(line.tokens):
        return ""
    written = line.tokens[place].text.lower()
    if written in {"ñ", "eñe"}:
        return "ñ"
    if len(written) == 1 and written.isalpha():
        return written
    said = line.tokens[place].said
    if len(said) == 2 and said[0] == said[1]:
        return said
    named = [pair.rpartition(" ") for pair in line.words.of("correct.letters")]
    return next((letter for name, _, letter in named if name in (said, line.said(place, 2))), "")


def _apply(word: str, change: _Change) -> set[str]:
    """`word` with the change in each place where it can be made."""
    letter = change.letter
    match change.kind:
        case "takes" if len(letter) == 2:
            made = _doubled(word, letter[0])
        case "takes" if letter == "h":
            made = _with_h(word)
        case "takes" if letter == "ñ":
            made = _each(word[1:], "n", "ñ")  # none of our names begins with it
            made = [(at + 1, word[0] + rest) for at, rest in made]
        case "takes":
            made = _each(word, _HEARD_AS.get(letter, ""), letter)
        case "lacks":
            made = [(at, word[:at] + word[at + 1 :]) for at, c in enumerate(word) if fold(c) == letter]
        case "doubles":
            made = _doubled(word, letter[0])
        case "singles":
            made = [
                (at, word[:at] + word[at + 1 :])
                for at in range(1, len(word))
                if word[at - 1 : at + 1].lower() == 2 * letter[0]
            ]
        case _:
            made = [
                (at, word[:at] + _as(_ACCENTED[c.lower()], c) + word[at + 1 :])
                for at, c in enumerate(word)
                if c.lower() in _ACCENTED and letter in ("", c.lower())
            ]
    return {new for at, new in made if _stands(at, len(word), change.at)}


def _each(word: str, wrong: str, right: str) -> list[tuple[int, str]]:
    return [(at, word[:at] + _as(right, c) + word[at + 1 :]) for at, c in enumerate(word) if c.lower() in wrong]


def _doubled(word: str, letter: str) -> list[tuple[int, str]]:
    alone = [
        at
        for at, c in enumerate(word)
        if c.lower() == letter and letter not in (word[at - 1 : at].lower(), word[at + 1 : at + 2].lower())
    ]
    return [(at, word[: at + 1] + letter + word[at + 1 :]) for at in alone]


def _with_h(word: str) -> list[tuple[int, str]]:
    if word[0].lower() in _VOWELS:
        return [(0, _as("h", word[0]) + word[0].lower() + word[1:])]
    pairs = enumerate(pairwise([*word.lower(), ""]))
    return [(at, f"{word[: at + 1]}h{word[at + 1 :]}") for at, (c, after) in pairs if c in _TAKES_H and after != "h"]


def _stands(at: int, length: int, where: str) -> bool:
    return where == "" or (where == "last" and at == length - 1) or (where == "first" and at == 0)


def _given(line: Line, place: int, known: str) -> tuple[int, str] | None:
    """Which word of the name a message spells out, and how: «Peña» in «Peña con ñ», «con z: Gonzalez»."""
    written = known.split()
    found = {}
    for token in line.tokens:
        if len(token.text) > 2 and token.solid and not is_common(token, line.words):
            alike = _like(written, token.text, itself=True)
            if len(alike) == 1:
                found[alike[0]] = token.text
    return next(iter(found.items())) if len(found) == 1 else None


def _spelt_as(word: str, spelling: str, change: _Change) -> set[str]:
    """`word` respelt: as given where that already shows the change, else with the change made to it."""
    made = _apply(word, change)
    meant = {new for new in made if fold(new) == fold(spelling)}
    if spelling.casefold() != word.casefold() and fold(spelling) != fold(word):
        return meant or {_cased_like(spelling, word)}
    if spelling.casefold() != word.casefold() and not spelling.isascii():
        return {_cased_like(spelling, word)}
    return made


def _like(written: list[str], word: str, *, itself: bool = False) -> list[int]:
    """Which words of the name differ from `word` by a slip. `itself`: or not at all."""
    most = _MOST_SLIPS if len(word) >= _LONG_WORD else 1
    close = [
        (OSA.distance(fold(own), fold(word), score_cutoff=most), at)
        for at, own in enumerate(written)
        if (itself or own.casefold() != word.casefold()) and len(own) > 2
    ]
    best = min((distance for distance, _ in close), default=most + 1)
    return [at for distance, at in close if distance == best and best <= most]


def _find(known: str, line: Line, start: int, end: int) -> tuple[int, int] | None:
    """Where the words stand in the name, if they stand there once."""
    written = known.split()
    for same in (str.casefold, fold):
        said = [same(token.text) for token in line.tokens[start:end]]
        places = [at for at in range(len(written)) if [same(w) for w in written[at : at + len(said)]] == said]
        if places:
            return (places[0], places[0] + len(said)) if len(places) == 1 else None
    return None


def _put(known: str, place: tuple[int, int], new: str) -> str:
    """`known` with `new` at this place; what the name holds already («es Gil, no Peña») does not stand there twice."""
    written = known.split()
    start, end = place
    others = [*written[:start], *written[end:]]
    if fold(new) in map(fold, others):
        return " ".join(others)
    cased = _cased_like(new, written[start]) if " " not in new else new
    return " ".join([*written[:start], cased, *written[end:]])


def _with(written: list[str], place: int, word: str) -> str:
    return " ".join([*written[:place], word, *written[place + 1 :]])


def _cased_like(new: str, old: str) -> str:
    """`new` with the capitals of `old` where it was typed without any."""
    if new.islower() and old[:1].isupper():
        return new.upper() if old.isupper() and len(old) > 1 else new[:1].upper() + new[1:]
    return new


def _as(letter: str, old: str) -> str:
    return letter.upper() if old.isupper() else letter


def _name_before(line: Line, place: int) -> int:
    """Where the name begins that ends at `place`."""
    starts = [at for at in range(max(0, place - _MOST_REPLACED), place) if take_name(line, at, "sure") == place]
    return min(starts, default=place)


def _stretches(start: int, end: int) -> Iterator[tuple[int, int]]:
    """The beginnings of a stretch, the longest first."""
    yield from ((start, stop) for stop in range(end, start, -1))


def _skip(line: Line, place: int) -> int:
    """Past «es», «sino», "it's"."""
    while size := _phrase(line, place, "correct.copulas"):
        place += size
    return place


def _said(line: Line) -> tuple[str, ...]:
    return read(_text(line, 0, len(line.tokens))).said


def _text(line: Line, start: int, end: int) -> str:
    return " ".join(token.text for token in line.tokens[start:end])


def _phrase(line: Line, place: int, kind: str) -> int:
    """How many words the longest phrase of `kind` at `place` has, 0 when there is none."""
    phrases = line.words.of(kind)
    counts = range(min(_LONGEST_PHRASE, len(line.tokens) - place), 0, -1)
    return next((count for count in counts if line.said(place, count) in phrases), 0)
