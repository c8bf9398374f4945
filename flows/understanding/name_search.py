"""Finding the name of the person who writes in what they write."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from flows.understanding.kinds import PhraseKind
from flows.understanding.message import Span
from flows.understanding.name_line import Line, is_everyday
from flows.understanding.name_whole import whole_name
from flows.understanding.name_words import MOST_NAMES, Lead, take_name
from flows.understanding.text import WORDS_LIMIT

CODE = re.compile(r"[<>{}\[\]\\/=$%&^~+|@]|--")  # signs that no answer with a name holds
_MOST_PARTICLES = 2  # before a surname: «de la» Cruz
_LONGEST_NAME = 2 * MOST_NAMES  # words, particles and all
_LONGEST_NUMBER = 5  # digits of a number that stands beside a name
_MOST_TRIED = 20  # introductions and labels that are looked at; a form has two
_INTRODUCES = frozenset({":", "-", ",", "...", "…", ".", "(", '"', "«", "“", "*"})  # between «me llamo» and the name

Found = tuple[int, int, int]  # places of the first word that belongs to it, of the name, and after it


@dataclass(frozen=True, slots=True)
class Named:
    """A name as it was written, and where it stands with its introduction."""

    full: str
    span: Span


def find_name(line: Line, *, asked: bool) -> Named | None:
    """Where the person says their own name, None where they do not.

    `asked`: the message answers «¿cómo te llamas?», so that a name which stands alone counts.
    """
    if asked and (listed := _listed(line) or _inverted(line)):
        return listed
    found = _introduced(line, "name.strong", "sure") or _introduced(line, "name.weak", "doubtful") or _closed(line)
    if found is None:
        found = _vaguely(line, asked=asked)
    if found is None and asked:
        found = _introduced(line, "name.nicknames", "sure") or _alone(line)
    if found is None:
        return None
    start, first, end = found
    first, end = whole_name(line, first, end, asked=asked)
    return Named(_written(line, first, end), line.message.span_of(start, end))


def _listed(line: Line) -> Named | None:
    """«Nombre: Ana, apellidos: Gil Peña», in either order, as forms ask for it; «Ana, apellido Gil»."""
    labels = list(_labels(line))
    parts = {label[0]: found for label in labels if (found := _behind_label(line, label, labels))}
    surname = parts.get("surname")
    if surname is None:
        return None
    given = parts.get("given") or (0, 0, take_name(line, 0))
    if given[1] == given[2] or ("given" not in parts and given[2] != surname[0]):
        return None
    return _named(line, given, surname)


def _inverted(line: Line) -> Named | None:
    """«Peña, Ana María», as registers write it: one surname, a comma, and nothing but the given names, or all of it."""
    clauses = list(_clauses(line))
    if len(clauses) != 2 or line.gaps[clauses[0][1] - 1] != "," or line.gaps[-1] not in {"", "."}:
        return None
    (_, comma), (given, end) = clauses
    if set(line.message.said[:comma]) <= set(line.message.said[given:end]):  # "Bond, James Bond"
        return _named(line, (0, given, end)) if take_name(line, given) == end else None
    whole = take_name(line, 0, inner=True) == comma and take_name(line, given) == end
    particles = all(line.is_(place, "name.particles", "name.articles") for place in range(comma - 1))
    if not whole or not particles or comma - 1 > _MOST_PARTICLES or line.is_(0, "answer.yes", "name.openers"):
        return None
    said = line.message.phrase(given, end)
    if any(said in line.words.of(kind) for kind in ("name.places", "answer.yes", "name.rarely", "name.openers")):
        return None
    return _named(line, (given, given, end), (0, 0, comma))


def _named(line: Line, *parts: Found) -> Named:
    full = " ".join(_written(line, first, end) for _, first, end in parts)
    return Named(full, line.message.span_of(min(start for start, *_ in parts), max(end for *_, end in parts)))


Label = tuple[str, int, int]  # its kind, where it stands, and of how many words


def _labels(line: Line) -> Iterator[Label]:
    """Each label; of «last name» the whole, not the «name» in it."""
    reached = 0
    places = {place for place, _ in line.found.all("name.given_labels", "name.surname_labels")}
    for place in sorted(places)[:_MOST_TRIED]:
        given, surname = line.at(place, "name.given_labels"), line.at(place, "name.surname_labels")
        kind, size = ("given", given) if given > surname else ("surname", surname)
        if place >= reached:
            yield kind, place, size
            reached = place + size


def _behind_label(line: Line, label: Label, labels: list[Label]) -> Found | None:
    """What stands behind a label, up to the next one."""
    kind, start, size = label
    first = start + size
    if line.gaps[first - 1] not in {"", ":", "-", "="}:
        return None
    end = take_name(line, first, "sure", inner=kind == "surname")
    end = min([end, *(place for _, place, _ in labels if place >= first)])
    return (start, first, end) if end > first else None


def _introduced(line: Line, kind: PhraseKind, lead: Lead) -> Found | None:
    """«me llamo Ana Peña»; of several introductions the first that a name follows."""
    for start, size in sorted(line.found.all(kind))[:_MOST_TRIED]:
        gap = line.gaps[start + size - 1]
        if _is_denied(line, start) or _is_about_others(line, start, size, asked=kind == "name.nicknames"):
            continue
        if gap and (lead != "sure" or gap not in _INTRODUCES):
            continue
        found = after_title(line, start + size, lead)
        if found and (lead == "sure" or not _is_asked(line, found[1])):
            return start, *found
    return None


def _is_asked(line: Line, place: int) -> bool:
    """Whether the clause in which the word before `place` stands is a question: «¿usted es Carla?»."""
    end = next(one for one in range(place - 1, len(line)) if one + 1 == len(line) or not line.goes_on(one))
    return "?" in line.gaps[end]


def _vaguely(line: Line, *, asked: bool) -> Found | None:
    """«this is John Smith», «aquí Luis»: at the beginning, with a capital or a surname where no name was asked; not «es
    Luis quien sabe», «mi jefe es Luis», "it's June when I move"."""
    found = _introduced(line, "name.vague", "doubtful")
    if found is None:
        return None
    start, first, end = found
    before = range(skip_courtesies(line, clause_start(line, start), start), start)
    others = any(_is_of_others(line, place) for place in before)
    if (before and not asked) or others or line.at(end, "name.relatives"):
        return None
    if end - first > 1:
        return found
    ends = end == len(line) or not line.goes_on(end - 1) or line.at(end, "name.continues") or _is_origin(line, end)
    return found if ends and (asked or (line.cased and line[first].capital)) else None


def _is_origin(line: Line, place: int) -> bool:
    """«de Lyon», where somebody is from; not «de parler», «de votre part»."""
    after = place + line.at(place, "name.origins")
    return place < after < len(line) and (line[after].capital or line.at(after, "name.places") > 0)


def after_title(line: Line, place: int, lead: Lead) -> tuple[int, int] | None:
    """The name at `place`, behind «don», «la licenciada», «Sr.»; «soy ingeniero» alone is a trade."""
    first = place
    while size := line.at(first, "name.titles"):
        first += size
    if first == len(line):
        return None
    titled = first > place and line[first].capital
    trade = first == place + 1 and is_everyday(line[place], line.words)
    if trade and lead != "sure" and not titled:
        return None
    end = take_name(line, first, lead)
    return (first, end) if end > first else None


def _closed(line: Line) -> Found | None:
    """«Kelly Ríos me llamo», «Ana Peña es mi nombre»: the name before."""
    for place, _ in sorted(line.found.all("name.closings"))[:_MOST_TRIED]:
        if place and line.gaps[place - 1] in {"", ","}:
            for start in range(clause_start(line, place - 1), place):
                if take_name(line, start) == place:
                    return start, start, place
    return None


def _alone(line: Line) -> Found | None:
    """A name that is the whole answer, or all of it that is no courtesy, contact or wish."""
    if len(line.message.text) > WORDS_LIMIT or CODE.search(line.message.text):
        return None
    understood = True
    clauses = list(_clauses(line))
    for start, end in clauses:
        first = skip_courtesies(line, start, end)
        if end - start == 1 < len(clauses) and line.is_(start, "answer.yes"):
            first = end  # «Bueno, Ernesto Gil»
        if first == end:
            continue
        found = after_title(line, first, "none")
        if found and understood and found[1] <= end and _is_answer(line, found, end, opens=first == start == 0):
            return start, *found
        understood = understood and all(line.is_common(place) for place in range(first, end))
    return None


def _is_answer(line: Line, found: tuple[int, int], end: int, *, opens: bool) -> bool:
    """Whether a name that begins a clause is what they answer, and no question about something else."""
    first, after = found
    if _is_asked(line, after):
        return False
    numbered = _skip_numbers(line, after, end) == end > after or (first > 0 and line[first - 1].text.isdecimal())
    if numbered and not (after - first > 1 and line[first].capital):
        return False  # «3 recámaras»
    if after == end or numbered:
        return opens or after - first > 1 or line[first].capital or not line.cased
    return line.at(after, "name.continues", "name.repairs") > 0


def _clauses(line: Line) -> Iterator[tuple[int, int]]:
    """The stretches of words with nothing but spaces between them."""
    ends = [place + 1 for place in range(len(line)) if not line.goes_on(place)]
    yield from pairwise(sorted({0, *ends, len(line)}))


def clause_start(line: Line, place: int) -> int:
    """The first word of the clause, or the one from which no name reaches as far as `place`."""
    last = max(0, place - _LONGEST_NAME)
    while place > last and line.goes_on(place - 1):
        place -= 1
    return place


def skip_courtesies(line: Line, start: int, end: int) -> int:
    """The first word of a clause that is no greeting, no «sí, claro» and no number; «Mira Rossi» is no «mira»."""
    while start < end and (size := line.at(start, "name.openers")):
        if line.titled and line.is_(start, "name.names") and end - start > 1:
            break
        start = min(start + size, end)
    return _skip_numbers(line, start, end)


def _skip_numbers(line: Line, start: int, end: int) -> int:
    """Past a short number and what says whose it is: «cliente 22»."""
    place = start + line.at(start, "name.accounts")
    number = place < end and line[place].text.isdecimal() and len(line[place].text) <= _LONGEST_NUMBER
    return place + 1 if number else start


def _is_denied(line: Line, start: int) -> bool:
    """«no soy Ana»."""
    return start > 0 and not line.gaps[start - 1] and line.is_(start - 1, "intent.negations")


def _is_about_others(line: Line, start: int, size: int, *, asked: bool) -> bool:
    """«les escribo de parte de Carlos», «con el nombre Ana»: a phrase that opens an introduction only at the start, or
    behind everyday words where a name was `asked` («la cuenta está a nombre de Ana»); and «madanm mwen rele Guerda»,
    where its first word says whose wife that is."""
    if not start or line.gaps[start - 1]:
        return False
    owned = line.is_(start, "name.owners") and not line.is_(start - 1, "name.openers")
    if owned or line.message.phrase(start, start + size) not in line.words.of("name.labels"):
        return owned
    before = range(skip_courtesies(line, clause_start(line, start - 1), start), start)
    return any(not asked or _is_of_others(line, place) for place in before)


def _is_of_others(line: Line, place: int) -> bool:
    """Whether a word may name somebody else: «jefe», or one that we do not know."""
    return not line.is_common(place) or line.is_(place, "single.others")


def _written(line: Line, first: int, end: int) -> str:
    """The name as it stands in the text; «Ana Gil.» ends a sentence, «Luis Gil Jr.» does not."""
    dotted = len(line[end - 1].text) == 1 or line.is_(end - 1, "name.abbreviations")
    dot = line.gaps[end - 1].startswith(".") and dotted
    return line.text(first, end) + ("." if dot else "")
