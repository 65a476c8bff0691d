"""What is particular about workers that are local processes."""

import os
import re
import sys
import threading
import time
from dataclasses import replace

import psutil
import pytest

from controller.backoff import Backoff
from controller.launches import Launches
from controller.process_fleet import living_members
from controller.sessions import Session, end_sessions, living
from pipeline.errors import ServiceUnavailable
from tests.controller.process_case import ProcessCase
from tests.waiting import wait_until


def test_a_worker_leads_a_session_of_its_own_so_that_no_terminal_ends_it(process_case: ProcessCase) -> None:
    process_case.start(process_case.make(), 1)

    (session,) = process_case.run_folder.sessions().values()

    assert os.getsid(session.pid) == session.pid != os.getsid(0)


def test_a_dead_worker_leaves_no_zombie_and_no_file(process_case: ProcessCase) -> None:
    fleet = process_case.make()
    (worker_id,) = process_case.start(fleet, 1)
    pid = process_case.run_folder.sessions()[worker_id].pid

    process_case.kill(worker_id)
    wait_until(lambda: fleet.roster().members == (), seconds=10)

    assert not psutil.pid_exists(pid)
    assert process_case.run_folder.sessions() == {}


def test_the_engine_processes_of_a_killed_worker_are_killed_too(process_case: ProcessCase) -> None:
    process_case.environment["STAND_IN_CHILD"] = "1"
    fleet = process_case.make()
    (worker_id,) = process_case.start(fleet, 1)
    found = re.search(r"child (\d+)", process_case.log_file.read_text())
    assert found
    child = psutil.Process(int(found[1]))

    process_case.kill(worker_id)
    wait_until(lambda: fleet.roster().members == (), seconds=10)

    wait_until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE, seconds=10)


def test_the_engine_processes_of_a_retired_worker_are_killed_too(process_case: ProcessCase) -> None:
    process_case.environment["STAND_IN_CHILD"] = "1"
    fleet = process_case.make()
    (worker_id,) = process_case.start(fleet, 1)
    (session,) = process_case.run_folder.sessions().values()
    assert len(living(session)) == 2

    fleet.retire(worker_id)

    wait_until(lambda: not living(session), seconds=10)


def test_a_number_that_was_given_to_another_process_is_no_worker(process_case: ProcessCase) -> None:
    own = psutil.Process()
    somebody_before = Session(pid=own.pid, started=own.create_time() - psutil.boot_time() - 100)
    process_case.run_folder.note("local-gone", somebody_before)

    assert process_case.make().roster().members == ()
    assert own.is_running()  # and was not killed in the other's place


def test_a_file_cut_short_is_no_worker(process_case: ProcessCase) -> None:
    (process_case.folder / "run").mkdir()
    (process_case.folder / "run" / "local-half.json").write_text('{"pid": 12')

    assert process_case.make().roster().members == ()


def test_looking_from_outside_changes_nothing(process_case: ProcessCase) -> None:
    fleet = process_case.make()
    (worker_id,) = process_case.start(fleet, 1)
    process_case.kill(worker_id)
    (session,) = process_case.run_folder.sessions().values()
    wait_until(lambda: not living(session), seconds=10)

    assert living_members(process_case.run_folder) == []
    assert list(process_case.run_folder.sessions()) == [worker_id]


def test_workers_that_die_at_their_start_are_not_launched_at_full_speed(process_case: ProcessCase) -> None:
    case = replace(process_case, command=(sys.executable, "-c", "raise SystemExit(3)"), launches=patient())
    fleet = case.make()
    fleet.start(1)
    wait_until(lambda: fleet.roster().members == (), seconds=10)

    with pytest.raises(ServiceUnavailable, match="too early"):
        fleet.start(1)

    assert fleet.roster().members == ()
    assert case.run_folder.sessions() == {}
    (failure,) = fleet.roster().failures
    assert failure.why.endswith("died at its start, exit code 3")


def test_a_drained_worker_that_is_retired_may_end_by_itself(process_case: ProcessCase) -> None:
    case = replace(process_case, goodbye_seconds=60)
    case.hold_work()
    fleet = case.make()
    (worker_id,) = case.start(fleet, 1)
    fleet.drain(worker_id)

    fleet.retire(worker_id)
    fleet.retire(worker_id)
    assert [each.worker_id for each in fleet.roster().members] == [worker_id]
    case.finish_work()

    wait_until(lambda: fleet.roster().members == (), seconds=10)
    assert f"{worker_id} is done" in case.log_file.read_text()


def patient() -> Launches:
    return Launches(
        backoff=Backoff(first_seconds=60, most_seconds=60), steady_seconds=60, clock=time.monotonic
    )


def test_a_session_that_does_not_end_when_asked_is_killed(process_case: ProcessCase) -> None:
    process_case.hold_work()
    process_case.start(process_case.make(), 1)
    (session,) = process_case.run_folder.sessions().values()

    end_sessions([session], patience_seconds=0.2, hurry=threading.Event())

    wait_until(lambda: not living(session), seconds=10)


@pytest.mark.timeout(30)
def test_hurry_ends_the_waiting(process_case: ProcessCase) -> None:
    process_case.hold_work()
    process_case.start(process_case.make(), 1)
    (session,) = process_case.run_folder.sessions().values()
    hurry = threading.Event()
    hurry.set()

    end_sessions([session], patience_seconds=600, hurry=hurry)

    wait_until(lambda: not living(session), seconds=10)
