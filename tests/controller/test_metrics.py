"""What Prometheus finds."""

import re
import urllib.request
from pathlib import Path

import pytest
from prometheus_client import generate_latest

from controller.decision import Decision
from controller.metrics import Metrics
from scripts.local.ports import free_port
from tests.controller.observations import busy, idle, observed


def value(metrics: Metrics, name: str, /, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(f"facefleet_controller_{name}", labels)


def test_a_decision_is_counted_with_its_figures() -> None:
    metrics = Metrics(leads=lambda: True)

    metrics.note(
        observed(3, 1, busy("a"), idle("b")),
        Decision(wanted=4, start=2, drain=("b",), reason="…", figures={"forecast_backlog": 40.5}),
    )
    metrics.note(observed(0, 0), Decision(wanted=0, retire=("a", "b"), reason="…", figures={"ready": 0}))

    assert value(metrics, "wanted_workers") == 0
    assert value(metrics, "workers_asked_total", to="start") == 2
    assert value(metrics, "workers_asked_total", to="drain") == 1
    assert value(metrics, "workers_asked_total", to="retire") == 2
    assert value(metrics, "decisions_total", kind="act") == 2
    assert value(metrics, "workers", condition="busy") == 0
    assert value(metrics, "figure", name="ready") == 0
    assert value(metrics, "figure", name="forecast_backlog") is None  # the last decision rests on it no more


def test_workers_are_counted_by_their_condition() -> None:
    metrics = Metrics(leads=lambda: True)

    metrics.note(observed(3, 1, busy("a"), idle("b"), idle("c")), Decision(wanted=3, reason="…"))

    assert value(metrics, "workers", condition="idle") == 2
    assert value(metrics, "workers", condition="busy") == 1
    assert value(metrics, "decisions_total", kind="stay") == 1


def test_a_decision_to_hold_keeps_what_was_wanted() -> None:
    metrics = Metrics(leads=lambda: True)

    metrics.note(observed(3, 1), Decision(wanted=3, reason="…"))
    metrics.note(observed(3, 1), Decision(wanted=None, reason="Hold: a reading is missing."))

    assert value(metrics, "decisions_total", kind="hold") == 1
    assert value(metrics, "wanted_workers") == 3


def test_who_leads_is_seen() -> None:
    assert value(Metrics(leads=lambda: True), "leads") == 1
    assert value(Metrics(leads=lambda: False), "leads") == 0


def test_it_is_served_on_localhost_until_the_end() -> None:
    metrics, port = Metrics(leads=lambda: True), free_port()
    url = f"http://127.0.0.1:{port}/metrics"

    with metrics.served(port), urllib.request.urlopen(url, timeout=10) as answer:
        page = answer.read().decode()

    assert "facefleet_controller_leads 1.0" in page
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(url, timeout=10)


def test_every_figure_is_documented() -> None:
    page = (Path(__file__).parents[2] / "docs" / "operations.md").read_text()
    exposed = generate_latest(Metrics(leads=lambda: True).registry).decode()

    names = set(re.findall(r"^# HELP (facefleet_\w+)", exposed, re.MULTILINE))

    assert names == set(re.findall(r"^\| `(facefleet_controller_\w+)`", page, re.MULTILINE))
