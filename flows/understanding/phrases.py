"""The one phrase finder: where the phrases of each kind of the vocabulary stand in a message."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from flows.understanding.message import Message, read
from flows.understanding.text import squeeze

Found = tuple[int, int]  # the place of the first word, and how many words


@dataclass(frozen=True, eq=False)
class PhraseBook:
    """The phrases of a vocabulary by kind, each folded («no tengo»)."""

    kinds: Mapping[str, frozenset[str]]

    @cached_property
    def alone(self) -> Mapping[str, Sequence[str]]:
        """The kinds of each phrase of one word."""
        alone: dict[str, list[str]] = {}
        for kind, phrases in self.kinds.items():
            for phrase in phrases:
                if len(words := _words_of(phrase)) == 1:
                    alone.setdefault(words[0], []).append(kind)
        return alone

    @cached_property
    def longer(self) -> Mapping[str, Mapping[str, Sequence[tuple[tuple[str, ...], str]]]]:
        """The others with their kinds, by their first word and their second."""
        longer: dict[str, dict[str, list[tuple[tuple[str, ...], str]]]] = {}
        for kind, phrases in self.kinds.items():
            for phrase in phrases:
                if len(words := _words_of(phrase)) > 1:
                    longer.setdefault(words[0], {}).setdefault(words[1], []).append((words, kind))
        return longer


@dataclass(frozen=True, slots=True)
class Phrases:
    """What was found. `sizes`: by kind, under the place of its first word, how many words the longest phrase has."""

    sizes: Mapping[str, Mapping[int, int]]

    def has(self, *kinds: str) -> bool:
        """Whether a phrase of any of these kinds stands anywhere."""
        return any(kind in self.sizes for kind in kinds)

    def at(self, place: int, *kinds: str) -> int:
        """How many words the longest phrase of these kinds has that begins at `place`; 0 where none does."""
        return max((self.sizes[kind].get(place, 0) for kind in kinds if kind in self.sizes), default=0)

    def first(self, *kinds: str) -> Found | None:
        """The first phrase of these kinds."""
        return min(self.all(*kinds), default=None)

    def covers(self, words: int, *kinds: str) -> bool:
        """Whether so many words from the first on, one at least, are phrases of these kinds and nothing else."""
        place = 0
        while place < words and (size := self.at(place, *kinds)):
            place += size
        return 0 < words == place

    def all(self, *kinds: str) -> Iterator[Found]:
        """All of these kinds, those of each kind in their order."""
        return (found for kind in kinds if kind in self.sizes for found in self.sizes[kind].items())


@lru_cache(maxsize=32)  # a message is asked for many kinds, and then never again
def find_phrases(message: Message, book: PhraseBook) -> Phrases:
    """All phrases of the book in a message. Marks between their words do not matter, what is claimed does."""
    said, sizes = tuple(_as_known(word, book) for word in message.said), defaultdict[str, dict[int, int]](dict)
    for place, word in enumerate(said):
        for kind in book.alone.get(word, ()):
            sizes[kind][place] = 1
        after = book.longer.get(word)
        if after and place + 1 < len(said):
            for words, kind in after.get(said[place + 1], ()):
                size = len(words)
                if said[place : place + size] == words and not message.is_cut(place, place + size):
                    sizes[kind][place] = max(sizes[kind].get(place, 0), size)
    return Phrases(dict(sizes))


def _as_known(word: str, book: PhraseBook) -> str:
    """«holaaaa» as «hola»."""
    return word if word in book.alone or word in book.longer else squeeze(word)


def _words_of(phrase: str) -> tuple[str, ...]:
    """«2+1» is two, as in a message."""
    words = tuple(phrase.split())
    return words if all(map(str.isalnum, words)) else read(phrase).said
