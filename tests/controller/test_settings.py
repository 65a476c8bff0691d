"""The controller's settings: what suits each fleet, what a budget allows, and what does not fit together."""

import pytest

from controller.settings import ControllerSettings, FleetKind, Scaling
from pipeline.cores import usable_cores
from pipeline.errors import InvalidSettings
from pipeline.settings import load


def settings(monkeypatch: pytest.MonkeyPatch, **variables: str) -> ControllerSettings:
    for name, value in variables.items():
        monkeypatch.setenv(f"FACEFLEET_{name}", value)
    return load(ControllerSettings)


def test_processes_are_as_many_as_cores_and_machines_twenty(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings(monkeypatch).most_workers == usable_cores()
    assert settings(monkeypatch, FLEET="ec2").most_workers == 20
    assert settings(monkeypatch, MAX_WORKERS="7").most_workers == 7


def test_machines_are_asked_after_less_often_than_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings(monkeypatch).tick == 1
    assert settings(monkeypatch, FLEET="ec2").tick == 2
    assert settings(monkeypatch, TICK_SECONDS="2.5").tick == 2.5


def test_one_worker_per_message_is_decided_every_second_whatever_the_fleet(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chosen = settings(monkeypatch, FLEET="ec2", SCALING="per_message")

    assert (chosen.fleet, chosen.scaling) == (FleetKind.EC2, Scaling.PER_MESSAGE)
    assert chosen.tick <= 1


@pytest.mark.parametrize(
    ("budget", "price", "workers"),
    [("1", "0.1", 10), ("0.99", "0.1", 9), ("0.3", "0.1", 3), ("100", "0.1", 12)],
)
def test_there_are_no_more_workers_than_are_paid_for(
    monkeypatch: pytest.MonkeyPatch, budget: str, price: str, workers: int
) -> None:
    chosen = settings(monkeypatch, MAX_WORKERS="12", MAX_USD_PER_HOUR=budget, INSTANCE_USD_PER_HOUR=price)

    assert chosen.most_workers == workers
    limit = "FACEFLEET_MAX_WORKERS" if workers == 12 else "FACEFLEET_MAX_USD_PER_HOUR"
    assert chosen.limited_by == limit


@pytest.mark.parametrize(
    ("variables", "problem"),
    [
        ({"MAX_USD_PER_HOUR": "1"}, "FACEFLEET_MAX_USD_PER_HOUR needs FACEFLEET_INSTANCE_USD_PER_HOUR"),
        (
            {"MAX_USD_PER_HOUR": "1", "INSTANCE_USD_PER_HOUR": "1.5"},
            "FACEFLEET_MAX_USD_PER_HOUR does not pay for one worker",
        ),
        (
            {"MIN_WORKERS": "3", "MAX_WORKERS": "2"},
            "FACEFLEET_MIN_WORKERS must not exceed FACEFLEET_MAX_WORKERS",
        ),
        (
            {"MIN_WORKERS": "3", "MAX_USD_PER_HOUR": "1", "INSTANCE_USD_PER_HOUR": "0.5", "MAX_WORKERS": "9"},
            "FACEFLEET_MIN_WORKERS must not exceed FACEFLEET_MAX_USD_PER_HOUR",
        ),
    ],
)
def test_what_does_not_fit_together_is_said(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], problem: str
) -> None:
    with pytest.raises(InvalidSettings, match=problem):
        settings(monkeypatch, **variables)


def test_nobody_is_silent_between_two_reports(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InvalidSettings, match="FACEFLEET_SILENT_SECONDS"):
        settings(monkeypatch, SILENT_SECONDS="9")


def test_a_name_that_no_group_can_have_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InvalidSettings, match="FACEFLEET_WORKER_GROUP"):
        settings(monkeypatch, WORKER_GROUP="workers; rm")
