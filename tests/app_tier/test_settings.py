"""A worker's settings."""

import os
from pathlib import Path

import pytest

from app_tier.settings import WorkerSettings
from pipeline.errors import InvalidSettings
from pipeline.settings import load


def test_a_worker_takes_the_cores_it_may_use_and_a_name_of_its_own() -> None:
    one, other = load(WorkerSettings), load(WorkerSettings)

    assert one.slots == len(os.sched_getaffinity(0))
    assert one.worker_id != other.worker_id
    assert str(os.getpid()) in one.worker_id


def test_every_wrong_setting_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACEFLEET_SLOTS", "none")
    monkeypatch.setenv("FACEFLEET_WORKER_ID", "a name")

    with pytest.raises(InvalidSettings) as raised:
        load(WorkerSettings)

    assert [problem.split("=")[0] for problem in raised.value.problems] == [
        "FACEFLEET_WORKER_ID",
        "FACEFLEET_SLOTS",
    ]


def test_a_worker_that_reports_too_seldom_would_be_taken_for_a_silent_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FACEFLEET_HEARTBEAT_SECONDS", "31")

    with pytest.raises(InvalidSettings, match="FACEFLEET_HEARTBEAT_SECONDS"):
        load(WorkerSettings)


def test_a_user_without_a_home_is_asked_where_the_models_are_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", nowhere)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.delenv("FACEFLEET_MODELS", raising=False)

    with pytest.raises(InvalidSettings, match="FACEFLEET_MODELS is needed"):
        load(WorkerSettings)
