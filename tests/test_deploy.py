"""What a technician copies from docs/deploy/ fits this release: metrics, labels, queues, commands, exit status."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from prometheus_client.parser import text_string_to_metric_families
from ruamel.yaml import YAML

from adapters.records import Counts, LeadState
from adapters.store.errors import StoreCorrupt, StoreTooNew
from bot.cli import USAGE, main
from bot.http.web import queue_sizes
from bot.metrics import Metrics

DEPLOY = Path(__file__).parent.parent / "docs/deploy"
GUIDE = DEPLOY.parent / "guides/operate.md"
UNIT = (DEPLOY / "leadbot.service").read_text("utf-8")
RULES: list[dict[str, Any]] = YAML(typ="safe").load(DEPLOY / "rules.yml")["groups"][0]["rules"]
PANELS: list[dict[str, Any]] = json.loads((DEPLOY / "grafana/leadbot.json").read_text("utf-8"))["panels"]
SERIES = re.compile(r"\b((?:leadbot|process)_\w+)(?:\{([^}]*)\})?")


def expressions() -> Iterator[str]:
    """Everything that Prometheus is asked for."""
    yield from (rule["expr"] for rule in RULES)
    yield from (target["expr"] for panel in PANELS for target in panel["targets"])


def test_every_metric_exists() -> None:
    """No rule is silent and no panel empty because a name or a label changed."""
    registry = Metrics()._registry
    labels = {name: getattr(one, "_labelnames", ()) for name, one in registry._names_to_collectors.items()}
    shown = {family.name for family in text_string_to_metric_families(Metrics().exposition().decode())}
    for name, chosen in (found for expression in expressions() for found in SERIES.findall(expression)):
        assert name.removesuffix("_total") in shown, name
        assert set(re.findall(r"(\w+)(?:=|!=|=~|!~)\"", chosen)) - {"job"} <= set(labels.get(name, ())), (name, chosen)
    for expression in expressions():
        (name,) = {name for name, _ in SERIES.findall(expression)} or {""}
        for grouped in re.findall(r"by \(([^)]*)\)", expression):
            assert set(grouped.split(", ")) <= set(labels[name]), expression


def test_every_queue_exists() -> None:
    """A rule about leads that wait looks at a queue that the service counts."""
    leads = dict.fromkeys(get_args(LeadState), 1)
    counted = queue_sizes(Counts(inbox={"received": 1, "parked": 1}, replies=1, leads=leads))
    chosen = [found for expression in expressions() for found in re.findall(r'queue=~?"([^"]*)"', expression)]
    assert chosen
    for pattern in chosen:
        parts = re.sub(r"leads \(([^)]*)\)", lambda found: "leads " + found[1].replace("|", "|leads "), pattern)
        assert set(parts.split("|")) <= counted.keys()


def test_every_rule_is_explained() -> None:
    """Whoever is woken finds what it means and what to do."""
    told = re.findall(r"^\| `(\w+)` \|", GUIDE.read_text("utf-8").split("## Metrics and rules")[1], re.MULTILINE)
    assert told == [rule["alert"] for rule in RULES]


def test_panels_do_not_overlap() -> None:
    """The page of Grafana shows each of them."""
    cells = [
        (x, y)
        for place in (panel["gridPos"] for panel in PANELS)
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]
    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) < 24


def test_the_unit_starts_a_command_that_exists() -> None:
    """`systemctl start leadbot` serves with the settings of the guide."""
    (words,) = re.findall(r"^ExecStart=/opt/leadbot/bin/leadbot (.+)$", UNIT, re.MULTILINE)
    assert words == "serve --config /etc/leadbot/leadbot.toml"
    assert "serve" in main.list_commands(main.make_context("leadbot", ["--help"], resilient_parsing=True))


def test_the_unit_is_not_started_again_in_vain() -> None:
    """What a person has to mend first is not tried every five seconds; a disk that failed is."""
    (codes,) = re.findall(r"^RestartPreventExitStatus=(.+)$", UNIT, re.MULTILINE)
    assert [int(code) for code in codes.split()] == [USAGE, StoreCorrupt.exit_code, StoreTooNew.exit_code]


@pytest.mark.parametrize(
    "line", ["User=leadbot", "NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet="]
)
def test_the_unit_may_do_little(line: str) -> None:
    """Whoever takes the process over gets neither the machine nor other people's files."""
    assert line in UNIT.splitlines()
