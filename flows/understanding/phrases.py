"""The one phrase finder: where the phrases of a vocabulary stand in a message, and which phrases it is made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Generic, TypeVar

from flows.understanding.kinds import PhraseKind
from flows.understanding.message import MASK, Message, Span, read
from flows.understanding.text import fold_phrase, squeeze

K = TypeVar("K", bound=str)
Found = tuple[int, int]  # the place of the first word, and how many words
Hits = Mapping[str, Mapping[int, int]]  # by kind, under the place of its first word, how many words a phrase has


@dataclass(frozen=True, eq=False)
class PhraseBook(Generic[K]):
    """The phrases of some vocabularies by kind; of a phrase that several have, the first one's kinds count."""

    vocabularies: Sequence[Mapping[K, Iterable[str]]]

    @cached_property
    def kinds(self) -> Mapping[tuple[str, ...], frozenset[K]]:
        """The kinds of each phrase, by its words; phrases of the same kinds share one set, for there are thousands."""
        kinds: dict[tuple[str, ...], frozenset[K]] = {}
        shared: dict[frozenset[K], frozenset[K]] = {}
        for vocabulary in reversed(self.vocabularies):
            own: dict[tuple[str, ...], frozenset[K]] = {}
            for kind, phrases in vocabulary.items():
                for words in map(_words_of, phrases):
                    found = own.get(words, frozenset()) | {kind}
                    own[words] = shared.setdefault(found, found)
            kinds |= own
        return kinds

    @cached_property
    def alone(self) -> Mapping[str, frozenset[K]]:
        """The kinds of each phrase of one word."""
        return {words[0]: kinds for words, kinds in self.kinds.items() if len(words) == 1}

    @cached_property
    def longer(self) -> Mapping[str, Mapping[str, Sequence[tuple[tuple[str, ...], frozenset[K]]]]]:
        """The others with their kinds, by their first word and their second, the longest first."""
        longer: dict[str, dict[str, list[tuple[tuple[str, ...], frozenset[K]]]]] = {}
        for words in sorted((words for words in self.kinds if len(words) > 1), key=len, reverse=True):
            longer.setdefault(words[0], {}).setdefault(words[1], []).append((words, self.kinds[words]))
        return longer

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of every phrase."""
        return frozenset(word for words in self.kinds for word in words)

    def at(self, said: Sequence[str], place: int) -> Iterator[tuple[int, frozenset[K]]]:
        """The phrases that begin at a place, the longest first: how many words each has, and its kinds."""
        following = self.longer.get(said[place])
        if following and place + 1 < len(said):
            for words, kinds in following.get(said[place + 1], ()):
                if tuple(said[place : place + len(words)]) == words:
                    yield len(words), kinds
        if alone := self.alone.get(said[place]):
            yield 1, alone

    def cut(self, said: Sequence[str]) -> Iterator[tuple[int, frozenset[K]]]:
        """These words as phrases, the longest at each place, so that «no importa» is no denial; a word that the
        vocabulary lacks has no kind."""
        place = 0
        while place < len(said):
            size, kinds = next(self.at(said, place), (1, frozenset[K]()))
            yield size, kinds
            place += size


@dataclass(frozen=True, slots=True)
class Phrases:
    """What was found: of each kind, under the place of its first word, how many words the longest phrase has."""

    sizes: Hits

    def has(self, *kinds: PhraseKind) -> bool:
        """Whether a phrase of any of these kinds stands anywhere."""
        return not self.sizes.keys().isdisjoint(kinds)

    def at(self, place: int, *kinds: PhraseKind) -> int:
        """How many words the longest phrase of these kinds has that begins at `place`; 0 where none does."""
        return max([self.sizes[kind].get(place, 0) for kind in kinds if kind in self.sizes], default=0)

    def first(self, *kinds: PhraseKind) -> Found | None:
        """The first phrase of these kinds."""
        return min(self.all(*kinds), default=None)

    def covers(self, words: int, *kinds: PhraseKind) -> bool:
        """Whether so many words from the first on, one at least, are phrases of these kinds and nothing else."""
        place = 0
        while place < words and (size := self.at(place, *kinds)):
            place += size
        return 0 < words == place

    def all(self, *kinds: PhraseKind) -> Iterator[Found]:
        """All of these kinds, those of each kind in their order."""
        return (found for kind in kinds if kind in self.sizes for found in self.sizes[kind].items())

    def within(self, first: int, after: int) -> Phrases:
        """Those that stand whole among these words, whose places are counted from the first of them."""
        inside = defaultdict[str, dict[int, int]](dict)
        for kind, found in self.sizes.items():
            for place, size in found.items():
                if first <= place and place + size <= after:
                    inside[kind][place - first] = size
        return Phrases(inside)


@lru_cache(maxsize=32)  # a message is asked for many kinds, and then never again
def find_phrases(message: Message, book: PhraseBook[str]) -> Phrases:
    """All phrases of the book in a message. Marks between their words do not matter, what is claimed does."""
    places = {word.start: place for place, word in enumerate(message.words)}
    sizes = defaultdict[str, dict[int, int]](dict)
    for (start, end), size, kinds in _in_whole(message.whole, book):
        if start in places and MASK not in message.text[start:end]:
            for kind in kinds:
                sizes[kind].setdefault(places[start], size)
    return Phrases(dict(sizes))


@lru_cache(maxsize=8)
def _in_whole(message: Message, book: PhraseBook[str]) -> Sequence[tuple[Span, int, frozenset[str]]]:
    """Where each phrase stands in a message of which nothing is claimed, of how many words it is, and its kinds."""
    said = tuple(word if word in book.alone or word in book.longer else squeeze(word) for word in message.said)
    return [
        (message.span_of(place, place + size), size, kinds)
        for place in range(len(said))
        for size, kinds in book.at(said, place)
    ]


def _words_of(phrase: str) -> tuple[str, ...]:
    """A phrase folded and cut as a message is: «2+1» is two words."""
    words = tuple(fold_phrase(phrase).split())
    return words if all(map(str.isalnum, words)) else read(phrase).said
