"""What the assistant says: one catalogue per language, by the keys of conversation §5 and §6.

`render` turns a reply of the machine into a message in one language. The catalogues are the TOML files beside this
one; who reads files is `bot/wording.py`. A catalogue also holds what people of that language say (`flows/vocabulary/`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from flows.replies import Choice, Message, Reply, Say, Template, TemplateName

BUTTON_LABEL = 20  # characters, WhatsApp reply buttons (conversation §3)
ROW_LABEL = 24  # characters, WhatsApp list rows
BODY = 1024  # characters, WhatsApp interactive messages
_ROW_OPTIONS = ("edit_", "lang_")  # shown as lists, because there can be more than three of them
_COURTESY = {"nombre"}  # not every language thanks people by their first name
_LONG_VALUE = "x" * 60
_TEMPLATES: Mapping[str, tuple[TemplateName, tuple[str, ...]]] = {
    "QUEUED_OK": ("receipt", ("nombre", "agencia", "ref")),
    "FIELD_REFUSED": ("fix", ("agencia", "campo")),
}
_MARK = "\x02"  # around a value on its way into a text; nobody can type it

QUOTED = re.compile(r"[«“„\"]([^«»“”„\"]+)[»“”\"]")  # in the marks of any of our languages
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_ITEM = r"(?:[A-Z]{2,5} )?\{\w+\}"  # «{tel_humano}», «RNC {rnc}»
_ENUMERATION = re.compile(rf"{_ITEM}(?:, {_ITEM})+")
_PARENTHESIS = re.compile(r" ?\([^()]*\)")
_SENTENCE_END = re.compile(r"(?<=[.?!]) ")
_GAP = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Everything that differs between languages.

    `texts` by wording key, `options` the label of each option id, `menu` what each command of the app's menu does.
    `values` translates what the machine gives for a placeholder, for example `values["busca"]["buy"]`; `defaults`
    stands in where it gives nothing. `staff` labels the lines of the note that the agency reads. `words` by group and
    kind: how people say things.
    """

    language: str
    name: str  # in the language itself
    texts: Mapping[str, str]
    options: Mapping[str, str]
    menu: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    defaults: Mapping[str, str]
    staff: Mapping[str, str]
    words: Mapping[str, Mapping[str, tuple[str, ...]]]


def render(catalogue: Catalogue, reply: Reply, facts: Mapping[str, str]) -> Message:
    """`reply` in the catalogue's language: its texts joined by empty lines, its options with their labels.

    `facts`: the values of the copy that come from the settings (`agencia`, `tel_humano` …).
    """
    said = (_say(catalogue, say, facts, mark=_MARK if reply.options else "") for say in reply.says)
    text, given = _unmarked("\n\n".join(filter(None, said)))
    choices = tuple(
        Choice(option.id, option.label or catalogue.options[option.id], given=bool(option.label))
        for option in reply.options
    )
    return Message(
        text=text,
        choices=choices,
        language=catalogue.language,
        given=given,
        kind=reply.kind,
        step=reply.step,
        summary=reply.summary,
        hint=_hint(catalogue, reply, choices),
        list_button=catalogue.texts["LIST_BUTTON"],
        share_phone=catalogue.texts["SHARE_PHONE"] if reply.share_phone else "",
        clear_keyboard=reply.clear_keyboard,
        template=next((_template(catalogue, say, facts) for say in reply.says if say.key in _TEMPLATES), None),
    )


def _template(catalogue: Catalogue, say: Say, facts: Mapping[str, str]) -> Template:
    """A value that is not there is a dash: an approved text cannot leave its sentence out."""
    name, placeholders = _TEMPLATES[say.key]
    spoken = _spoken(catalogue, {**facts, **say.values})
    return Template(name, tuple(spoken.get(placeholder, "").strip() or "–" for placeholder in placeholders))


def _hint(catalogue: Catalogue, reply: Reply, choices: Sequence[Choice]) -> str:
    """How to choose where there are no buttons. What a text puts in quotes stands for the only option."""
    match choices:
        case []:
            return ""
        case [_] if any(QUOTED.search(catalogue.texts[say.key]) for say in reply.says):
            return ""
        case [alone]:
            return fill(catalogue.texts["OPTION_ALONE"], {"label": alone.label})
        case _:
            return catalogue.texts["NUMBER_HINT"]


def say_text(catalogue: Catalogue, key: str, values: Mapping[str, str]) -> str:
    """One text of the catalogue with its values, «» when nothing of it can be said."""
    return _fill_text(catalogue, key, _spoken(catalogue, values))


def _say(catalogue: Catalogue, say: Say, facts: Mapping[str, str], mark: str) -> str:
    """The same with a mark at both ends of each value that does not come from the settings."""
    spoken = _spoken(catalogue, {**facts, **say.values})
    given = {name: value.replace(_MARK, "") for name, value in spoken.items() if say.values.get(name, "").strip()}
    marked = {name: f"{mark}{value}{mark}" for name, value in given.items()}
    return _fill_text(catalogue, say.key, {**spoken, **marked})


def _unmarked(text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The text without its marks, and where what they enclosed stands now."""
    parts = text.split(_MARK)  # every second one was enclosed
    ends = list(accumulate(map(len, parts)))
    return "".join(parts), tuple(zip(ends[0::2], ends[1::2], strict=False))


def _spoken(catalogue: Catalogue, values: Mapping[str, str]) -> dict[str, str]:
    given = {**catalogue.defaults, **{name: value for name, value in values.items() if value.strip()}}
    return {name: catalogue.values.get(name, {}).get(value, value) for name, value in given.items()}


def _fill_text(catalogue: Catalogue, key: str, spoken: Mapping[str, str]) -> str:
    template = catalogue.texts[key]
    inner = {name: fill(catalogue.texts[name], spoken) for name in placeholders(template) if name.isupper()}
    return fill(template, {**spoken, **inner})


def filled_length(catalogue: Catalogue, template: str) -> int:
    """How long a text of the catalogue gets when every value of it is long."""
    inner = {name: catalogue.texts[name] for name in placeholders(template) if name.isupper()}
    names = placeholders(template).union(*map(placeholders, inner.values()))
    values = dict.fromkeys(names, _LONG_VALUE)
    return len(fill(template, {**values, **{name: fill(text, values) for name, text in inner.items()}}))


def fill(template: str, values: Mapping[str, str]) -> str:
    """`template` with its placeholders filled in. A sentence or line that lacks a value is left out whole.

    Of an enumeration («{a}, RNC {b}») or a parenthesis only what lacks its value goes, as long as something stays.
    Values go in as they are: no sentence, brace or space in them is touched.
    """
    missing = {name for name in placeholders(template) if not values.get(name, "").strip()}
    lines = [(line, _without(line, missing)) for line in template.split("\n")]
    kept = "\n".join(short for line, short in lines if short or not line).strip("\n")
    return _PLACEHOLDER.sub(lambda found: values[found[1]], _GAP.sub("\n\n", kept))


@lru_cache(maxsize=4096)  # texts of ours, the same for every message
def placeholders(template: str) -> frozenset[str]:
    """The names in braces."""
    return frozenset(_PLACEHOLDER.findall(template))


def _without(line: str, missing: set[str]) -> str:
    if not missing:
        return line.strip()

    def lacks(part: str) -> bool:
        return not missing.isdisjoint(placeholders(part))

    def shorten(enumeration: re.Match[str]) -> str:
        items = [item for item in enumeration[0].split(", ") if not lacks(item)]
        return ", ".join(items) or enumeration[0]

    def sentence(text: str) -> str:
        return _ENUMERATION.sub(shorten, _PARENTHESIS.sub(lambda found: "" if lacks(found[0]) else found[0], text))

    shortened = (sentence(part) for part in _SENTENCE_END.split(line))
    return " ".join(part for part in shortened if not lacks(part)).strip()


def missing(catalogues: Sequence[Catalogue]) -> list[str]:
    """What the catalogues lack, one sentence for the technician per fault; [] when they are complete.

    Every text, option, value, staff label and kind of word stands in every language, with the placeholders of the
    first one, a first name aside; labels and filled texts are within what the platforms take.
    """
    faults = (fault for catalogue in catalogues for fault in (*_absent(catalogue, catalogues), *_too_long(catalogue)))
    return list(dict.fromkeys(faults))


def _absent(catalogue: Catalogue, catalogues: Sequence[Catalogue]) -> list[str]:
    own = _entries(catalogue)
    faults = []
    for other in catalogues:
        for entry, template in _entries(other).items():
            if entry not in own:
                faults.append(f"{catalogue.language}: falta {entry}, que sí está en {other.language}")
            elif other is catalogues[0] and (placeholders(own[entry]) ^ placeholders(template)) - _COURTESY:
                faults.append(f"{catalogue.language}: {entry} no lleva los mismos datos que en {other.language}")
    return faults


def _entries(catalogue: Catalogue) -> dict[str, str]:
    """Every entry under a name such as «texts.NAME_ASK»; kinds of words count as present or not."""
    flat = {
        "texts": catalogue.texts,
        "options": catalogue.options,
        "menu": catalogue.menu,
        "defaults": catalogue.defaults,
        "staff": catalogue.staff,
        **{f"values.{name}": value for name, value in catalogue.values.items()},
        **{f"words.{group}": dict.fromkeys(kinds, "") for group, kinds in catalogue.words.items()},
    }
    return {f"{section}.{name}": text for section, entries in flat.items() for name, text in entries.items()}


def _too_long(catalogue: Catalogue) -> list[str]:
    faults = []
    for option, label in catalogue.options.items():
        limit = ROW_LABEL if option.startswith(_ROW_OPTIONS) else BUTTON_LABEL
        if len(label) > limit:
            faults.append(f"{catalogue.language}: la opción {option} pasa de {limit} caracteres: «{label}»")
    for key, template in catalogue.texts.items():
        if filled_length(catalogue, template) > BODY:
            faults.append(f"{catalogue.language}: el texto {key} puede pasar de {BODY} caracteres")
    return faults
