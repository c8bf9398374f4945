"""The one phrase finder: where the words and phrases of a vocabulary stand in a message."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flows.understanding.text import fold_phrase

K = TypeVar("K", bound=str)


@dataclass(frozen=True, slots=True)
class Lexicon(Generic[K]):
    """Phrases by what they mean. `by_first`: under its first word each phrase and its kinds, the longest first.
    `words`: every word of every phrase."""

    by_first: Mapping[str, Sequence[tuple[tuple[str, ...], frozenset[K]]]]
    words: frozenset[str]

    def cut(self, said: Sequence[str]) -> list[tuple[int, frozenset[K]]]:
        """These words as phrases: how many words each has, and its kinds (none: a word that the vocabulary lacks).

        The longest phrase wins, so that «no importa» is no denial.
        """
        phrases: list[tuple[int, frozenset[K]]] = []
        place = 0
        while place < len(said):
            size, kinds = self._longest(said, place)
            phrases.append((size, kinds))
            place += size
        return phrases

    def _longest(self, said: Sequence[str], place: int) -> tuple[int, frozenset[K]]:
        for phrase, kinds in self.by_first.get(said[place], ()):
            size = len(phrase)
            if size == 1 or tuple(said[place : place + size]) == phrase:
                return size, kinds
        return 1, frozenset()


def make_lexicon(*vocabularies: Mapping[K, Iterable[str]]) -> Lexicon[K]:
    """One lexicon of several vocabularies, the first one counts where several have a phrase."""
    kinds_of: dict[tuple[str, ...], set[K]] = {}
    for vocabulary in vocabularies:
        here: dict[tuple[str, ...], set[K]] = {}
        for kind, phrases in vocabulary.items():
            for phrase in phrases:
                here.setdefault(tuple(fold_phrase(phrase).split()), set()).add(kind)
        kinds_of = {**here, **kinds_of}
    by_first: dict[str, list[tuple[tuple[str, ...], frozenset[K]]]] = {}
    for words, kinds in sorted(kinds_of.items(), key=lambda one: -len(one[0])):
        by_first.setdefault(words[0], []).append((words, frozenset(kinds)))
    return Lexicon(by_first, frozenset(word for words in kinds_of for word in words))
