"""Reads a flow: the packaged one, or an agency's own file laid over our catalogues (`flows/default.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path

from pydantic import ValidationError

from bot.flow_files.document import CustomQuestion, Document, located, shape_faults
from bot.flow_files.rules import faults_of
from bot.problem import SettingsError
from bot.toml_file import parse_toml, read_text
from bot.wording import load_vocabulary, with_question
from flows.flow import Question
from flows.lead import Intent
from flows.states import QUESTIONS
from flows.understanding.custom import option_of
from flows.understanding.words import Words, merge
from flows.wording import Catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowFile:
    """What a flow file makes of our catalogues: `catalogues` are those of the languages offered, `words` of all."""

    questions: tuple[Question, ...]
    intent: Intent
    catalogues: Mapping[str, Catalogue]
    words: Words


def read_flow(path: str, catalogues: Mapping[str, Catalogue]) -> FlowFile:
    """The flow in the file at `path`; the packaged one for «». Raises SettingsError with every problem found."""
    document = read_document(Path(path), catalogues) if path else default_document()
    spoken = {code: overlaid(catalogue, document) for code, catalogue in catalogues.items()}
    return FlowFile(
        questions=tuple(question_of(id, document.own.get(id)) for id in document.questions),
        intent=Intent(document.intent or Intent.UNDECIDED),
        catalogues={code: spoken[code] for code in document.languages or catalogues},
        words=merge(spoken.values()) if path else load_vocabulary(),  # the packaged one adds no words
    )


@cache
def default_document() -> Document:
    """The packaged flow."""
    return Document.model_validate(tomllib.loads(files("flows").joinpath("default.toml").read_text(encoding="utf-8")))


def read_document(path: Path, catalogues: Mapping[str, Catalogue]) -> Document:
    """An agency's file, found good. Raises SettingsError with every problem found, each with its line."""
    text = read_text(path)
    tree = parse_toml(text, path)
    try:
        document = Document.model_validate(tree)
        faults = list(faults_of(document, catalogues))
    except ValidationError as error:
        faults = list(shape_faults(error))
    if faults:
        raise SettingsError(located(fault, path, tree, text) for fault in faults)
    return document


def question_of(id: str, custom: CustomQuestion | None) -> Question:
    """A question as the machine knows it; None for one of ours."""
    if custom is None and id in QUESTIONS:
        return QUESTIONS[id]
    if custom is None:
        return Question(id=id, kind=id)  # type: ignore[arg-type]  # a field's name is its kind
    return Question(
        id=id,
        kind=custom.kind,
        required=custom.required,
        choices=("yes", "no") if custom.kind == "yesno" else tuple(custom.options),
        lowest=custom.min,
        highest=custom.max,
        currency=custom.currency or "USD",
        goes_to=custom.goes_to,
    )


def overlaid(catalogue: Catalogue, document: Document) -> Catalogue:
    """Our catalogue of one language with the file's words in it: its rewordings, and its custom questions."""
    language = catalogue.language
    texts = {**catalogue.texts, **document.texts.get(language, {})}
    options = {**catalogue.options, **document.options.get(language, {})}
    spoken = replace(catalogue, texts=texts, options=options)
    choices: dict[str, str] = {}
    synonyms = dict(catalogue.words["option"])
    for id, custom in document.own.items():
        if language not in custom.text:
            continue
        spoken = with_question(spoken, id, text=custom.text[language], label=custom.label[language])
        for choice, labels in custom.options.items():
            option = option_of(question_of(id, custom), choice)
            choices[option] = labels[language]
            synonyms[option] = tuple(custom.words.get(choice, ()))
    words = {**spoken.words, "option": synonyms}
    return replace(spoken, options={**spoken.options, **choices}, words=words)
