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

from flows.understanding.clause import DENIAL, KINDS, TOPICS, Clause, Kind, Piece, cut_clauses
from flows.understanding.message import Message
from flows.understanding.phrases import PhraseBook

_TOLD_ALREADY: Piece = frozenset({"already", "told"})  # «se lo di»
_NOT_YET: Piece = frozenset({"negation", "now"})
FAR = 6  # between «haben Sie» and «schon»
LONGEST = 24  # words of a message that can still be an answer of this kind


class Meaning(StrEnum):
    """In the order in which they count when a message holds several."""

    LATER = "later"
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
        other=turned_down or any(clause.has("other", "change") for clause in clauses),
        doubted=restricted or any(clause.has("nay", "negation", "without", "but") for clause in beside),
        agreed=meaning not in _AGREES and next(iter(meant.values())) in _AGREES,
    )


def wants_other(message: Message, lexicon: PhraseBook[Kind], mentions: frozenset[str] = frozenset()) -> bool:
    """Whether another one than what was shown is wanted, and none said yet: «otro», «prefiero otro número»."""
    clauses = cut_clauses(message, lexicon, mentions)
    return not message.asks and any(
        clause.has("other") and not clause.loose and not clause.figure for clause in clauses
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
    if clause.certain or not clause.begins("if") or (clause.asks and _is_must(clause)):
        return False
    return not clause.has("yes") or clause.loose > 0 or clause.has("have", "exists", "can", "wrong")


def _meaning(clause: Clause) -> Meaning | None:
    """The first meaning of a clause that leaves few enough of its words over: none at all in a question, but for the
    question whether one must."""
    if clause.has("thing") and not (clause.begins("yes") and clause.follows(("this",), ("thing",), 1)):
        return None
    if clause.asks and clause.has("change"):  # «¿eso se puede cambiar después?»
        return None
    for meaning, needs, says, loose in _READINGS:
        if not clause.has(*needs) or (meaning not in _OPEN and clause.has("deal")):
            continue
        bears = 0 if clause.asks and meaning is not Meaning.MUST else loose
        if clause.loose <= bears and (says is None or says(clause)):
            return meaning
    return None


def _is_agreed(clause: Clause) -> bool:
    """«No hay problema»."""
    return clause.near((*DENIAL, "without", "nothing"), ("trouble",))


def _is_later(clause: Clause) -> bool:
    if clause.has("call", "obliged"):
        return False
    if clause.has("now", "already") and clause.has("give") and not clause.has(*DENIAL, "told"):  # «ya te lo mando»
        return True
    if clause.has("later") and not clause.figure and not clause.follows(("later",), ("of",), 1):
        return True
    if clause.has("when") and not clause.figure and (clause.has("give", "busy") or clause.loose == 0):
        return True
    return clause.has("busy")


def _is_unsent(clause: Clause) -> bool:
    """«No lo envíes», «nicht abschicken», «no quiero enviarlo»; «no problem, send it» denies something else."""
    return clause.near(("negation", "nothing"), ("send",)) and not clause.has("trouble", "obliged", "have")


def _is_not_now(clause: Clause) -> bool:
    """«Ahora no», and «poko», which says both in one word."""
    return clause.near(DENIAL, ("now",)) or any(piece >= _NOT_YET for piece in clause.pieces)


def _is_said(clause: Clause) -> bool:
    if clause.has(*DENIAL, "nothing", "call", "want"):
        return False
    return clause.near(("already",), ("told",), FAR) or any(piece >= _TOLD_ALREADY for piece in clause.pieces)


def _is_must(clause: Clause) -> bool:
    if clause.asks and (clause.has("obliged", "must") or _is_without(clause)):
        return True
    return clause.has("obliged") and not clause.has(*DENIAL)


def _is_without(clause: Clause) -> bool:
    """«¿Y si no quiero darlo?», «¿se puede sin correo?»."""
    if clause.has("if") and clause.near(("negation",), ("want", "give", "have")):
        return True
    return clause.has("without") and clause.has("can", "data")


def _is_wont(clause: Clause) -> bool:
    if clause.near(("negation",), ("want", "give")) or clause.follows(("prefer",), ("negation",)):
        return True
    return clause.has("private")


def _is_unknown(clause: Clause) -> bool:
    if clause.near((*DENIAL, "nothing"), ("know",)):
        return True
    if clause.has("unknown") and not clause.has("later", "when"):  # «maybe», but not «maybe tomorrow»
        return True
    return clause.near(("negation",), ("can",)) and clause.has("say")


def _is_none(clause: Clause) -> bool:
    """«No tengo»; «no lo tengo aquí, te lo mando» promises it."""
    return clause.near(DENIAL, ("have",)) and not clause.has("give")


def _is_nothing(clause: Clause) -> bool:
    """«Nada», «no hay», «sin correo»: with nothing else, since «nada de ruido» is about the house."""
    if clause.has("last", "obliged"):  # «nada en la planta de abajo»
        return False
    if clause.has("nothing") and not clause.near(("negation",), ("give", "want")):
        return True
    if clause.near(DENIAL, ("exists",)):
        return True
    without = clause.near((*DENIAL, "without"), ("data",))
    return without and not clause.has("this", "leave", "wrong", "give", "want")


def _is_unchanged(clause: Clause) -> bool:
    return clause.follows(("negation",), ("change",), 2)


def _is_left(clause: Clause) -> bool:
    return clause.has("leave") and not clause.has(*DENIAL) and not clause.begins("yes")


def _is_plain_no(clause: Clause) -> bool:
    """What can only answer no opens it («nein da ist ein Fehler»), where the «no» that denies a verb does not."""
    return clause.begins("nay") and not any("negation" in piece for piece in clause.pieces if "nay" in piece)


def _is_yes(clause: Clause) -> bool:
    return clause.begins("yes") and not clause.has(*DENIAL)


def _is_sent(clause: Clause) -> bool:
    return clause.has("send") and not clause.has("negation")


def _is_fine(clause: Clause) -> bool:
    return clause.begins("fine") and not clause.has(*DENIAL, "wrong")


def _is_yes_elsewhere(clause: Clause) -> bool:
    return clause.begins("elsewhere_yes")


def _is_this(clause: Clause) -> bool:
    return _points(clause) and not clause.has(*DENIAL, "without")


def _points(clause: Clause) -> bool:
    """«Ese mismo», where it points by itself: «esta semana», «ese precio» are something else."""
    return any(
        not (after := clause.pieces[place + 1 : place + 2]) or "call" in after[0] or not after[0] <= TOPICS
        for place in clause.at(("this",))
    )


# In the order in which they are looked for in a clause: the kinds of which it needs one, how these must stand (None:
# there is no more to it), and how many loose words it bears.
_READINGS: tuple[tuple[Meaning, tuple[Kind, ...], Callable[[Clause], bool] | None, int], ...] = (
    (Meaning.YES, ("trouble",), _is_agreed, 1),
    (Meaning.LATER, ("send",), _is_unsent, 0),
    (Meaning.LEAVE, ("change",), _is_unchanged, 1),
    (Meaning.MUST, ("obliged", "must", "without", "if"), _is_must, 3),
    (Meaning.UNKNOWN, ("know", "unknown", "say"), _is_unknown, 2),
    (Meaning.NONE, ("have",), _is_none, 1),
    (Meaning.NONE, ("nothing", "exists", "data"), _is_nothing, 0),
    (Meaning.SAID, ("already",), _is_said, 3),
    (Meaning.LATER, ("later", "when", "busy", "now", "already"), _is_later, 2),
    (Meaning.WONT, ("want", "give", "prefer", "private"), _is_wont, 3),
    (Meaning.LATER, ("now",), _is_not_now, 1),
    (Meaning.ANY, ("any",), None, 1),
    (Meaning.LEAVE, ("leave",), _is_left, 0),
    (Meaning.NO, (*DENIAL, "elsewhere_no"), None, 0),
    (Meaning.NO, DENIAL, _points, 1),
    (Meaning.NO, ("nay",), _is_plain_no, 3),
    (Meaning.YES, ("yes",), _is_yes, 2),
    (Meaning.NO, ("wrong",), None, 1),
    (Meaning.YES, ("send",), _is_sent, 0),
    (Meaning.FINE, ("fine",), _is_fine, 0),
    (Meaning.YES, ("elsewhere_yes",), _is_yes_elsewhere, 0),
    (Meaning.THIS, ("this",), _is_this, 1),
    (Meaning.LATER, ("wait",), None, 1),
    (Meaning.OTHER, ("other",), None, 0),
)

# What a clause says that has no meaning by itself; a clause of fillers alone adds nothing.
_SAYING: tuple[Kind, ...] = tuple(
    kind for kind in KINDS if kind not in ("filler", "data", "of", "this", "other", "prefer", "reserve")
)
