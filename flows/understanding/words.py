"""The vocabulary of all languages together: built once, given to every reader.

People mix languages, so a word of any catalogue is understood whatever language the chat is in (conversation §2.5).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product

from flows.understanding.clause import ELSEWHERE, KINDS, Kind
from flows.understanding.kinds import PhraseKind
from flows.understanding.message import Message
from flows.understanding.phrases import PhraseBook, Phrases, find_phrases
from flows.understanding.text import fold_phrase
from flows.wording import Catalogue

_NO_PHRASES = frozenset({"name.never", "name.endings", "name.trades", "language.hints", "language.letters"})
MADE_OF: Mapping[PhraseKind, Sequence[tuple[str, str]]] = {  # kinds that are others together, and what these lack
    "answer.yes": (("closed", "yes"), ("closed", "fine")),
    "answer.no": (("closed", "nay"),),
    "answer.none": (("closed", "nay"), ("closed", "nothing")),
    "change.without": (("closed", "without"),),
    "intent.wanting": (("closed", "want"), ("intent", "wishes")),
}
PART_OF_NOTE = "budget"  # what people change like an answer, though we ask no question for it
_MEANING = ("answer", "change", "closed", "command", "detour", "field", "intent", "money", "phone", "single")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Words:
    """All words as `fold_phrase` gives them, so that a text is compared after the same treatment.

    `kinds`: the words of a kind by «group.kind», for example `kinds["answer.yes"]`. `commands`, `fields` and
    `languages` by word: what it stands for; `tongues` likewise, by what a language calls itself. `labels` by option
    id: its label and synonyms in every language. `everyday` by language: words of no name, which all are that mean
    something to us (`name.never`: of all languages, `name.home`: of those that are heard, `name.meant`: that are an
    answer by themselves). `hints` by language: words that only that language uses, and `letters` likewise. `numbers`
    by word, or by the few words of one («dix sept»): its value below 1,000. `closed` by language: the kinds of words
    that answers without a value are made of.
    """

    kinds: Mapping[str, frozenset[str]]
    commands: Mapping[str, str]
    fields: Mapping[str, str]
    languages: Mapping[str, str]
    tongues: Mapping[str, str]
    labels: Mapping[str, frozenset[str]]
    everyday: Mapping[str, frozenset[str]]
    hints: Mapping[str, frozenset[str]]
    letters: Mapping[str, frozenset[str]]
    numbers: Mapping[str, int]
    closed: Mapping[str, Mapping[Kind, tuple[str, ...]]]
    book: PhraseBook[str]

    def find(self, message: Message) -> Phrases:
        """Where the phrases of each kind stand in a message."""
        return find_phrases(message, self.book)

    def of(self, kind: PhraseKind) -> frozenset[str]:
        """The words of «group.kind»; a kind that no catalogue has is our own mistake and raises KeyError."""
        return self.kinds[kind]

    def heard_in(self, languages: Iterable[str]) -> Words:
        """The same where these languages are spoken: what is a word in another one only may be a name."""
        return _heard(self, frozenset(languages))


@lru_cache(maxsize=64)
def _heard(words: Words, languages: frozenset[str]) -> Words:
    home = [words.everyday[language] for language in languages if language in words.everyday]
    return replace(words, kinds={**words.kinds, "name.home": frozenset().union(*home)}) if home else words


@lru_cache(maxsize=64)
def closed_lexicon(words: Words, chat: str, agency: str) -> PhraseBook[Kind]:
    """What answers without a value are made of, in the chat's language and the agency's; yes and no in every one."""
    elsewhere = (
        {read: [phrase for kind in kinds for phrase in spoken[kind]] for read, kinds in ELSEWHERE.items()}
        for spoken in words.closed.values()
    )
    own = (words.closed[language] for language in dict.fromkeys((chat, agency)) if language in words.closed)
    addressing = words.of("name.titles") - words.of("name.people")  # «doctora», but not «mi papá»
    courtesies: dict[Kind, frozenset[str]] = {"filler": words.of("answer.polite") | addressing}
    return PhraseBook([*own, courtesies, *elsewhere])


@lru_cache(maxsize=8)
def lexicon_of_all(words: Words) -> PhraseBook[Kind]:
    """The same in all languages at once: a word is all that it is in any of them."""
    return PhraseBook(
        [{kind: [phrase for spoken in words.closed.values() for phrase in spoken[kind]] for kind in KINDS}]
    )


@lru_cache(maxsize=256)
def mentions_of(words: Words, question: str) -> frozenset[str]:
    """The single words that people use for what a question asks: «correo», «número»."""
    return frozenset(word for phrase, asked in words.fields.items() if asked == question for word in phrase.split())


def merge(catalogues: Iterable[Catalogue]) -> Words:
    """The vocabulary of all `catalogues`."""
    everything = tuple(catalogues)
    options = {option for catalogue in everything for option in catalogue.options}
    kinds = {(group, kind) for catalogue in everything for group, kinds in catalogue.words.items() for kind in kinds}
    kinds = {(group, kind) for group, kind in kinds if group != "closed"}
    spoken = {
        f"{group}.{kind}": _gather(c.words.get(group, {}).get(kind, ()) for c in everything) for group, kind in kinds
    }
    named = spoken["name.rarely"] | spoken["name.names"]
    for made, parts in MADE_OF.items():
        others = _gather(c.words[group][kind] for c in everything for group, kind in parts)
        answers = made.startswith("answer.")  # «Simón» is a name before it is a yes; «ich will» names nobody
        spoken[made] = spoken.get(made, frozenset[str]()) | (others - named if answers else others)
    everyday = {c.language: _everyday(c, named) for c in everything}
    all_of_them = frozenset().union(*everyday.values())
    meant = frozenset().union(*(_meaning(c) for c in everything))
    return Words(
        kinds=spoken | {"name.never": all_of_them, "name.home": all_of_them, "name.meant": meant - named},
        book=PhraseBook([{kind: phrases for kind, phrases in spoken.items() if kind not in _NO_PHRASES}]),
        commands=_by_word(everything, "command"),
        fields=_by_word(everything, "field"),
        languages={
            fold_phrase(word): c.language
            for c in everything
            for word in (c.language, c.name, *c.words["language"]["names"])
        },
        tongues={fold_phrase(c.name).partition(" ")[0]: c.language for c in everything},
        labels={
            option: _gather(
                (c.options[option], *c.words["option"].get(option, ())) for c in everything if option in c.options
            )
            for option in options
        },
        everyday=everyday,
        hints={c.language: _gather([c.words["language"]["hints"]]) for c in everything},
        letters={c.language: frozenset("".join(c.words["language"]["letters"])) for c in everything},
        numbers=_numbers(everything),
        closed={c.language: {kind: c.words["closed"][kind] for kind in KINDS} for c in everything},
    )


def _everyday(catalogue: Catalogue, named: frozenset[str]) -> frozenset[str]:
    """The words that no name holds: each that means something to us is one, and those of the list. `named`: but that
    people are called."""
    meaning = frozenset(
        word for phrase in _meaning(catalogue) for word in phrase.split() if len(word) > 1 or not word.isascii()
    )
    return (meaning - named) | _gather([catalogue.words["name"]["never"]])


def _meaning(catalogue: Catalogue) -> frozenset[str]:
    """The phrases that mean something to us."""
    return _gather(words for group in _MEANING for words in catalogue.words.get(group, {}).values())


def _gather(lists: Iterable[Iterable[str]]) -> frozenset[str]:
    return frozenset(fold_phrase(word) for words in lists for word in words)


def _by_word(catalogues: Iterable[Catalogue], group: str) -> dict[str, str]:
    pairs = [(fold_phrase(word), kind) for c in catalogues for kind, words in c.words[group].items() for word in words]
    return dict(sorted(pairs, key=lambda pair: pair[1] != PART_OF_NOTE))  # what an agency asks itself goes before it


def _numbers(catalogues: Iterable[Catalogue]) -> dict[str, int]:
    """The values of [words.number], whose other kinds are no numbers but what stands between them."""
    numbers = dict[str, int]()
    for spoken in (c.words.get("number", {}) for c in catalogues):
        own = {fold_phrase(word): int(kind) for kind, words in spoken.items() if kind.isdecimal() for word in words}
        numbers |= dict(_fused(own, map(fold_phrase, spoken.get("and", ())))) | own
    return numbers


def _fused(numbers: Mapping[str, int], joints: Iterable[str]) -> Iterator[tuple[str, int]]:
    """«treinticuatro», «cincuentaicinco», «sesentaynueve»: spellings of the Caribbean and the Andes."""
    tens = [(ten, value) for ten, value in numbers.items() if value in range(30, 100, 10) and ten.endswith("a")]
    units = [(unit, value) for unit, value in numbers.items() if value in range(1, 10)]
    for (ten, much), joint, (unit, more) in product(tens, joints, units):
        yield from ((f"{stem}{joint}{unit}", much + more) for stem in (ten, ten[:-1]))
