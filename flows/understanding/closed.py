"""What an answer means that is no value: yes, no, later, «no sé», «ya te lo di», «déjalo así» … (conversation §8.1).

No list of whole answers stands behind it. A vocabulary tells the kinds of single words (what denies, what means
knowing, having, wanting), and a meaning is how they stand together: «no sé» and «todavía no lo sé» are a denial beside
knowing. It is read clause by clause, and only where a clause holds little else: «la casa no tiene parqueo» is no «no»,
«si hay piscina» no «sí», and what another clause says stays the person's words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from flows.understanding.clause import DENIAL, KINDS, NEAR, TOPICS, Clause, Kind, Piece, cut_clauses
from flows.understanding.message import Message
from flows.understanding.phrases import PhraseBook

FAR = 6  # between «haben Sie» and «schon»
LONGEST = 24  # words of a message that can still be an answer of this kind
_BRIEF = 2  # phrases of a question that still points: «¿este mismo, no?»


class Meaning(StrEnum):
    """In the order in which they count when a message holds several."""

    LATER = "later"
    WHEN = "when"  # a time and nothing else: «mañana» puts off what was asked, but for the note it is an answer
    SAID = "said"
    MUST = "must"
    WONT = "wont"
    UNKNOWN = "unknown"
    NONE = "none"
    LEAVE = "leave"
    ANY = "any"
    NO = "no"
    YES = "yes"
    FINE = "fine"
    THIS = "this"
    OTHER = "other"  # and nothing else is said: «prefiero otro»


_RANK = {meaning: rank for rank, meaning in enumerate(Meaning)}
_POINTING = (Meaning.THIS, Meaning.ANY, Meaning.LEAVE, Meaning.OTHER)  # what a question of theirs seldom means
_OPEN = (Meaning.UNKNOWN, Meaning.ANY)  # what may be said of a choice: «alquilar o comprar, me da igual»
_AGREES = (Meaning.YES, Meaning.FINE)
_AGREEING: Piece = frozenset({"filler", "yes", "fine", "this", "but"})
_OVERRULED = (Meaning.LEAVE, *_AGREES, Meaning.THIS)  # by a no that opens the answer


@dataclass(frozen=True, slots=True)
class Closed:
    """`meaning`, and whether more is said beside it. `other`: not the one shown, or another one, is wanted.
    `doubted`: what stands beside it denies or restricts it. `agreed`: a yes opens what means something else."""

    meaning: Meaning
    words_beside: bool = False
    other: bool = False
    doubted: bool = False
    agreed: bool = False


def read_closed(message: Message, lexicon: PhraseBook[Kind], mentions: frozenset[str] = frozenset()) -> Closed | None:
    """The meaning of a message that answers without a value; None where it says something else.

    `mentions`: words for what was asked («correo», «número»), which add nothing to an answer.
    """
    if not 0 < len(message.words) <= LONGEST:
        return None
    if message.said == ("si",):  # alone it is a yes in whatever language, and no condition
        return Closed(Meaning.YES)
    clauses = list(cut_clauses(message, lexicon, mentions))
    meant = {place: meaning for place, clause in enumerate(clauses) if (meaning := _meaning(clause))}
    if not meant or any(_is_condition(clause) for clause in clauses):
        return None
    meaning = _first(list(meant.values()))
    readable = [clauses[place] for place in meant]
    beside = [clause for place, clause in enumerate(clauses) if clause.loose or place not in meant]
    turned_down = meaning is Meaning.NO and any(clause.has("this") for clause in readable)
    restricted = meaning in _AGREES and any(map(_is_restricted, clauses))
    return Closed(
        meaning,
        words_beside=restricted or any(clause.loose or clause.has(*_SAYING) for clause in beside),
        other=turned_down or any(_wants_other(clause) or clause.has("change") for clause in clauses),
        doubted=restricted or any(clause.has("nay", "negation", "without", "but") for clause in beside),
        agreed=meaning not in _AGREES and next(iter(meant.values())) in _AGREES,
    )


def wants_other(message: Message, lexicon: PhraseBook[Kind], mentions: frozenset[str] = frozenset()) -> bool:
    """Whether another one than what was shown is wanted, and none said yet: «otro», «prefiero otro número»."""
    clauses = cut_clauses(message, lexicon, mentions)
    return not message.asks and any(
        _wants_other(clause) and not clause.loose and not clause.figure for clause in clauses
    )


def _first(found: Sequence[Meaning]) -> Meaning:
    """Of several the one that counts first; but a yes that opens the answer decides against a later no («sí, no te
    preocupes»), and a no against what agrees after it («no, deja la vieja»)."""
    opening, meaning = found[0], min(found, key=_RANK.__getitem__)
    if (meaning is Meaning.NO and opening in _AGREES) or (opening is Meaning.NO and meaning in _OVERRULED):
        return opening
    return meaning


def _is_restricted(clause: Clause) -> bool:
    """«Ok, pero mi correo …»: something is said behind the «but»."""
    return any(not piece <= _AGREEING for but in clause.at(("but",)) for piece in clause.pieces[but + 1 :])


def _is_condition(clause: Clause) -> bool:
    """«Si hay piscina»: a «si» at the beginning that goes on. «Si claro», «si, ese» are a yes without its accent."""
    if clause.certain or not clause.begins("if") or _meaning(clause) is Meaning.MUST:
        return False
    return not clause.has("yes") or clause.loose > 0 or clause.has("have", "exists", "can", "wrong")


def _meaning(clause: Clause) -> Meaning | None:
    """The first meaning of a clause that leaves few enough of its words over: none at all in a question, but for the
    question whether one must."""
    if clause.has("thing") and not (clause.begins("yes") and clause.follows(("this",), ("thing",), 1)):
        return None
    if clause.asks and clause.has("change"):  # «¿eso se puede cambiar después?»
        return None
    asks, deals = clause.asks, clause.has("deal")
    wonders = asks and len(clause.pieces) > _BRIEF  # «¿este número es de ustedes?»
    for meaning, loose, test, *others in _READINGS:
        bears = 0 if asks and meaning is not Meaning.MUST else loose
        fits = clause.loose <= bears and test(clause) and all(other(clause) for other in others)
        if fits and (not deals or meaning in _OPEN) and not (wonders and meaning in _POINTING):
            return meaning
    return None


Test = Callable[[Clause], bool]
Kinds = tuple[Kind, ...]


def _has(*kinds: Kind) -> Test:
    return lambda clause: clause.has(*kinds)


def _lacks(*kinds: Kind) -> Test:
    return lambda clause: not clause.has(*kinds)


def _begins(*kinds: Kind) -> Test:
    return lambda clause: clause.begins(*kinds)


def _near(some: Kinds, others: Kinds, most: int = NEAR) -> Test:
    return lambda clause: clause.near(some, others, most)


def _apart(some: Kinds, others: Kinds) -> Test:
    return lambda clause: not clause.near(some, others)


def _follows(some: Kinds, others: Kinds, most: int = NEAR) -> Test:
    return lambda clause: clause.follows(some, others, most)


def _in_one(*kinds: Kind) -> Test:
    """One phrase says both: «se lo di» is «already told», «poko» is «not now»."""
    return lambda clause: any(piece.issuperset(kinds) for piece in clause.pieces)


def _is_only(*kinds: Kind) -> Test:
    return lambda clause: not any(piece.isdisjoint(kinds) for piece in clause.pieces)


def _asks(clause: Clause) -> bool:
    return clause.asks


def _is_timeless(clause: Clause) -> bool:
    """«Después», but not «después de las seis», «mañana a las 3»."""
    return not clause.figure and not clause.follows(("later",), ("of",), 1)


def _is_own_time(clause: Clause) -> bool:
    """«Mañana», but not «mañana está bien» and «¿se puede mañana?», which speak of a visit."""
    return not clause.asks and not clause.follows(("when",), ("fine", "yes"), len(clause.pieces))


def _may_be_put_off(clause: Clause) -> bool:
    """«¿Puedo después?», but not «¿y después qué pasa?»."""
    return not clause.asks or clause.has("can", "give", "send")


def _is_plain_no(clause: Clause) -> bool:
    """What can only answer no opens it («nein da ist ein Fehler»), where the «no» that denies a verb does not."""
    return clause.begins("nay") and not any("negation" in piece for piece in clause.pieces if "nay" in piece)


def _points(clause: Clause, kind: Kind = "this") -> bool:
    """«Ese mismo», where it points by itself: «esta semana», «ese precio» are something else."""
    return any(
        not (after := clause.pieces[place + 1 : place + 2]) or "call" in after[0] or not after[0] <= TOPICS
        for place in clause.at((kind,))
    )


def _points_last(clause: Clause) -> bool:
    """«Llámame a este», but not "this is boring"."""
    last = max(clause.at(("this",)))
    return not any(piece <= TOPICS for piece in clause.pieces[last + 1 :])


def _wants_other(clause: Clause) -> bool:
    """«Otro», «otro número», but not "the other day", «otra pregunta: …»."""
    announces = clause.follows(("other",), ("reserve",), 1)
    return _points(clause, "other") and not announces


_NO = DENIAL
_NOT: Kinds = ("negation",)
_TO_GIVE: Kinds = ("want", "give")
_PLANS = _lacks("call", "obliged")
_OF_WHAT = _lacks("last", "obliged")  # «nada en la planta de abajo»
_BEFORE = _lacks(*_NO, "nothing", "call", "want")
# In the order in which they are looked for in a clause: how many loose words it bears, and how its kinds must stand.
_READINGS: tuple[tuple[Meaning, int, Test, *tuple[Test, ...]], ...] = (
    (Meaning.YES, 1, _near((*_NO, "without", "nothing"), ("trouble",))),  # «no hay problema»
    (Meaning.YES, 0, _has("just"), _has("send"), _lacks(*_NOT)),  # «mándalo no más»
    (Meaning.LATER, 0, _near((*_NOT, "nothing"), ("send",)), _lacks("trouble", "obliged", "have")),  # «no lo envíes»
    (Meaning.LEAVE, 1, _follows(_NOT, ("change",), 2)),
    (Meaning.MUST, 3, _has("obliged", "must"), _asks),
    (Meaning.MUST, 3, _has("if"), _near(_NOT, (*_TO_GIVE, "have")), _asks),  # «¿y si no quiero darlo?»
    (Meaning.MUST, 3, _has("without"), _has("can", "data"), _asks),  # «¿se puede sin correo?»
    (Meaning.MUST, 3, _has("obliged"), _lacks(*_NO)),
    (Meaning.UNKNOWN, 2, _near((*_NO, "nothing"), ("know",))),
    (Meaning.UNKNOWN, 2, _has("unknown"), _lacks("later", "when")),  # "maybe", but not "maybe tomorrow"
    (Meaning.UNKNOWN, 2, _has("say"), _near(_NOT, ("can",))),
    (Meaning.NONE, 1, _near(_NO, ("have",)), _lacks("give")),  # «no lo tengo aquí, te lo mando» promises it
    (Meaning.NONE, 0, _has("nothing"), _apart(_NOT, _TO_GIVE), _OF_WHAT),
    (Meaning.NONE, 0, _near(_NO, ("exists",)), _OF_WHAT),
    (Meaning.NONE, 0, _has("without"), _has("prefer"), _is_only("without", "prefer", "filler")),  # «mejor sin»
    (Meaning.NONE, 0, _near((*_NO, "without"), ("data",)), _lacks("this", "leave", "wrong", *_TO_GIVE), _OF_WHAT),
    (Meaning.SAID, 3, _near(("already",), ("told",), FAR), _BEFORE),
    (Meaning.SAID, 3, _in_one("already", "told"), _BEFORE),
    (Meaning.LATER, 2, _has("now", "already"), _has("give"), _lacks(*_NO, "told"), _PLANS),  # «ya te lo mando»
    (Meaning.LATER, 2, _has("later"), _is_timeless, _may_be_put_off, _PLANS),
    (Meaning.LATER, 2, _has("when"), _has("give", "say", "send", "busy"), _is_timeless, _PLANS),
    (Meaning.WHEN, 0, _has("when"), _is_timeless, _is_own_time, _PLANS),
    (Meaning.LATER, 1, _has("busy"), _PLANS),  # «manejando», but not "your line was busy the other day"
    (Meaning.WONT, 3, _near(_NOT, _TO_GIVE)),
    (Meaning.WONT, 3, _follows(("prefer",), _NOT)),
    (Meaning.WONT, 3, _has("private")),
    (Meaning.LATER, 1, _near(_NO, ("now",))),
    (Meaning.LATER, 1, _in_one("negation", "now")),
    (Meaning.ANY, 1, _has("any")),
    (Meaning.LEAVE, 0, _has("leave"), _lacks(*_NO), lambda clause: not clause.begins("yes")),
    (Meaning.NO, 0, _has(*_NO, "elsewhere_no")),
    (Meaning.NO, 1, _has(*_NO), _points),
    (Meaning.NO, 3, _is_plain_no),
    (Meaning.YES, 2, _begins("yes"), _lacks(*_NO)),
    (Meaning.NO, 1, _has("wrong")),
    (Meaning.YES, 0, _has("send"), _lacks(*_NOT)),
    (Meaning.FINE, 0, _begins("fine"), _lacks(*_NO, "wrong")),
    (Meaning.YES, 0, _begins("elsewhere_yes")),
    (Meaning.THIS, 1, _points, _points_last, _lacks(*_NO, "without")),
    (Meaning.LATER, 1, _has("wait")),
    (Meaning.OTHER, 0, _wants_other),
)

# What a clause says that has no meaning by itself; a clause of fillers alone adds nothing.
_SAYING: tuple[Kind, ...] = tuple(
    kind for kind in KINDS if kind not in ("filler", "data", "of", "this", "other", "prefer", "reserve")
)
