"""Begins talks with one agency, in the words and with the labels of its settings."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from itertools import count

from adapters.alterestate_request import Labels
from bot.channels import KINDS, Entry
from bot.flow_files.agencies import make_flow
from bot.flow_files.file import read_flow
from bot.sample import sample_sign
from bot.settings.crm import labels_of, schedule_of
from bot.settings.model import Settings
from bot.talk import Talk
from bot.talk_crm import TalkCrm
from bot.wording import load_catalogues
from flows.events import Sender
from flows.flow import Flow
from flows.understanding.code import find_code
from flows.understanding.numbering import read_shared


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who writes. `phone` is what a channel that shows numbers shows of them, empty when hidden. `language`
    is that of their app, empty for none; `code` that of the one sign there is, empty for none."""

    phone: str = ""
    profile: str = ""
    language: str = ""
    code: str = ""


@dataclass(slots=True)
class Talks:
    """All talks of one start. What is drawn at random elsewhere is counted here: the same words, the same talk."""

    settings: Settings
    agency: str
    language: str | None = None  # instead of the agency's own
    _flows: dict[str, Flow] = field(default_factory=dict)  # by channel
    _drawn: count[int] = field(default_factory=lambda: count(1))

    def begin(self, channel: str, person: Person, *, crm_says: str = "created") -> Talk:
        """A new chat on a kind of channel."""
        kind = KINDS[channel]
        vouched = person.phone if kind.shows_number else ""
        return Talk(
            self._flow(channel),
            TalkCrm(labels=self._labels(channel), schedule=schedule_of(self.settings), says=crm_says),
            reads=kind.reads,
            draw=self._draw,
            sender=Sender(profile_name=person.profile, phone=read_shared(vouched) or vouched, language=person.language),
            sign=sample_sign(person.code) if person.code else None,
        )

    def _flow(self, channel: str) -> Flow:
        if channel not in self._flows:
            file = read_flow(self.settings.agencies[self.agency].flow, load_catalogues())
            flow = make_flow(self.settings, self.agency, kind=channel, file=file)
            self._flows[channel] = replace(flow, language=self.language or flow.language)
        return self._flows[channel]

    def _labels(self, channel: str) -> Labels:
        """Those of the agency's first channel of the kind."""
        agency = self.settings.agencies[self.agency]
        via = next((one.via for one in agency.channels.values() if one.kind == channel), "")
        return labels_of(agency, channel, via=via)

    def _draw(self) -> str:
        return hashlib.sha256(str(next(self._drawn)).encode()).hexdigest()[:32]


def read_code(written: str) -> str | None:
    """A sign's code as somebody types it, six symbols; None when it fails its check."""
    found = find_code(f"ref {written}")
    return found.code if found and not found.damaged else None


def greeting(channel: str, code: str) -> str:
    """What the link of a sign makes a person's app send."""
    return KINDS[channel].opening(Entry(code=code))
