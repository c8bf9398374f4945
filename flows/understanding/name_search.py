"""Finding the name of the person who writes in what they write."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

from flows.understanding.name_words import MOST_NAMES, Lead, Line, goes_on, is_common, read_line, take_name
from flows.understanding.text import WORDS_LIMIT
from flows.understanding.tokens import squeeze, tokenise
from flows.understanding.words import Words

CODE = re.compile(r"[<>{}\[\]\\/=#$%&^~+|@]|--")  # signs that no answer with a name holds
_LONGEST_PHRASE = 5  # words of an introduction or a greeting
_MOST_PARTICLES = 2  # before a surname: «de la» Cruz
_MOST_LABELS = 20  # that are looked at; a form has two
_OWNED_REACH = 2  # words: «pitit fi m»
_LONGEST_NAME = 2 * MOST_NAMES  # words, particles and all
_INTRODUCES = frozenset({":", "-", ",", "...", "…", ".", "(", '"', "«", "“", "*"})  # between «me llamo» and the name
_ASKS = re.compile(r"[?¿]")


@dataclass(frozen=True, slots=True)
class Span:
    """A name as it was written, and from where to where it stands, its introduction included."""

    full: str
    start: int
    end: int


def find_name(text: str, words: Words, *, asked: bool) -> Span | None:
    """Where in the cleaned `text` the person says their own name, None where they do not.

    `asked`: the text answers «¿cómo te llamas?», so that a name which stands alone counts.
    """
    line = read_line(tokenise(text), words)
    if asked and (listed := _listed(text, line) or _inverted(text, line)):
        return listed
    found = _introduced(line, "name.strong", "sure") or _introduced(line, "name.weak", "doubtful") or _closed(line)
    if found is None and asked:
        found = _introduced(line, "name.vague", "doubtful") or _introduced(line, "name.nicknames", "none")
        found = found or _alone(text, line)
    elif found is None:
        found = _vaguely(line)
    if found is None:
        return None
    start, first, end = found
    return Span(_written(text, line, first, end), line.tokens[start].start, line.tokens[end - 1].end)


def _listed(text: str, line: Line) -> Span | None:
    """«Nombre: Ana, apellidos: Gil Peña», in either order, as forms ask for it; «Ana, apellido Gil»."""
    labels = list(islice(_labels(line), _MOST_LABELS))
    parts = {label[0]: found for label in labels if (found := _behind_label(line, label, labels))}
    if "surname" not in parts:
        return None
    surname = parts["surname"]
    given = parts.get("given") or (0, 0, take_name(line, 0))
    if given[1] == given[2] or ("given" not in parts and given[2] != surname[0]):
        return None
    full = " ".join(_written(text, line, first, end) for _, first, end in (given, surname))
    start, end = min(given[0], surname[0]), max(given[2], surname[2])
    return Span(full, line.tokens[start].start, line.tokens[end - 1].end)


def _inverted(text: str, line: Line) -> Span | None:
    """«Peña, Ana María», as registers write it: one surname, a comma, and nothing but the given names."""
    clauses = list(_clauses(line))
    if len(clauses) != 2 or line.tokens[clauses[0][1] - 1].gap != "," or line.tokens[-1].gap not in {"", "."}:
        return None
    (start, comma), (given, end) = clauses
    said, places = line.said(given, end - given), line.words.of("name.places")
    whole = take_name(line, 0, inner=True) == comma and take_name(line, given) == end
    surname = comma - 1 - start <= _MOST_PARTICLES and all(
        token.said in line.words.of("name.particles") | line.words.of("name.articles")
        for token in line.tokens[: comma - 1]
    )
    beside = line.words.of("answer.yes") | line.words.of("name.rarely") | line.words.of("name.openers")
    if not whole or not surname or said in places | beside or line.tokens[0].said in line.words.of("answer.yes"):
        return None
    full = f"{_written(text, line, given, end)} {_written(text, line, start, comma)}"
    return Span(full, line.tokens[0].start, line.tokens[-1].end)


Label = tuple[str, int, int]  # its kind, where it stands, and of how many words


def _labels(line: Line) -> Iterator[Label]:
    """Each label; of «last name» the whole, not the «name» in it."""
    place = 0
    while place < len(line.tokens):
        size, kind = max((_phrase(line, place, f"name.{kind}_labels"), kind) for kind in ("given", "surname"))
        if size:
            yield kind, place, size
        place += max(1, size)


def _behind_label(line: Line, label: Label, labels: list[Label]) -> Found | None:
    """What stands behind a label, up to the next one."""
    kind, start, size = label
    first = start + size
    if line.tokens[first - 1].gap not in {"", ":", "-", "="}:
        return None
    end = take_name(line, first, "sure", inner=kind == "surname")
    end = min([end, *(place for _, place, _ in labels if place >= first)])
    return (start, first, end) if end > first else None


Found = tuple[int, int, int]  # places of the first word that belongs to it, of the name, and after it


def _introduced(line: Line, kind: str, lead: Lead) -> Found | None:
    """«me llamo Ana Peña»; of several introductions the first that a name follows."""
    for start in range(len(line.tokens)):
        size = _phrase(line, start, kind)
        if not size or _is_denied(line, start) or _is_about_others(line, start, size):
            continue
        gap = line.tokens[start + size - 1].gap
        if gap and (lead != "sure" or gap not in _INTRODUCES):
            continue
        if found := _after_title(line, start + size, lead):
            return start, *found
    return None


def _vaguely(line: Line) -> Found | None:
    """«this is John Smith», «aquí Luis»: at the beginning, with a capital or a surname; not «es Luis quien sabe»."""
    found = _introduced(line, "name.vague", "doubtful")
    if found is None:
        return None
    start, first, end = found
    opens = _skip_courtesies(line, _clause_start(line, start), start) == start
    if not opens or _phrase(line, end, "name.relatives"):
        return None
    return found if end - first > 1 or (line.cased and line.tokens[first].capital) else None


def _after_title(line: Line, place: int, lead: Lead) -> tuple[int, int] | None:
    """The name at `place`, behind «don», «la licenciada», «Sr.»; «soy ingeniero» alone is a trade."""
    first = place
    while size := _phrase(line, first, "name.titles"):
        first += size
    if first == len(line.tokens):
        return None
    titled = first > place and line.tokens[first].capital
    trade = first == place + 1 and is_common(line.tokens[place], line.words)
    if trade and lead != "sure" and not titled:
        return None
    end = take_name(line, first, "sure" if titled else lead)
    return (first, end) if end > first else None


def _closed(line: Line) -> Found | None:
    """«Kelly Ríos me llamo», «Ana Peña es mi nombre»: the name before."""
    for place in range(1, len(line.tokens)):
        if _phrase(line, place, "name.closings") and line.tokens[place - 1].gap in {"", ","}:
            for start in range(_clause_start(line, place - 1), place):
                if take_name(line, start) == place:
                    return start, start, place
    return None


def _alone(text: str, line: Line) -> Found | None:
    """A name that is the whole answer, or all of it that is no courtesy, contact or wish."""
    if len(text) > WORDS_LIMIT or CODE.search(text):
        return None
    understood = True
    clauses = list(_clauses(line))
    for start, end in clauses:
        first = _skip_courtesies(line, start, end)
        if end - start == 1 < len(clauses) and line.tokens[start].said in line.words.of("answer.yes"):
            first = end  # «Bueno, Ernesto Gil»
        if first == end:
            continue
        found = _after_title(line, first, "none")
        if found and understood and found[1] <= end and _is_answer(line, found, end, opens=first == start == 0):
            return start, *found
        understood = understood and all(is_common(token, line.words) for token in line.tokens[first:end])
    return None


def _is_answer(line: Line, found: tuple[int, int], end: int, *, opens: bool) -> bool:
    """Whether a name that begins a clause is what they answer, and no question about something else."""
    first, after = found
    if _ASKS.search(line.tokens[end - 1].gap) or _names_another(line, first, after):
        return False
    if after == end:
        return opens or after - first > 1 or line.tokens[first].capital or not line.cased
    return _phrase(line, after, "name.continues") > 0


def _names_another(line: Line, first: int, after: int) -> bool:
    """«жену зовут Галина»: small words, and the capital of a name only behind them."""
    capitals = [
        token.capital for token in line.tokens[first:after] if token.said not in line.words.of("name.particles")
    ]
    return capitals[:2] == [False, False] and any(capitals)


def _clauses(line: Line) -> Iterator[tuple[int, int]]:
    """The stretches of words with nothing but spaces between them."""
    ends = [place + 1 for place, token in enumerate(line.tokens) if not goes_on(token, line.words)]
    if line.tokens and (not ends or ends[-1] != len(line.tokens)):
        ends.append(len(line.tokens))
    yield from pairwise([0, *ends])


def _clause_start(line: Line, place: int) -> int:
    """The first word of the clause, or the one from which no name reaches as far as `place`."""
    last = max(0, place - _LONGEST_NAME)
    while place > last and goes_on(line.tokens[place - 1], line.words):
        place -= 1
    return place


def _skip_courtesies(line: Line, start: int, end: int) -> int:
    """The first word of a clause that is no greeting and no «sí, claro»."""
    while start < end and (size := _phrase(line, start, "name.openers")) and start + size <= end:
        start += size
    return start


def _phrase(line: Line, place: int, kind: str) -> int:
    """How many words the longest phrase of `kind` at `place` has, 0 when there is none."""
    phrases = line.words.of(kind)
    said = squeeze(line.tokens[place].said) if place < len(line.tokens) else ""
    size = 1 if said in phrases else 0
    for count in range(2, _LONGEST_PHRASE + 1):
        if place + count > len(line.tokens) or line.tokens[place + count - 2].gap:
            break
        said = f"{said} {line.tokens[place + count - 1].said}"
        size = count if said in phrases else size
    return size


def _is_denied(line: Line, start: int) -> bool:
    """«no soy Ana»."""
    before = line.tokens[start - 1] if start else None
    return before is not None and not before.gap and before.said in line.words.of("intent.negations")


def _is_about_others(line: Line, start: int, size: int) -> bool:
    """«les escribo de parte de Carlos», «con el nombre Ana»: a phrase that opens an introduction only at the start; and
    «madanm mwen rele Guerda», where its first word says whose wife that is."""
    phrase = line.said(start, size)
    before = line.tokens[start - 1] if start else None
    if before is None or before.gap:
        return False
    near = [token.said for token in line.tokens[max(0, start - _OWNED_REACH) : start]]
    owned = line.tokens[start].said in line.words.of("name.owners")
    return phrase in line.words.of("name.labels") or (owned and not line.words.of("single.others").isdisjoint(near))


def _written(text: str, line: Line, first: int, end: int) -> str:
    """The name as it stands in the text; «Ana Gil.» ends a sentence, «Luis Gil Jr.» does not."""
    last = line.tokens[end - 1]
    dot = last.gap.startswith(".") and (len(last.text) == 1 or last.said in line.words.of("name.abbreviations"))
    written = text[line.tokens[first].start : last.end] + ("." if dot else "")
    return " ".join(written.split())
