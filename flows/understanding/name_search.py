"""Finding a name in what somebody writes: their own, or somebody else's that they give as the answer.

A name is introduced («me llamo …», "under …"), closes («… es mi nombre»), fills a form or stands alone. Some phrases
introduce one wherever they stand, others only where nothing else is said before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from flows.understanding.kinds import PhraseKind
from flows.understanding.message import Message, Span
from flows.understanding.name_words import Lead, Line, begin_name, is_everyday, read_line, take_name
from flows.understanding.text import WORDS_LIMIT
from flows.understanding.words import Words

_CODE = re.compile(r"[<>{}\[\]\\/=$%&^~+|@]|--")  # signs that no answer with a name holds
_LONGEST_NUMBER = 5  # digits of a number that stands beside a name
_MOST_TRIED = 20  # introductions that are looked at
_OPENING: tuple[PhraseKind, ...] = (
    "name.labels",
    "name.vague",
    "name.nicknames",
)  # they introduce a name where nothing is said before
_LABELS: tuple[PhraseKind, ...] = ("name.given_labels", "name.surname_labels")
_WHOSE: tuple[PhraseKind, ...] = ("name.people", "name.particles", "name.origins", "change.articles", "field.name")

Found = tuple[int, int, int]  # places of the first word that belongs to it, of the name, and after it


def find_name(line: Line, *, asked: bool) -> tuple[str, Span] | None:
    """The person's own name as they wrote it, and where it stands with its introduction; None where they say none.

    `asked`: the message answers «¿cómo te llamas?», so that a name which stands alone counts.
    """
    parts = (_listed(line) or _inverted(line)) if asked else []
    if not parts:
        found = (
            _introduced(line, "sure", "name.strong", "name.labels", asked=asked)
            or _introduced(line, "doubtful", "name.weak", asked=asked)
            or _closed(line)
            or _introduced(line, "doubtful", "name.vague", asked=asked)
            or ((_introduced(line, "sure", "name.nicknames", asked=True) or _alone(line)) if asked else None)
        )
        if not found:
            return None
        parts = [(found[0], *_whole(line, *found[1:], asked=asked))]
    span = line.message.span_of(min(start for start, *_ in parts), max(end for *_, end in parts))
    return " ".join(line.text(first, end) for _, first, end in parts), span


def name_of_other(message: Message, words: Words) -> str | None:
    """The name that an answer gives somebody else, which is proposed, never taken (conversation §8.2): «ella se llama
    Ana Gil», "my wife's name is Ana Gil". None where it gives none, or their own."""
    line = read_line(message, words)
    if message.asks or not line.found.has("name.called", "name.people") or find_name(line, asked=False):
        return None
    for place, lead in _others_places(line):
        first, end = _behind(line, place, lead)
        small = end == first + 1 and not (line[first].capital and line.cased)
        if end > first and line.closes(end) and (lead == "sure" or not small):  # «mamá es sorda»
            return line.text(first, end)
    return None


def without_introduction(message: Message, words: Words) -> str:
    """An answer without what introduces a name in it, before or behind: «Primo Bueno» of «soy Primo Bueno»."""
    line = read_line(message, words)
    first, end = 0, len(line)
    copulas = (found for found in line.found.all("correct.copulas") if found[0])
    for place, size in sorted({*line.found.all("name.strong", "name.weak", "name.called", *_OPENING), *copulas}):
        before = range(skip_courtesies(line, first, place), place)
        if place >= first and all(line.is_(one, *_WHOSE) for one in before):
            first = place + size
    end = next((place for place, size in line.found.all("name.closings") if first < place == end - size), end)
    return line.text(first, end) if end else message.text


def _introduced(line: Line, lead: Lead, *kinds: PhraseKind, asked: bool) -> Found | None:
    """«me llamo Ana Peña»; of several introductions the first that a name follows."""
    for start in sorted({start for start, _ in line.found.all(*kinds)})[:_MOST_TRIED]:
        size = line.at(start, *kinds)
        copula = line.at(start + size, "correct.copulas") if lead == "sure" else 0  # «mi nombre completo sería …»
        first, end = _behind(line, start + size + copula, lead)
        unsure = lead != "sure" and (line.gaps[start + size - 1] or (end > first and _is_asked(line, end)))
        if end == first or unsure or not _is_theirs(line, start, size, asked=asked):
            continue
        if "name.vague" not in kinds or end - first > 1 or _is_meant(line, first, end, asked=asked):
            return start, first, end
    return None


def _is_theirs(line: Line, start: int, size: int, *, asked: bool) -> bool:
    """Not «no soy Ana»; and what opens stands at the start, but for everyday words where a name was `asked`: «la cuenta
    está a nombre de Ana», not «escribo de parte de Carlos», «mi jefe es Luis»."""
    if not line.closes(start) and line.is_(start - 1, "intent.negations"):
        return False
    if size > line.at(start, *_OPENING):
        return True
    before = range(skip_courtesies(line, line.clause_start(start), start), start)
    lenient = asked and not line.at(start, "name.labels")
    return all(lenient and line.is_common(one) and not line.is_(one, "single.others") for one in before)


def _is_meant(line: Line, first: int, end: int, *, asked: bool) -> bool:
    """Whether one word behind «es» is a name: not «es Luis quien sabe», nor "it's June when I move" where none was
    asked."""
    town = end + line.at(end, "name.origins")  # «de Lyon»; not «de votre part»
    origin = end < town < len(line) and (line[town].capital or line.at(town, "name.places") > 0)
    ends = line.closes(end) or origin or line.is_(end, "name.joins")
    return ends and (asked or (line.cased and line[first].capital))


def _is_asked(line: Line, end: int) -> bool:
    """Whether the clause of the word before `end` is a question: «¿usted es Carla?»."""
    return "?" in line.gaps[next(one for one in range(end, len(line) + 1) if line.closes(one)) - 1]


def _behind(line: Line, place: int, lead: Lead) -> tuple[int, int]:
    """Where the name stands at `place`, behind «don», «la licenciada», «Sr.»; «soy ingeniero» alone is a trade."""
    first = place + line.at(place, "name.titles")
    trade = first == place + 1 and lead != "sure" and is_everyday(line[place], line.words)
    if first >= len(line) or (trade and not line[first].capital):
        return place, place
    return first, take_name(line, first, lead)


def _closed(line: Line) -> Found | None:
    """«Kelly Ríos me llamo», «Ana Peña es mi nombre»: the name before."""
    closings = sorted(line.found.all("name.closings"))[:_MOST_TRIED]
    ends = (end for end, _ in closings if end and line.gaps[end - 1] in {"", ","})
    return next(((start, start, end) for end in ends if (start := begin_name(line, end)) < end), None)


def _listed(line: Line) -> list[Found]:
    """«Nombre: Ana, apellidos: Gil Peña», in either order, as forms ask for it; «Ana, apellido Gil»."""
    places = sorted({place for place, _ in line.found.all(*_LABELS)})
    parts = dict[str, Found]()
    for place in places:
        kind = max(_LABELS, key=lambda kind: line.at(place, kind))
        first = place + line.at(place, kind)
        end = min([take_name(line, first, "sure", inner=kind == _LABELS[1]), *(one for one in places if one >= first)])
        if end > first:
            parts[kind] = place, first, end
    given, surname = (parts.get(kind) for kind in _LABELS)
    if surname and not given and 0 < surname[0] == take_name(line, 0):
        given = 0, 0, surname[0]
    return [given, surname] if given and surname else []


def _inverted(line: Line) -> list[Found]:
    """«Peña, Ana María», as registers write it: one surname, a comma, and nothing but the given names."""
    clauses = list(_clauses(line))
    if len(clauses) != 2 or line.gaps[clauses[0][1] - 1] != "," or line.gaps[-1] not in {"", "."}:
        return []
    (_, comma), (given, end) = clauses
    if take_name(line, given) != end:
        return []
    if set(line.message.said[:comma]) <= set(line.message.said[given:end]):  # "Bond, James Bond"
        return [(0, given, end)]
    particles = all(line.is_(place, "name.particles", "name.articles") for place in range(comma - 1))
    opens = line.is_(0, "answer.yes", "name.openers") or line.is_(given, "name.rarely")
    place = line.message.phrase(given, end) in line.words.of("name.places")
    whole = particles and take_name(line, 0, inner=True) == comma
    return [(given, given, end), (0, 0, comma)] if whole and not (opens or place) else []


def _alone(line: Line) -> Found | None:
    """A name that is the whole answer, or all of it that is no courtesy, contact or wish."""
    if len(line.message.text) > WORDS_LIMIT or _CODE.search(line.message.text):
        return None
    clauses = list(_clauses(line))
    for start, end in clauses:
        first = skip_courtesies(line, start, end)
        if first == end or (end - start == 1 < len(clauses) and line.is_(start, "answer.yes")):
            continue  # «Bueno, Ernesto Gil»
        found = _behind(line, first, "none")
        if found[0] < found[1] <= end and _is_answer(line, *found, end, opens=not first):
            return start, *found
        if not (all(line.is_common(place) for place in range(first, end)) or _closes_with_a_name(line, end)):
            return None
    return None


def _closes_with_a_name(line: Line, start: int) -> bool:
    """Whether the sentence that begins there is the last, and a full name: "sorry, my phone died. Amira Haddad"."""
    ends = line.gaps[start - 1] in {".", "!", "..", "..."}
    capitals = all(word.capital for word in line.message.words[start:])
    return ends and capitals and start + 1 < take_name(line, start) == len(line)


def _is_answer(line: Line, first: int, after: int, end: int, *, opens: bool) -> bool:
    """Whether a name that begins a clause is what they answer, and no question about something else."""
    more = after - first > 1
    if _is_asked(line, after):
        return False
    if _skip_numbers(line, after, end) == end > after or (first and line[first - 1].text.isdecimal()):
        return more and line[first].capital  # not «3 recámaras»
    if after == end:
        return opens or more or line[first].capital
    return line.at(after, "name.continues", "name.repairs") > 0


def _whole(line: Line, first: int, end: int, *, asked: bool) -> tuple[int, int]:
    """Where the name stands that is meant: what they correct it to («Ana, perdón, Anna»), or say again in full
    («Francia, Francia Minaya»); and with the second of a couple, where nothing is said of one of them alone."""
    again = end + line.at(end, "name.repairs")
    stop = take_name(line, again, "sure")
    said, more = set(line.message.said[first:end]), set(line.message.said[again:stop])
    if (stop - again >= end - first) if again > end else (said < more and line.closes(stop)):
        first, end = again, stop
    if asked and line.is_(end, "name.joins") and not line.closes(end) and not line.closes(end + 1):
        stop = take_name(line, end + 1, "doubtful")
        end = stop if stop > end + 1 and line.closes(stop) else end
    return first, end


def _others_places(line: Line) -> Iterator[tuple[int, Lead]]:
    """Where the name of somebody else may begin: behind «se llama», and behind «es» or nothing if that is said of a
    person. What stands before says only whose it is: «el perro de mi mamá se llama Max» names something else."""
    for place in sorted({place for place, _ in line.found.all("name.called", "correct.copulas")}):
        before = range(skip_courtesies(line, line.clause_start(place), place), place)
        called, person = line.at(place, "name.called"), any(line.is_(one, "name.people") for one in before)
        if (called or person) and all(line.is_(one, *_WHOSE) for one in before):
            yield place + line.at(place, "name.called", "correct.copulas"), "sure" if called else "doubtful"
    place = next((one for one in range(len(line)) if not line.is_(one, *_WHOSE)), 0)
    called = line.titled and line.is_(place - 1, "name.names")  # «Li Wei»
    if line.is_(place - 1, "name.people") and not called:  # «mi mamá, Rosa Díaz»
        yield place, "doubtful"


def _clauses(line: Line) -> Iterator[tuple[int, int]]:
    """The stretches of words with nothing but spaces between them."""
    return pairwise([0, *(end for end in range(1, len(line) + 1) if line.closes(end))])


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
