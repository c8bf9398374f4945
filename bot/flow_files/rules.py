"""What a flow file may not do, beyond the shape of its keys: each rule gives its faults, with key and remedy."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from adapters.language import tr
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
            yield Fault(
                ("languages",),
                tr(f"nombra «{language}», que no hablamos", f"names «{language}», which we do not speak"),
                _one_of(catalogues),
            )
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
            yield Fault(
                path, tr(f"nombra «{id}», que no existe", f"names «{id}», which does not exist"), one_of_ours(id, known)
            )
        if times > 1:
            yield Fault(
                path, tr(f"nombra «{id}» {times} veces", f"names «{id}» {times} times"), tr("deja una", "leave one")
            )
    for id in NEVER_LEFT_OUT:
        if id not in document.questions:
            yield Fault(
                path,
                tr(f"no tiene «{id}»", f"does not have «{id}»"),
                tr("añádelo: sin nombre y teléfono no hay lead", "add it: without name and phone there is no lead"),
            )
    if len(document.questions) > MOST_QUESTIONS:
        yield Fault(
            path,
            tr(f"tiene {len(document.questions)} preguntas", f"has {len(document.questions)} questions"),
            tr(f"deja {MOST_QUESTIONS} como máximo", f"leave {MOST_QUESTIONS} at most"),
        )
    if document.intent and "intent" in document.questions:
        yield Fault(
            ("intent",),
            tr("ya lo dice, y questions lo pregunta", "says it already, and questions asks for it"),
            tr("quita uno de los dos", "remove one of the two"),
        )


def _custom(path: Path, custom: CustomQuestion, document: Document) -> Iterator[Fault]:
    """One custom question, without its words."""
    id = path[-1]
    yield from _name(path)
    if id in TAKEN:
        yield Fault(
            path,
            tr("tiene un nombre que ya es nuestro", "has a name that is ours already"),
            tr("ponle otro", "give it another"),
        )
    if id not in document.questions:
        yield Fault(
            path,
            tr("no se pregunta nunca", "is never asked"),
            tr(f"añade «{id}» a questions, o quita [own.{id}]", f"add «{id}» to questions, or remove [own.{id}]"),
        )
    for key, kind in {"min": "number", "max": "number", "options": "choice", "words": "choice"}.items():
        if custom.kind != kind and getattr(custom, key) not in (None, {}):
            yield Fault(
                (*path, key),
                tr(f'solo va con kind = "{kind}"', f'only goes with kind = "{kind}"'),
                tr("quítalo", "remove it"),
            )
    if custom.min is not None and custom.max is not None and custom.min > custom.max:
        yield Fault(
            (*path, "min"),
            tr("es mayor que max", "is greater than max"),
            tr("cámbialos: así ningún número sirve", "change them: like this no number fits"),
        )
    if custom.kind == "choice":
        yield from _choices(path, custom)
    yield from _destination(path, custom, document)


def _name(path: Path) -> Iterator[Fault]:
    if not ID.fullmatch(path[-1]):
        remedy = tr(
            "usa hasta 20 letras minúsculas sin acento, cifras y «_», y empieza con una letra",
            "use up to 20 small letters without accents, digits and «_», and begin with a letter",
        )
        yield Fault(path, tr("tiene un nombre que no sirve", "has a name that cannot be used"), remedy)


def _choices(path: Path, custom: CustomQuestion) -> Iterator[Fault]:
    if not 2 <= len(custom.options) <= MOST_OPTIONS:
        yield Fault(
            (*path, "options"),
            tr(f"tiene {len(custom.options)}", f"has {len(custom.options)}"),
            tr(f"escribe de 2 a {MOST_OPTIONS} opciones", f"write from 2 to {MOST_OPTIONS} options"),
        )
    for choice in custom.options:
        yield from _name((*path, "options", choice))
    for choice in custom.words:
        if choice not in custom.options:
            yield Fault(
                (*path, "words", choice),
                tr("no es una de sus opciones", "is none of its options"),
                one_of_ours(choice, list(custom.options)),
            )


def _destination(path: Path, custom: CustomQuestion, document: Document) -> Iterator[Fault]:
    """Where the answer goes: free text only where staff read it, one number as the lead's budget."""
    goes_to, currency = (*path, "goes_to"), (*path, "currency")
    if custom.goes_to == "metadata" and custom.kind == "text":
        yield Fault(
            goes_to,
            tr("no sirve para texto libre", "is not for free text"),
            tr('escribe goes_to = "notes"', 'write goes_to = "notes"'),
        )
    if custom.goes_to != "budget":
        if custom.currency:
            yield Fault(
                currency,
                tr('solo va con goes_to = "budget"', 'only goes with goes_to = "budget"'),
                tr("quítalo", "remove it"),
            )
        return
    if custom.kind != "number":
        yield Fault(
            goes_to,
            tr("pide un número", "takes a number"),
            tr('escribe kind = "number", o goes_to = "notes"', 'write kind = "number", or goes_to = "notes"'),
        )
    elif not custom.currency:
        yield Fault(
            currency,
            tr("falta", "is missing"),
            tr('escribe currency = "USD" o "DOP"', 'write currency = "USD" or "DOP"'),
        )
    first = next(id for id, other in document.own.items() if other.goes_to == "budget")
    if path[-1] != first:
        yield Fault(
            goes_to,
            tr(f"ya lo es «{first}»", f"«{first}» is it already"),
            tr(
                'un lead tiene un presupuesto; escribe goes_to = "notes"',
                'a lead has one budget; write goes_to = "notes"',
            ),
        )


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
                yield Fault(
                    (*path, "options", choice, language),
                    tr(f"dice lo mismo que «{twin}»", f"says the same as «{twin}»"),
                    tr("escribe otra cosa", "write something else"),
                )


def _in_each(path: Path, spoken: Spoken, limit: int, offered: list[str]) -> Iterator[Fault]:
    for language in offered:
        text = spoken.get(language, "")
        if not text.strip():
            remedy = tr(
                f"escríbelo en ese idioma, o limita languages a {', '.join(spoken) or 'los que escribas'}",
                f"write it in that language, or limit languages to {', '.join(spoken) or 'those that you write'}",
            )
            yield Fault((*path, language), tr("falta", "is missing"), remedy)
        elif len(text) > limit:
            yield Fault(
                (*path, language),
                tr(f"tiene {len(text)} caracteres", f"has {len(text)} characters"),
                tr(f"caben {limit}", f"{limit} fit"),
            )
        elif placeholders(text):
            yield Fault(
                (*path, language),
                tr("lleva llaves { }", "has braces { }"),
                tr("escribe el texto tal como se lee", "write the text just as it is read"),
            )
    for language in spoken:
        if language not in offered:
            yield Fault(
                (*path, language),
                tr("está en un idioma que no se ofrece", "is in a language that is not offered"),
                tr("quítalo, o añádelo a languages", "remove it, or add it to languages"),
            )


def _labels(document: Document, catalogues: Catalogues) -> Iterator[Fault]:
    """«Cambiar …» has to know which question is meant."""
    fields = [catalogue.words["field"] for catalogue in catalogues.values()]
    taken = {bare(word): field for kinds in fields for field, words in kinds.items() for word in words}
    taken = {word: field for word, field in taken.items() if field != PART_OF_NOTE}
    for id, custom in document.own.items():
        for language, label in custom.label.items():
            if taken.setdefault(bare(label), id) != id:
                what = tr(f"ya es un nombre de «{taken[bare(label)]}»", f"is a name of «{taken[bare(label)]}» already")
                yield Fault(
                    ("own", id, "label", language),
                    what,
                    tr("escribe otro: «cambiar …» no sabría cuál", "write another: «change …» would not know which"),
                )


def _reworded(path: Path, texts: Spoken, catalogues: Catalogues) -> Iterator[Fault]:
    """Other words for ours: of a text that exists and may change, with the same values, and not too long."""
    section, language = path
    if language not in catalogues:
        yield Fault(path, tr("no es un idioma que hablemos", "is not a language that we speak"), _one_of(catalogues))
        return
    catalogue = catalogues[language]
    ours = catalogue.texts if section == "texts" else catalogue.options
    for key, text in texts.items():
        if key not in ours:
            yield Fault(
                (*path, key), tr("no es un texto que exista", "is not a text that exists"), one_of_ours(key, list(ours))
            )
            continue
        wanted, limit = placeholders(ours[key]), BODY if section == "texts" else BUTTON_LABEL
        if AS_THEY_ARE.fullmatch(key):
            yield Fault(
                (*path, key),
                tr("se dice igual en todas partes", "is said alike everywhere"),
                tr("quítalo: es consentimiento, comando o seguridad", "remove it: it is consent, a command or safety"),
            )
        elif not text.strip():
            yield Fault(
                (*path, key),
                tr("está vacío", "is empty"),
                tr("escribe el texto, o quita la línea", "write the text, or remove the line"),
            )
        elif placeholders(text) != wanted:
            remedy = (
                "usa " + " ".join(sorted(f"{{{name}}}" for name in wanted))
                if wanted
                else tr("quita las llaves { }", "remove the braces { }")
            )
            yield Fault((*path, key), tr("no lleva los mismos datos", "does not hold the same values"), remedy)
        elif (length := filled_length(catalogue, text)) > limit:
            yield Fault(
                (*path, key),
                tr(f"puede llegar a {length} caracteres", f"can reach {length} characters"),
                tr(f"caben {limit}", f"{limit} fit"),
            )


def _one_of(catalogues: Catalogues) -> str:
    return tr(f"puede ser {', '.join(catalogues)}", f"it can be {', '.join(catalogues)}")
