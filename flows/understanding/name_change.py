"""Corrections of a name in words: «es con z», «Díaz, no Días», «con doble l», «mi apellido es Peña».

A correction counts only where it changes exactly one place of the name in exactly one way.
"""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz.distance import OSA

from flows.understanding.kinds import PhraseKind
from flows.understanding.message import Message
from flows.understanding.name_words import LONGEST, Line, begin_name, read_line, take_name
from flows.understanding.scope import is_own, names_others, only_corrects, says_nothing_else
from flows.understanding.text import WORDS_LIMIT, fold
from flows.understanding.words import Words

_MOST_SLIPS = 2  # letters in which a word and its correction differ
_LONG_WORD = 5  # letters from which two of them may differ

# After each letter those that are written for it by mistake, in the languages that are written in these letters.
_SLIPS = "zsc szcx cszkq kcq qck bv vbw wvu gj jgyxh yij iye eia ae ou uo nm mn ñn xsj dt td fp lr rl"
_HEARD_AS = {letters[0]: letters[1:] for letters in _SLIPS.split()}
_ACCENTED = dict(zip("aeiou", "áéíóú", strict=True))
_KINDS: tuple[PhraseKind, ...] = (
    "correct.takes",
    "correct.lacks",
    "correct.doubles",
    "correct.singles",
    "correct.accents",
)


def correct_name(message: Message, known: str, words: Words) -> str | None:
    """`known` as the words correct it, None when they do not, or leave open what they change."""
    line = read_line(message.within(0, min(WORDS_LIMIT, len(message.text))), words)
    for rule in (_exchanged, _respelt, _given):
        if found := {full for full in rule(line, known.split()) if full != known and len(full) <= LONGEST}:
            return found.pop() if len(found) == 1 else None
    return None


def _exchanged(line: Line, known: list[str]) -> Iterator[str]:
    """«Díaz, no Días», «no es Días, es Díaz», «Ana Rosa no Ana María»."""
    for place, size in line.found.all("correct.nots"):
        denied = _skip_copulas(line, place + size)
        ends = range(take_name(line, denied, "sure"), denied, -1)
        for reached, old in ((end, at) for end in ends if (at := _find(known, line.text(denied, end)))):
            behind = _skip_copulas(line, reached)
            before = line.text(begin_name(line, place, "sure"), place)
            new = before or line.text(behind, take_name(line, behind, "sure"))
            if new and not names_others(line.message.said, line.words):
                yield _put(known, *old, new)
            break


def _respelt(line: Line, known: list[str]) -> Iterator[str]:
    """«con z», «Peña con ñ», «Gonzáles con s», «con doble l»."""
    changes, surname = list(_changes(line)), line.found.has("correct.surname")
    if len(changes) != 1:
        return
    spelt = [word.text for place, word in enumerate(line.message.words) if not line.is_common(place)]
    named = {alike[0]: word for word in spelt if len(alike := _like(known, word, itself=True)) == 1}
    if len(named) == 1:
        [(at, word)] = named.items()
        same = word.casefold() == known[at].casefold()
        yield from (_put(known, at, at + 1, new) for new in (_apply(known[at], *changes[0]) if same else [word]))
    elif surname or only_corrects(line.message.said, line.words):  # «busco con b» is about something else
        scope = range(len(known))[surname and len(known) > 1 :]
        yield from (_put(known, at, at + 1, new) for at in scope for new in _apply(known[at], *changes[0]))


def _given(line: Line, known: list[str]) -> Iterator[str]:
    """«mi apellido es Peña», «Bencosme es mi apellido», «es Castillo»: the surname, or a word that is like one of the
    name."""
    surname = line.found.has("correct.surname")
    if line.message.asks or not (surname or line.found.has("correct.marks")):
        return
    own = is_own(line.message, "name", line.words)
    for place, size in line.found.all("correct.surname" if surname else "correct.copulas"):
        start = _skip_copulas(line, place + size)
        end = take_name(line, start, "sure", inner=surname)
        if end == start and surname and place + size == len(line):
            start, end = 0, take_name(line, 0, "sure", inner=True)
        around = (*line.message.said[:start], *line.message.said[end:])
        closes = end > start and (line.closes(end) or line.at(end, "correct.copulas") > 0)
        seldom = end == start + 1 and not line[start].capital and line.is_(start, "name.rarely")  # «es alemán»
        if closes and not seldom and (own or says_nothing_else(around, line.words)):
            yield from _in_place(known, line.text(start, end), surname=surname)


def _in_place(known: list[str], given: str, *, surname: bool) -> Iterator[str]:
    """The name with what was given where it belongs."""
    words, alike = given.split(), _like(known, given)
    if surname and len(known) == 1 and not any(_slips(known[0], word) <= 1 for word in words):
        yield " ".join([*known, given])
    elif len(words) > 1:
        if not surname and any(_find(known, word) for word in words):
            yield given
    elif len(alike) == 1 or (surname and len(known) == 2 and not alike):
        at = alike[0] if alike else 1
        yield _put(known, at, at + 1, given)


def _skip_copulas(line: Line, place: int) -> int:
    """Past «es», «sino», "it's"."""
    while size := line.at(place, "correct.copulas"):
        place += size
    return place


def _changes(line: Line) -> Iterator[tuple[str, str]]:
    """What is said of a letter, one of `_KINDS` (of «con doble l» the second word tells), and which letter."""
    after = 0
    for place in sorted({place for place, _ in line.found.all(*_KINDS)}):
        kind, after = "", max(place, after)
        while size := line.at(after, *_KINDS):
            kind = next(one for one in _KINDS if line.at(after, one) == size)
            after += size
        letter = _letter(line, after) if kind else ""
        if letter or kind == "correct.accents":
            yield ("correct.doubles" if len(letter) > 1 else kind), letter[:1]


def _letter(line: Line, place: int) -> str:
    """The letter named at `place`, or two of it; «» when none is."""
    if place >= len(line):
        return ""
    written = line[place].text.lower()
    if written == "eñe":
        return "ñ"
    if written.isalpha() and len(written) <= 2 and len(set(written)) == 1:
        return written
    named = (pair.rpartition(" ") for pair in line.words.of("correct.letters"))
    return next((letter for name, _, letter in named if name == line[place].said), "")


def _apply(word: str, kind: str, named: str) -> set[str]:
    """`word` with the letter changed in each place where that can be meant."""
    places = enumerate(word.lower())
    made = ((at, _changed(letter, word[:at].lower(), word[at + 1 :].lower(), kind, named)) for at, letter in places)
    return {_cased_like(f"{word[:at]}{new}{word[at + 1 :]}", word) for at, new in made if new is not None}


def _changed(letter: str, before: str, after: str, kind: str, named: str) -> str | None:
    """What stands for the letter then, None where it stays."""
    match kind:
        case "correct.takes" if named == "h" and not before and letter in "aeiouáéíóú":  # «Helena»
            return f"h{letter}"
        case "correct.takes" if named == "h" and letter in "tcp" and after[:1] != "h":  # «Martha»
            return f"{letter}h"
        case "correct.takes" if letter in _HEARD_AS.get(named, ""):
            return named
        case "correct.accents" if named in ("", letter):
            return _ACCENTED.get(letter)
        case "correct.doubles" if letter == named and letter not in (before[-1:], after[:1]):
            return letter * 2
        case "correct.singles" | "correct.lacks" if fold(letter) == named and (
            kind == "correct.lacks" or after[:1] == letter
        ):
            return ""
    return None


def _like(known: list[str], word: str, *, itself: bool = False) -> list[int]:
    """Which words of the name differ from `word` by a slip. `itself`: or not at all."""
    slips = {at: _slips(own, word) for at, own in enumerate(known) if itself or own.casefold() != word.casefold()}
    most = _MOST_SLIPS if len(word) >= _LONG_WORD else 1
    best = min(slips.values(), default=len(word))
    return [at for at, count in slips.items() if count == best <= most]


def _slips(one: str, other: str) -> int:
    """In how many letters two words differ."""
    return OSA.distance(fold(one), fold(other))


def _find(known: list[str], given: str) -> tuple[int, int] | None:
    """Where these words stand in the name, if they stand there once."""
    said, own = fold(given).split(), [fold(word) for word in known]
    places = [at for at in range(len(own)) if own[at : at + len(said)] == said]
    return (places[0], places[0] + len(said)) if len(places) == 1 else None


def _put(known: list[str], start: int, end: int, new: str) -> str:
    """The name with `new` at this place; what it holds already («es Gil, no Peña») does not stand there twice."""
    before, after = known[:start], known[end:]
    twice = fold(new) in map(fold, [*before, *after])
    return " ".join([*before, *([] if twice else [_cased_like(new, known[start])]), *after])


def _cased_like(new: str, old: str) -> str:
    """`new` with the capitals of `old`, where it was typed without any or all are capitals."""
    if old.isupper() and len(old) > 1:
        return new.upper()
    return new[:1].upper() + new[1:] if new[:1].islower() and old[:1].isupper() else new
