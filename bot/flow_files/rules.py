"""What a flow file may not do, beyond the shape of its keys: each rule gives its faults, with key and remedy."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from bot.flow_files.document import CustomQuestion, Document, Fault, Spoken, one_of_ours
from flows.flow import FIELDS
from flows.states import QUESTIONS
from flows.understanding.text import bare
from flows.understanding.words import PART_OF_NOTE
from flows.wording import BODY, BUTTON_LABEL, ROW_LABEL, Catalogue, filled_length, placeholders

NEVER_LEFT_OUT = ("name", "phone")
MOST_QUESTIONS = 10  # they are the rows of one list when somebody wants to change something
MOST_OPTIONS = 9  # of a list's ten rows; the last is for «Saltar», or for the way to a person
FEW_OPTIONS = 3  # up to here they are buttons, whose labels are shorter (conversation §3)
TEXT = 300  # characters (conversation §2)
ID = re.compile(r"[a-z][a-z0-9_]{0,19}")
TAKEN = (*FIELDS, *QUESTIONS, "leadbot_id", "reference")  # ours: of the draft, and of every lead's metadata
AS_THEY_ARE = re.compile(  # the consent, the commands and the safety line (conversation §10)
    "WELCOME.*|NOTICE.*|CONSENT_.*|PRIVACY|SAFE|HELP|ERASE_.*|MY_DATA.*|OUT|LANG.*|REDACT"
    "|accept|more|decline|human|erase_.*|lang_.*|restart_.*|start_over"
)

Path = tuple[str, ...]
Catalogues = Mapping[str, Catalogue]


def faults_of(document: Document, catalogues: Catalogues) -> Iterator[Fault]:
    """Everything wrong with a flow file. `catalogues` are all of ours."""
    yield from _questions(document)
    for language in document.languages:
        if language not in catalogues:
            yield Fault(("languages",), f"nombra «{language}», que no hablamos", _one_of(catalogues))
    offered = [code for code in document.languages or catalogues if code in catalogues]
    for id, custom in document.own.items():
        yield from _custom(("own", id), custom, document)
        yield from _spoken(("own", id), custom, offered)
    yield from _labels(document, catalogues)
    for language, texts in document.texts.items():
        yield from _reworded(("texts", language), texts, catalogues)
    for language, labels in document.options.items():
        yield from _reworded(("options", language), labels, catalogues)


def _questions(document: Document) -> Iterator[Fault]:
    path, known = ("questions",), sorted({*FIELDS, *QUESTIONS, *document.own})
    for id, times in Counter(document.questions).items():
        if id not in known:
            yield Fault(path, f"nombra «{id}», que no existe", one_of_ours(id, known))
        if times > 1:
            yield Fault(path, f"nombra «{id}» {times} veces", "deja una")
    for id in NEVER_LEFT_OUT:
        if id not in document.questions:
            yield Fault(path, f"no tiene «{id}»", "añádelo: sin nombre y teléfono no hay lead")
    if len(document.questions) > MOST_QUESTIONS:
        yield Fault(path, f"tiene {len(document.questions)} preguntas", f"deja {MOST_QUESTIONS} como máximo")
    if document.intent and "intent" in document.questions:
        yield Fault(("intent",), "ya lo dice, y questions lo pregunta", "quita uno de los dos")


def _custom(path: Path, custom: CustomQuestion, document: Document) -> Iterator[Fault]:
    """One custom question, without its words."""
    id = path[-1]
    yield from _name(path)
    if id in TAKEN:
        yield Fault(path, "tiene un nombre que ya es nuestro", "ponle otro")
    if id not in document.questions:
        yield Fault(path, "no se pregunta nunca", f"añade «{id}» a questions, o quita [own.{id}]")
    for key, kind in {"min": "number", "max": "number", "options": "choice", "words": "choice"}.items():
        if custom.kind != kind and getattr(custom, key) not in (None, {}):
            yield Fault((*path, key), f'solo va con kind = "{kind}"', "quítalo")
    if custom.min is not None and custom.max is not None and custom.min > custom.max:
        yield Fault((*path, "min"), "es mayor que max", "cámbialos: así ningún número sirve")
    if custom.kind == "choice":
        yield from _choices(path, custom)
    yield from _destination(path, custom, document)


def _name(path: Path) -> Iterator[Fault]:
    if not ID.fullmatch(path[-1]):
        remedy = "usa hasta 20 letras minúsculas sin acento, cifras y «_», y empieza con una letra"
        yield Fault(path, "tiene un nombre que no sirve", remedy)


def _choices(path: Path, custom: CustomQuestion) -> Iterator[Fault]:
    if not 2 <= len(custom.options) <= MOST_OPTIONS:
        yield Fault((*path, "options"), f"tiene {len(custom.options)}", f"escribe de 2 a {MOST_OPTIONS} opciones")
    for choice in custom.options:
        yield from _name((*path, "options", choice))
    for choice in custom.words:
        if choice not in custom.options:
            yield Fault(
                (*path, "words", choice), "no es una de sus opciones", one_of_ours(choice, list(custom.options))
            )


def _destination(path: Path, custom: CustomQuestion, document: Document) -> Iterator[Fault]:
    """Where the answer goes: free text only where staff read it, one number as the lead's budget."""
    goes_to, currency = (*path, "goes_to"), (*path, "currency")
    if custom.goes_to == "metadata" and custom.kind == "text":
        yield Fault(goes_to, "no sirve para texto libre", 'escribe goes_to = "notes"')
    if custom.goes_to != "budget":
        if custom.currency:
            yield Fault(currency, 'solo va con goes_to = "budget"', "quítalo")
        return
    if custom.kind != "number":
        yield Fault(goes_to, "pide un número", 'escribe kind = "number", o goes_to = "notes"')
    elif not custom.currency:
        yield Fault(currency, "falta", 'escribe currency = "USD" o "DOP"')
    first = next(id for id, other in document.own.items() if other.goes_to == "budget")
    if path[-1] != first:
        yield Fault(goes_to, f"ya lo es «{first}»", 'un lead tiene un presupuesto; escribe goes_to = "notes"')


def _spoken(path: Path, custom: CustomQuestion, offered: list[str]) -> Iterator[Fault]:
    """The words of a custom question: in every language offered, and no longer than the platforms take."""
    yield from _in_each((*path, "label"), custom.label, ROW_LABEL, offered)
    yield from _in_each((*path, "text"), custom.text, TEXT, offered)
    are_buttons = len(custom.options) + (not custom.required) <= FEW_OPTIONS
    for choice, labels in custom.options.items():
        yield from _in_each((*path, "options", choice), labels, BUTTON_LABEL if are_buttons else ROW_LABEL, offered)
    for language in offered:
        first: dict[str, str] = {}
        for choice, labels in custom.options.items():
            twin = first.setdefault(bare(labels.get(language, choice)), choice)
            if twin != choice:
                yield Fault((*path, "options", choice, language), f"dice lo mismo que «{twin}»", "escribe otra cosa")


def _in_each(path: Path, spoken: Spoken, limit: int, offered: list[str]) -> Iterator[Fault]:
    for language in offered:
        text = spoken.get(language, "")
        if not text.strip():
            remedy = f"escríbelo en ese idioma, o limita languages a {', '.join(spoken) or 'los que escribas'}"
            yield Fault((*path, language), "falta", remedy)
        elif len(text) > limit:
            yield Fault((*path, language), f"tiene {len(text)} caracteres", f"caben {limit}")
        elif placeholders(text):
            yield Fault((*path, language), "lleva llaves { }", "escribe el texto tal como se lee")
    for language in spoken:
        if language not in offered:
            yield Fault((*path, language), "está en un idioma que no se ofrece", "quítalo, o añádelo a languages")


def _labels(document: Document, catalogues: Catalogues) -> Iterator[Fault]:
    """«Cambiar …» has to know which question is meant."""
    fields = [catalogue.words["field"] for catalogue in catalogues.values()]
    taken = {bare(word): field for kinds in fields for field, words in kinds.items() for word in words}
    taken = {word: field for word, field in taken.items() if field != PART_OF_NOTE}
    for id, custom in document.own.items():
        for language, label in custom.label.items():
            if taken.setdefault(bare(label), id) != id:
                what = f"ya es un nombre de «{taken[bare(label)]}»"
                yield Fault(("own", id, "label", language), what, "escribe otro: «cambiar …» no sabría cuál")


def _reworded(path: Path, texts: Spoken, catalogues: Catalogues) -> Iterator[Fault]:
    """Other words for ours: of a text that exists and may change, with the same values, and not too long."""
    section, language = path
    if language not in catalogues:
        yield Fault(path, "no es un idioma que hablemos", _one_of(catalogues))
        return
    catalogue = catalogues[language]
    ours = catalogue.texts if section == "texts" else catalogue.options
    for key, text in texts.items():
        if key not in ours:
            yield Fault((*path, key), "no es un texto que exista", one_of_ours(key, list(ours)))
            continue
        wanted, limit = placeholders(ours[key]), BODY if section == "texts" else BUTTON_LABEL
        if AS_THEY_ARE.fullmatch(key):
            yield Fault(
                (*path, key), "se dice igual en todas partes", "quítalo: es consentimiento, comando o seguridad"
            )
        elif not text.strip():
            yield Fault((*path, key), "está vacío", "escribe el texto, o quita la línea")
        elif placeholders(text) != wanted:
            remedy = "usa " + " ".join(sorted(f"{{{name}}}" for name in wanted)) if wanted else "quita las llaves { }"
            yield Fault((*path, key), "no lleva los mismos datos", remedy)
        elif (length := filled_length(catalogue, text)) > limit:
            yield Fault((*path, key), f"puede llegar a {length} caracteres", f"caben {limit}")


def _one_of(catalogues: Catalogues) -> str:
    return f"puede ser {', '.join(catalogues)}"
