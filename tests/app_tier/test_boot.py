"""How long a worker's boot took, phase by phase."""

import time
from pathlib import Path

import psutil
import pytest

from app_tier.boot import BootTimer, phases_so_far


def test_phases_follow_each_other() -> None:
    times = iter([10.0, 10.5, 12.0])
    timer = BootTimer({"process": 0.8}, clock=lambda: next(times))

    timer.lap("load")
    timer.lap("self_test")

    assert timer.phases == {"process": 0.8, "load": 0.5, "self_test": 1.5}


def test_a_process_knows_when_it_began_and_its_machine_before_it() -> None:
    phases = phases_so_far()

    began = psutil.Process().create_time()
    assert phases["process"] == pytest.approx(time.time() - began, abs=1.5)
    assert phases["machine"] == pytest.approx(began - psutil.boot_time(), abs=1.5)


def test_a_name_with_brackets_and_spaces_misleads_nobody(tmp_path: Path) -> None:
    (tmp_path / "self").mkdir()
    (tmp_path / "uptime").write_text("130.5 400.0\n")
    fields = ["S", *["0"] * 18, "12800", "0"]
    (tmp_path / "self" / "stat").write_text(f"77 (a) b (c)) {' '.join(fields)}\n")

    assert phases_so_far(tmp_path) == {"machine": 128.0, "process": 2.5}


def test_a_system_without_proc_tells_nothing(tmp_path: Path) -> None:
    assert phases_so_far(tmp_path) == {}
