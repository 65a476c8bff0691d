"""The units' limits fit what they limit: each other, the code's own patience, and the stack's machines."""

import configparser
import re
from pathlib import Path

from app_tier import stages
from app_tier.engine_child import EngineLimits
from app_tier.settings import WorkerSettings
from controller.policies.forecast.presets import machine_rules

ROOT = Path(__file__).parents[2]
UNITS = ROOT / "ami/units"
SPOT_NOTICE_SECONDS = 120
GIB = {"t3a.nano": 0.5, "t3a.small": 2.0, "c7a.large": 4.0}  #: EC2's instance types


def unit(name: str) -> dict[str, str]:
    """Return what a unit's lines say, whatever their section."""
    parser = configparser.ConfigParser(strict=False, interpolation=None, delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment, method-assign]  # as it is written
    parser.read(UNITS / f"facefleet-{name}.service")
    return {key: value for section in parser.sections() for key, value in parser[section].items()}


def seconds(name: str, *settings: str) -> list[float]:
    said = unit(name)
    return [float(said[setting]) for setting in settings]


def test_the_controller_and_the_worker_itself_lose_patience_with_a_start_before_systemd_does() -> None:
    (start,) = seconds("worker", "TimeoutStartSec")
    limits = EngineLimits(memory_mb=2048, picture_seconds=WorkerSettings().engine_timeout_seconds)

    assert start > limits.start_seconds + limits.picture_seconds  # the self-test is a picture
    assert start > machine_rules(min_workers=0, max_workers=1).boot_patience


def test_as_many_starts_that_hang_as_end_the_machine_fit_into_the_time_in_which_they_are_counted() -> None:
    start, pause, burst, interval = seconds(
        "worker", "TimeoutStartSec", "RestartSec", "StartLimitBurst", "StartLimitIntervalSec"
    )

    assert burst * (start + pause) < interval
    assert unit("worker")["TimeoutStartFailureMode"] == "kill"  # at once, not after TimeoutStopSec


def test_a_worker_that_is_stopped_has_ended_before_a_spot_machine_has() -> None:
    (stop,) = seconds("worker", "TimeoutStopSec")

    assert stop < SPOT_NOTICE_SECONDS


def test_a_worker_with_all_the_slots_that_there_can_be_may_have_their_threads_and_processes() -> None:
    own_and_engine = 2
    per_slot = stages._PREPARING_PER_SLOT + stages._FINISHING_PER_SLOT + own_and_engine
    (most,) = (each.le for each in WorkerSettings.model_fields["slots"].metadata if hasattr(each, "le"))
    beside_them = 100

    assert int(unit("worker")["TasksMax"]) >= most * per_slot + beside_them


def test_a_workers_files_are_read_early_on_workers_alone() -> None:
    least = re.fullmatch(r">=(\d+)G", unit("prefetch")["ConditionMemory"])
    assert least

    reads = {role: GIB[instance_type] > float(least[1]) for role, instance_type in default_types().items()}

    assert reads == {"Worker": True, "Web": False, "Controller": False}


def default_types() -> dict[str, str]:
    """Return the stack's instance types by role."""
    template = (ROOT / "deploy/stack.yaml").read_text()
    return dict(
        re.findall(
            r"^  (Worker|Web|Controller)InstanceType:\n    Type: String\n    Default: (\S+)$", template, re.M
        )
    )
