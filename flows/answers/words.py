"""The vocabulary of all languages together: built once, given to every reader.

People mix languages, so a word of any catalogue is understood whatever language the chat is in (CONVERSATION §2.5).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flows.answers.text import bare
from flows.wording import Catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """All words as `bare` gives them, so that a text is compared after the same treatment.

    `kinds`: the words of a kind by «group.kind», for example `kinds["answer.yes"]`. `commands`, `fields` and
    `languages` by word: what it stands for. `labels` by option id: its label and synonyms in every language.
    `hints` by language: words that only that language uses, and letters likewise.
    """

    kinds: Mapping[str, frozenset[str]]
    commands: Mapping[str, str]
    fields: Mapping[str, str]
    languages: Mapping[str, str]
    labels: Mapping[str, frozenset[str]]
    hints: Mapping[str, frozenset[str]]
    letters: Mapping[str, frozenset[str]]

    def of(self, kind: str) -> frozenset[str]:
        """The words of «group.kind»; a kind that no catalogue has is our own mistake and raises KeyError."""
        return self.kinds[kind]


def merge(catalogues: Iterable[Catalogue]) -> Words:
    """The vocabulary of all `catalogues`."""
    everything = tuple(catalogues)
    options = {option for catalogue in everything for option in catalogue.options}
    kinds = {(group, kind) for catalogue in everything for group, kinds in catalogue.words.items() for kind in kinds}
    return Words(
        kinds={
            f"{group}.{kind}": _gather(c.words.get(group, {}).get(kind, ()) for c in everything)
            for group, kind in kinds
        },
        commands=_by_word(everything, "command"),
        fields=_by_word(everything, "field"),
        languages={
            bare(word): c.language for c in everything for word in (c.language, c.name, *c.words["language"]["names"])
        },
        labels={
            option: _gather(
                (c.options[option], *c.words["option"].get(option, ())) for c in everything if option in c.options
            )
            for option in options
        },
        hints={c.language: _gather([c.words["language"]["hints"]]) for c in everything},
        letters={c.language: frozenset("".join(c.words["language"]["letters"])) for c in everything},
    )


def _gather(lists: Iterable[Iterable[str]]) -> frozenset[str]:
    return frozenset(bare(word) for words in lists for word in words)


def _by_word(catalogues: Iterable[Catalogue], group: str) -> dict[str, str]:
    return {bare(word): kind for c in catalogues for kind, words in c.words[group].items() for word in words}
