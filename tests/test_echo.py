"""What we show works: a text's own words, said back, do what they offer, and nothing else (conversation §10)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from flows.conversation import (
    AreaOf,
    Asked,
    CardOf,
    ChangeOf,
    Conversation,
    CountryOf,
    Draft,
    OddEmail,
    Pending,
    ProposedName,
    ProposedPhone,
    State,
    TypoOf,
    WhichEmail,
    WhichPhone,
)
from flows.events import Event, OptionTapped, TextReceived
from flows.flow import Flow
from flows.lead import Consent, Email, Intent, Phone
from flows.machine import advance
from flows.replies import Option, Prompt, Say
from flows.states import ROWS, asked, explained
from flows.turn import Turn
from flows.understanding.commands import read_command
from flows.understanding.message import read
from flows.understanding.options import read_option
from flows.understanding.text import bare
from flows.understanding.yesno import is_courtesy, read_yes_no
from tests.chats import NOON, Chat, default_flow
from tests.flows import DATES, flow_from, toml, written

LANGUAGES = ("es", "en", "fr", "pt", "it", "de", "ru", "ht")
OR = {"es": "o", "en": "or", "fr": "ou", "pt": "ou", "it": "o", "de": "oder", "ru": "или", "ht": "oswa|oubyen"}
MOST_MISSES = 3
MOST_WORDS = 4
FRESH = "0" * 32
QUOTED = re.compile(r"«\s*([^«»{}]+?)\s*»|[“„]([^“”„{}]+)[“”]|\"([^\"{}]+)\"")
QUESTION = re.compile(r"[^.?!…\n]+\?")
ADDRESS = re.compile(r"[\w.]+@[\w.]+\w")
NUMBER = re.compile(r"\+?\d[\d -]{6,}\d")
AFTER_COLON = re.compile(r"[::]\s*([^:{}?]+?)[.]?$")
GIVEN = Draft(
    name="Luz Gil",
    phone=Phone(e164="+18095550155", proven=False),
    email=Email(address="luz@example.com"),
    intent=Intent.BUY,
)
PENDING: tuple[Pending, ...] = (
    ProposedName("Eva Mota"),
    ProposedPhone("+18095550166"),
    AreaOf("5550134"),
    CountryOf("9175550134"),
    WhichPhone("+18095550166", "+18295550199"),
    CardOf("+33612345678"),
    TypoOf("eva@gmial.com", "eva@gmail.com"),
    OddEmail("eva@casa"),
    WhichEmail("eva@example.com", "mota@example.com"),
    ChangeOf("name", "Eva Mota"),
)
WAITING = (State.START, State.HUMAN, State.PAUSED, State.DONE, State.CANCELLED, State.DECLINED)


@dataclass(frozen=True)
class Shown:
    """A text of ours where it is asked."""

    flow: Flow
    conversation: Conversation
    prompt: Prompt

    @property
    def where(self) -> str:
        return f"{self.conversation.language} {self.conversation.state} {[say.key for say in self.prompt.says]}"

    @property
    def templates(self) -> list[str]:
        texts = self.flow.catalogue(self.conversation).texts
        return [re.sub(r"\{([A-Z_0-9]+)\}", lambda found: texts[found[1]], texts[say.key]) for say in self.prompt.says]

    def label(self, option: Option) -> str:
        return option.label or self.flow.catalogue(self.conversation).options[option.id]

    def say(self, text: str) -> Turn:
        return self.happens(TextReceived(text=text, message="m1", fresh=FRESH))

    def tap(self, option: Option) -> Turn:
        return self.happens(OptionTapped(option=option.id, step=self.conversation.step, fresh=FRESH))

    def happens(self, event: Event) -> Turn:
        return advance(self.flow, self.conversation, event, NOON)


def draft_at(state: State) -> Draft:
    """Everything is given but what the state asks for."""
    question = ROWS[state].question
    return replace(GIVEN, **{question: None}) if question in ("name", "phone", "email", "intent") else GIVEN  # type: ignore[arg-type]  # each row names its own


def shown_in(language: str) -> Iterator[Shown]:
    """Each text that asks something, once, where it is asked."""
    flow = default_flow("telegram")
    seen = set()
    for state in State:
        if state in WAITING or state is State.CUSTOM:
            continue
        pending = next((one for one in PENDING if one.state is state), None) or Asked(state)  # type: ignore[arg-type]  # each row names its own
        consent = (
            None
            if state in (State.CONSENT, State.CONSENT_MORE)
            else Consent(text_version="1", at=NOON, language=language)
        )
        at = Conversation(
            version=flow.version,
            pending=pending,
            language=language,
            draft=draft_at(state),
            consent=consent,
            last_heard_at=NOON,
            back=Asked(State.REVIEW) if isinstance(pending, ChangeOf) else None,
        )
        instead = [Prompt(says=(Say(key),), options=asked(flow, at).options) for key in ROWS[state].instead]
        for misses in range(MOST_MISSES + 1):
            there = replace(at, misses=misses)
            prompts = [explained(flow, there)] if misses else [asked(flow, there), *instead]
            for prompt in prompts:
                key = (state, *(say.key for say in prompt.says), *(option.id for option in prompt.options))
                if key not in seen and prompt.says:
                    seen.add(key)
                    yield Shown(flow, there, prompt)


def outcome(turn: Turn) -> tuple[object, ...]:
    after = turn.conversation
    return after.state, replace(after.draft, asides=()), after.consent, bool(turn.lead), turn.erase


def values(conversation: Conversation) -> tuple[object, ...]:
    draft = conversation.draft
    email = draft.email if draft.email and draft.email.given else None
    intent = None if draft.intent is Intent.UNDECIDED else draft.intent
    return draft.name, draft.phone, email, intent, draft.note, draft.answers


def gained(before: Conversation, after: Conversation) -> list[object]:
    """The values that were not there before."""
    return [now for was, now in zip(values(before), values(after), strict=True) if now and now != was]


def parts(text: str, language: str) -> list[str]:
    """What stands around the «o»."""
    pieces = re.split(rf",?\s+(?:{OR[language]})\s+", text.strip(" ¿?"))
    return [piece.strip(" ,") for piece in pieces] if len(pieces) > 1 else []


def bare_label(shown: Shown, label: str) -> str:
    """The label without its yes or no."""
    first, comma, rest = label.partition(", ")
    words = shown.flow.words
    own = comma and read_yes_no(read(first), words) is not None and not is_courtesy(read(rest), words)
    return rest if own else ""


def offers(shown: Shown) -> Iterator[tuple[str, Option]]:
    """The words of labels and questions, with the option that each stands for."""
    language = shown.conversation.language
    for option in shown.prompt.options:
        label = shown.label(option)
        yield label, option
        if rest := bare_label(shown, label):
            yield rest, option
        for part in parts(label, language):
            yield part, option
    for template in shown.templates:
        for question in QUESTION.findall(template):
            pieces = parts(question, language)
            if pieces and shown.prompt.options:
                size = min(len(pieces), len(shown.prompt.options))
                yield from zip(pieces[-size:], shown.prompt.options, strict=False)


def quoted(shown: Shown) -> list[str]:
    return [next(filter(None, found)) for template in shown.templates for found in QUOTED.findall(template)]


def examples(shown: Shown) -> list[str]:
    """What a text gives as an example of an answer."""
    question = ROWS[shown.conversation.state].question
    patterns = {"email": ADDRESS, "phone": NUMBER}
    if question in patterns:
        return [found for template in shown.templates for found in patterns[question].findall(template)]
    if question == "name":
        return [found for template in shown.templates for found in AFTER_COLON.findall(template)]
    return []


def is_known(shown: Shown, said: str) -> bool:
    """A yes, a no, a position or a word that always works, whatever text it stands in."""
    words = shown.flow.words
    behind = asked(shown.flow, shown.conversation).options
    if read_option(read(said), (*behind, *shown.prompt.options), words):
        return True
    return read_yes_no(read(said), words) is not None or read_command(read(said), words) is not None


def other_words(shown: Shown) -> Iterator[str]:
    """One to four words in a row of a text, without what it offers."""
    offered = {bare(text) for text in quoted(shown)}
    for one in (shown, replace(shown, prompt=asked(shown.flow, shown.conversation))):
        offered |= {bare(text) for text, _ in offers(one)}
        offered |= {label for option in one.prompt.options for label in shown.flow.words.labels.get(option.id, ())}
    positions = shown.flow.words.numbers
    for template in shown.templates:
        for example in examples(shown):
            template = template.replace(example, " | ")
        text = QUOTED.sub(" | ", re.sub(r"\{\w+\}", " | ", template))
        for stretch in re.split(r"[|\n]", text):
            words = stretch.split()
            for first in range(len(words)):
                for size in range(1, MOST_WORDS + 1):
                    said = " ".join(words[first : first + size]).strip(" .,;:¿?¡!()…")
                    plain = f" {bare(said)} "
                    some = size <= len(words) - first and plain.strip() not in ("", *positions)
                    offer = any(f" {one} " in plain or plain in f" {one} " for one in offered)
                    if some and not offer and not re.search(r"\d", said) and not is_known(shown, said):
                        yield said


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_options_do_what_the_options_do(language: str) -> None:
    """Who types a button's words, also without its yes or no, or half of a choice, has pressed the button."""
    failed = [
        f"{shown.where}: «{text}» is not {option.id}: {outcome(shown.say(text))[0]}"
        for shown in shown_in(language)
        for text, option in offers(shown)
        if outcome(shown.say(text)) != outcome(shown.tap(option)) and not (is_pressed(shown, text, option))
    ]
    assert not failed, "\n".join(failed)


def is_pressed(shown: Shown, text: str, option: Option) -> bool:
    """Whether two options share the words, and the first of them was meant."""
    same = [one for one in shown.prompt.options if bare(shown.label(one)) == bare(text)]
    return bool(same) and same[0] is not option


@pytest.mark.parametrize("language", LANGUAGES)
def test_quoted_words_are_understood(language: str) -> None:
    """Every word that a question puts in quotes does something there, and is no value."""
    failed = []
    for shown in shown_in(language):
        for text in quoted(shown):
            turn = shown.say(text)
            understood = turn.conversation.misses <= shown.conversation.misses and turn.conversation.lost == 0
            if not understood or gained(shown.conversation, turn.conversation):
                failed.append(f"{shown.where}: «{text}» {turn.conversation.state}")
    assert not failed, "\n".join(failed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_examples_are_taken(language: str) -> None:
    """What a question gives as an example is an answer to it."""
    failed = []
    for shown in shown_in(language):
        for text in examples(shown):
            after = shown.say(text).conversation
            question = ROWS[shown.conversation.state].question
            if getattr(after.draft, question) is None and ROWS[after.state].question != question:
                failed.append(f"{shown.where}: «{text}» {after.state}")
    assert not failed, "\n".join(failed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_other_words_become_a_value(language: str) -> None:
    """Whoever repeats a few words of ours has told us nothing."""
    failed = []
    for shown in shown_in(language):
        for text in sorted({*other_words(shown)}):
            after = shown.say(text).conversation
            if told := gained(shown.conversation, after):
                failed.append(f"{shown.where}: «{text}» {after.state} {told}")
    assert not failed, "\n".join(failed)


def openings(shown: Shown) -> Iterator[str]:
    """How each sentence of a text begins, and the whole of it, as far as it offers nothing."""
    offered = [f" {bare(text)} " for text, _ in offers(shown)]
    for template in shown.templates:
        for example in examples(shown):
            template = template.replace(example, "{}")
        for sentence in re.findall(r"[^.?!…\n{}]+[.…]", QUOTED.sub("{}", template)):
            words = sentence.strip(" .…").split()
            for said in (" ".join(words[:size]) for size in {*range(1, MOST_WORDS + 1), len(words)}):
                if not is_known(shown, said) and not any(one in f" {bare(said)} " for one in offered):
                    yield said.strip(" ,;:¿¡")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_opening_of_ours_is_an_answer(language: str) -> None:
    """A text of ours that begins with «No veo …» is no «no» when it is said back, nor is any other an answer."""
    failed = []
    for shown in shown_in(language):
        not_understood = outcome(shown.say("x@x"))
        for text in sorted({*openings(shown)}):
            after = outcome(shown.say(text))
            if after != not_understood and after[0] not in (shown.conversation.state, State.NAME_SUGGEST, State.HUMAN):
                failed.append(f"{shown.where}: «{text}» {after[0]}")
    assert not failed, "\n".join(failed)


def test_an_agencys_example_is_an_answer(tmp_path: Path) -> None:
    """What a question of the agency gives as an example may be what somebody means, word for word."""
    dates = DATES.replace("¿Para qué fechas?", "¿Para qué fechas? Por ejemplo: del 20 al 27 de diciembre.")
    chat = Chat(flow_from(written(tmp_path, toml("name phone dates", dates)), consent="notice"))
    chat.say("hola", "Ana Peña", "del 20 al 27 de diciembre")
    assert dict(chat.conversation.draft.answers) == {"dates": "del 20 al 27 de diciembre"}
