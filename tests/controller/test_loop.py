"""The loop: what it does with a decision, what it logs, and what it survives."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from controller.actions import Actions, look_only
from controller.fleet import Member
from controller.loop import Controller
from controller.observation import Observation
from controller.policy import Decision
from pipeline.heartbeat import HEARTBEAT_CODEC, Heartbeat, WorkerState
from pipeline.keys import heartbeat_key
from pipeline.stores.memory import MemoryStore
from tests.controller.observations import NOW, QUIET, RULES, busy, idle, observed
from tests.waiting import wait_until

ROOT = Path(__file__).parents[2]


class NotedFleet:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.started: list[int] = []
        self.drained: list[str] = []

    def members(self) -> list[Member]:
        return []

    def start(self, count: int) -> None:
        self.started.append(count)

    def drain(self, worker_id: str) -> None:
        self.drained.append(worker_id)


class Replay:
    """Observes what it was given, one after the other, and stops the loop at the end."""

    def __init__(self, *observations: Observation | Exception, stop: threading.Event | None = None) -> None:
        self._left = list(observations)
        self._stop = stop

    def observe(self) -> Observation:
        observation = self._left.pop(0)
        if self._stop and not self._left:
            self._stop.set()
        if isinstance(observation, Exception):
            raise observation
        return observation


def controller(replay: Replay, act: Callable[[Observation, Decision], None]) -> Controller:
    return Controller(observer=replay, act=act, rules=RULES, state=QUIET)


def test_a_decision_is_carried_out() -> None:
    fleet = NotedFleet()
    act = Actions(fleet=fleet, store=MemoryStore()).carry_out

    controller(Replay(observed(3, 0)), act).tick()
    controller(Replay(observed(0, 0, idle("a"))), act).tick()

    assert (fleet.started, fleet.drained) == ([2], ["a"])


def test_the_report_of_a_departed_worker_is_removed() -> None:
    store = MemoryStore()
    last_words = Heartbeat(
        worker_id="gone",
        state=WorkerState.BUSY,
        slots=1,
        images_done=0,
        mean_service_seconds=0,
        reported_at=NOW - 100,
    )
    store.put(heartbeat_key("gone"), HEARTBEAT_CODEC.encode(last_words))
    observation = replace(observed(0, 0), departed=("gone",))

    controller(Replay(observation), Actions(fleet=NotedFleet(), store=store).carry_out).tick()

    assert list(store.keys()) == []


def test_a_dry_run_decides_the_same_and_does_nothing() -> None:
    decision = controller(Replay(observed(3, 0)), look_only).tick()

    assert decision.start == 2


def test_a_tick_that_fails_does_not_end_the_loop() -> None:
    stop, fleet = threading.Event(), NotedFleet()
    replay = Replay(RuntimeError("out of luck"), observed(1, 0), stop=stop)

    controller(replay, Actions(fleet=fleet, store=MemoryStore()).carry_out).run(0.001, stop)

    assert fleet.started == [1]


def test_what_one_decision_remembers_the_next_one_knows() -> None:
    later = replace(observed(0, 0, idle("a", 100)), now=NOW + 44)

    one = controller(Replay(observed(0, 1, busy("a")), later), look_only)
    one.tick()

    assert one.tick().drain == ()


def test_a_decision_is_one_line_with_all_it_was_decided_from() -> None:
    with capture_logs() as lines:
        controller(Replay(observed(3, 1, busy("a"))), look_only).tick()

    (line,) = lines
    assert (line["wanted"], line["start"], line["drain"]) == (2, 1, ())
    assert line["observation"] == {
        "now": NOW,
        "depth": {"visible": 3, "in_flight": 1},
        "workers": ({"worker_id": "a", "condition": "busy", "since": NOW},),
        "missing": (),
        "departed": (),
    }
    assert line["state"] == {"last_message_at": NOW}
    assert line["rules"] == {
        "min_workers": 0,
        "max_workers": 4,
        "backlog_per_worker": 2,
        "idle_seconds": 15,
        "last_idle_seconds": 45,
    }


def test_decisions_that_change_nothing_are_details() -> None:
    one = controller(Replay(*[observed(1, 0, busy("a"))] * 3, observed(0, 0, busy("a"))), look_only)

    with capture_logs() as lines:
        for _ in range(4):
            one.tick()

    assert [(line["wanted"], line["log_level"]) for line in lines] == [
        (1, "info"),
        (1, "debug"),
        (1, "debug"),
        (0, "info"),
    ]


def run_controller(*arguments: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "controller", *arguments],
        cwd=ROOT,
        env=environment(folder, **variables),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def environment(folder: Path, **variables: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "FACEFLEET_DATA": str(folder),
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",  # no credentials at all: every reading fails, and at once
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        **variables,
    }


def test_wrong_settings_are_listed_and_the_exit_code_is_two(tmp_path: Path) -> None:
    finished = run_controller(folder=tmp_path, FACEFLEET_MAX_WORKERS="none", FACEFLEET_TICK_SECONDS="0")

    assert finished.returncode == 2
    assert "FACEFLEET_MAX_WORKERS" in finished.stderr
    assert "FACEFLEET_TICK_SECONDS" in finished.stderr


def test_bounds_that_do_not_fit_each_other_are_wrong_settings(tmp_path: Path) -> None:
    finished = run_controller(folder=tmp_path, FACEFLEET_MIN_WORKERS="3", FACEFLEET_MAX_WORKERS="2")

    assert finished.returncode == 2
    assert "FACEFLEET_MIN_WORKERS must not exceed FACEFLEET_MAX_WORKERS" in finished.stderr


def test_readings_that_all_fail_mean_hold(tmp_path: Path) -> None:
    finished = run_controller("--dry-run", "--once", folder=tmp_path)

    assert finished.returncode == 0
    (line,) = [json.loads(line) for line in finished.stderr.splitlines()]
    assert str(line["event"]).startswith("Hold: the queue's depth cannot be read")
    assert line["wanted"] is None


def test_sigterm_ends_the_controller(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    log = (tmp_path / "log").open("wb")
    request.addfinalizer(log.close)
    process = subprocess.Popen(
        [sys.executable, "-m", "controller"],
        cwd=ROOT,
        env=environment(tmp_path),
        stderr=log,
    )
    request.addfinalizer(process.wait)
    request.addfinalizer(process.kill)
    # its first decision: from here on it listens to signals
    wait_until(lambda: b"Hold" in (tmp_path / "log").read_bytes(), seconds=30)

    process.send_signal(signal.SIGTERM)

    assert process.wait(timeout=30) == 0
