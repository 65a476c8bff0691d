"""Running tasks: one process at a time, which another follows when it dies."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from pipeline.errors import ServiceUnavailable
from tests.web_tier.world import Clock
from web_tier.database import Sessions
from web_tier.gallery.changes import ensure_collection
from web_tier.models import Task
from web_tier.tasks import leases, table
from web_tier.tasks.leases import LEASE_SECONDS, claim
from web_tier.tasks.runner import TaskRunner
from web_tier.tasks.table import TaskKind, TaskStatus
from web_tier.tasks.work import Progress, TaskFailure


class Counting:
    """Work that is done in three steps, each of which may do something else first."""

    def __init__(self, first: Callable[[], object] = lambda: None) -> None:
        self.first = first

    def advance(self, task: Task) -> Progress:
        """Do a third of the rest."""
        self.first()
        return Progress(total=3, done=task.done + 1, failed=0, is_finished=task.done == 2)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def runner(sessions: Sessions, clock: Clock) -> Callable[..., TaskRunner]:
    """Return what makes the runner of another process."""

    def make(work: Counting | None = None) -> TaskRunner:
        works = {TaskKind.REEMBED: work or Counting(), TaskKind.RECLUSTER: work or Counting()}
        return TaskRunner(sessions=sessions, works=works, clock=clock)

    return make


def row(sessions: Sessions, task_id: str) -> Task:
    with sessions() as session:
        return session.get_one(Task, task_id)


@pytest.fixture
def task(sessions: Sessions) -> str:
    with sessions.begin() as session:
        ensure_collection(session, "default", 1.0)
        return table.start(session, TaskKind.REEMBED, "default", lambda *_: 3, 1.0).id


def test_a_task_is_done_step_by_step(
    sessions: Sessions, runner: Callable[..., TaskRunner], task: str, clock: Clock
) -> None:
    process = runner()

    process.step()
    after_one = row(sessions, task)
    process.step()
    process.step()

    assert (after_one.status, after_one.total, after_one.done) == (TaskStatus.RUNNING, 3, 1)
    ended = row(sessions, task)
    assert (ended.status, ended.done, ended.finished_at) == (TaskStatus.DONE, 3, clock.now)


def test_nobody_else_touches_a_task_that_somebody_runs(
    sessions: Sessions, runner: Callable[..., TaskRunner], task: str
) -> None:
    runner().step()

    runner().step()

    assert row(sessions, task).done == 1


def test_every_step_renews_the_lease(
    sessions: Sessions, runner: Callable[..., TaskRunner], task: str, clock: Clock
) -> None:
    process = runner()
    for _ in range(2):
        process.step()
        clock.now += LEASE_SECONDS - 1

    runner().step()

    assert row(sessions, task).done == 2


def test_another_process_goes_on_with_the_task_of_one_that_died(
    sessions: Sessions, runner: Callable[..., TaskRunner], task: str, clock: Clock
) -> None:
    died, other = runner(), runner()
    died.step()
    clock.now += LEASE_SECONDS + 1

    other.step()
    other.step()

    assert row(sessions, task).status == TaskStatus.DONE


def test_a_process_that_was_only_slow_writes_nothing_into_what_another_has_taken_over(
    sessions: Sessions, runner: Callable[..., TaskRunner], task: str, clock: Clock
) -> None:
    def fall_asleep() -> None:
        clock.now += LEASE_SECONDS + 1
        runner().step()

    slow = runner(Counting(fall_asleep))
    slow.step()

    assert row(sessions, task).done == 1
    slow.step()  # it has let go of it
    assert row(sessions, task).done == 1


def test_a_lease_is_renewed_while_a_step_takes_long(
    sessions: Sessions,
    runner: Callable[..., TaskRunner],
    task: str,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(leases, "RENEWAL_SECONDS", 0.01)
    renewed = threading.Event()
    first = row(sessions, task).leased_until

    def wait_for_renewals() -> None:
        claimed = row(sessions, task).leased_until
        while row(sessions, task).leased_until == claimed:
            renewed.wait(0.01)
        assert claimed > first
        renewed.set()

    runner(Counting(wait_for_renewals)).step()

    assert renewed.is_set()
    assert row(sessions, task).done == 1


def test_of_processes_that_claim_at_once_one_runs_the_task(
    sessions: Sessions, task: str, clock: Clock
) -> None:
    together = threading.Barrier(8)

    def claim_together(_turn: int) -> bool:
        together.wait(timeout=20)
        return claim(sessions, clock) is not None

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(claim_together, range(8))).count(True) == 1


def test_an_outage_is_waited_for_and_the_task_goes_on(
    sessions: Sessions, runner: Callable[..., TaskRunner], task: str
) -> None:
    def fail() -> None:
        raise ServiceUnavailable

    work = Counting(fail)
    process = runner(work)
    with pytest.raises(ServiceUnavailable):
        process.step()
    work.first = lambda: None

    process.step()

    assert (row(sessions, task).status, row(sessions, task).done) == (TaskStatus.RUNNING, 1)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (TaskFailure("There is nothing to go by."), "There is nothing to go by."),
        (KeyError("secret"), "Something"),
    ],
)
def test_a_task_that_cannot_be_done_says_why_and_the_next_one_is_run(
    sessions: Sessions, runner: Callable[..., TaskRunner], task: str, error: Exception, told: str
) -> None:
    def fail() -> None:
        raise error

    work = Counting(fail)
    process = runner(work)
    process.step()
    with sessions.begin() as session:
        other = table.start(session, TaskKind.RECLUSTER, "default", lambda *_: 3, 2.0)
    work.first = lambda: None
    process.step()

    failed = row(sessions, task)
    assert failed.status == TaskStatus.FAILED
    assert failed.error is not None
    assert failed.error.startswith(told)
    assert "secret" not in failed.error
    assert row(sessions, other.id).done == 1


def test_tasks_are_done_in_the_order_in_which_they_were_started(
    sessions: Sessions, runner: Callable[..., TaskRunner], task: str
) -> None:
    with sessions.begin() as session:
        later = table.start(session, TaskKind.RECLUSTER, "default", lambda *_: 3, 2.0)
    process = runner()

    for _ in range(3):
        process.step()

    assert [row(sessions, each).status for each in (task, later.id)] == ["done", "waiting"]


def test_a_task_that_is_deleted_with_its_collection_is_dropped(
    sessions: Sessions, runner: Callable[..., TaskRunner], task: str
) -> None:
    def delete() -> None:
        with sessions.begin() as session:
            session.delete(session.get_one(Task, task))

    process = runner(Counting(delete))
    process.step()
    process.step()

    with sessions() as session:
        assert session.get(Task, task) is None


def test_without_tasks_there_is_nothing_to_do(runner: Callable[..., TaskRunner]) -> None:
    runner(Counting(lambda: pytest.fail("there is no task"))).step()
