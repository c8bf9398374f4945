"""What can be counted without following people: totals since the start, and how long the queues are now."""

from __future__ import annotations

from collections.abc import Mapping

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from structlog.typing import EventDict, WrappedLogger

from adapters.records import DueNotice, DueReply, Room, Spent, TurnBroke, Turned
from adapters.sending import SendOutcome

CONTENT_TYPE = CONTENT_TYPE_LATEST


class Tally:
    """A counter that keeps its labelled children: looking one up by its labels each time costs more than counting."""

    def __init__(self, name: str, what: str, labels: tuple[str, ...], registry: CollectorRegistry) -> None:
        self._counter = Counter(name, what, labels, registry=registry)
        self._children: dict[tuple[str, ...], Counter] = {}

    def add(self, *labels: str, times: int = 1) -> None:
        """Count it `times` more, under the values of its labels in their order."""
        if (child := self._children.get(labels)) is None:
            child = self._children[labels] = self._counter.labels(*labels)
        child.inc(times)


class Metrics:
    """One process's numbers. `channel` is «agency/channel»; every label comes from settings or a closed set."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # a second series for each, which nobody reads
        registry = self._registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self.webhooks = Tally(
            "leadbot_webhooks", "Webhook calls: stored, duplicate, refused …", ("channel", "result"), registry
        )
        self.turns = Tally("leadbot_turns", "Events applied.", ("event",), registry)
        self.turn_failures = Tally("leadbot_turn_failures", "Events whose turn raised.", ("event",), registry)
        self.replies = Tally("leadbot_replies", "Replies by what the platform said.", ("channel", "result"), registry)
        self.deliveries = Tally("leadbot_deliveries", "Attempts by what the CRM said.", ("agency", "outcome"), registry)
        self.notices = Tally(
            "leadbot_notices",
            "Messages to staff by what became of them.",
            ("agency", "way", "result"),
            registry,
        )
        self.alerts = Tally("leadbot_alerts", "Log lines that need a person.", ("phrase",), registry)
        self._disk = Gauge("leadbot_disk_free_bytes", "On the disk under the database.", registry=registry)
        self._queues = Gauge("leadbot_queue_size", "Rows waiting now.", ("queue",), registry=registry)
        self._spending = Gauge(
            "leadbot_messages_today", "Messages sent since midnight UTC.", ("channel", "kind"), registry=registry
        )

    def note_queues(self, sizes: Mapping[str, int]) -> None:
        """How many rows wait in each queue now, by the queue's name («inbox received», «leads parked»)."""
        self._queues.clear()  # a queue that is not named is empty
        for queue, size in sizes.items():
            self._queues.labels(queue).set(size)

    def note_disk(self, room: Room) -> None:
        """What is left of the disk."""
        self._disk.set(room.free)

    def note_spending(self, sent: Mapping[Spent, int]) -> None:
        """How many messages all processes together have sent today, by kind of reply."""
        self._spending.clear()
        for spent, messages in sent.items():
            self._spending.labels(f"{spent.agency}/{spent.channel}", spent.kind).set(messages)

    def count_turn(self, turned: Turned) -> None:
        """An event was applied, or its turn raised."""
        (self.turn_failures if isinstance(turned, TurnBroke) else self.turns).add(turned.event_kind)

    def count_reply(self, reply: DueReply, outcome: object) -> None:
        """What the platform said to a reply, or why it was not asked."""
        self.replies.add(f"{reply.chat.agency}/{reply.chat.channel}", type(outcome).__name__)

    def count_notice(self, notice: DueNotice, outcome: SendOutcome) -> None:
        """What became of a message to staff."""
        self.notices.add(notice.agency, notice.kind, type(outcome).__name__)

    def count_alert(self, _logger: WrappedLogger, method: str, line: EventDict) -> EventDict:
        """A log processor: whatever is logged as warning or worse counts as an alert under its phrase."""
        if line.get("level", method) in ("warning", "error", "critical"):
            self.alerts.add(str(line.get("event", "")))
        return line

    def exposition(self) -> bytes:
        """Everything in Prometheus' text format, of type CONTENT_TYPE."""
        return generate_latest(self._registry)
