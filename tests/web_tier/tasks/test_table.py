"""Tasks in the database: one of a kind at a time for each collection, and by the API."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.web_tier.people.rows import add_person
from tests.web_tier.world import World
from web_tier.database import Sessions
from web_tier.failures import NotFound
from web_tier.gallery.changes import ensure_collection
from web_tier.models import Task
from web_tier.tasks import table
from web_tier.tasks.table import TaskKind, TaskStatus

REEMBED, RECLUSTER = TaskKind.REEMBED, TaskKind.RECLUSTER


def start(
    sessions: Sessions, kind: TaskKind = REEMBED, collection: str = "default", now: float = 5.0
) -> Task:
    with sessions.begin() as session:
        ensure_collection(session, collection, 1.0)
        return table.start(session, kind, collection, lambda *_: 7, now)


def finish(sessions: Sessions, task: Task) -> None:
    with sessions.begin() as session:
        session.get_one(Task, task.id).status = TaskStatus.DONE


def test_a_new_task_waits_and_knows_how_much_there_is_to_do(sessions: Sessions) -> None:
    task = start(sessions, RECLUSTER, "staff")

    with sessions() as session:
        row = table.get(session, task.id)
    assert (row.kind, row.collection, row.status) == (RECLUSTER, "staff", TaskStatus.WAITING)
    assert (row.total, row.done, row.failed, row.error, row.created_at) == (7, 0, 0, None, 5.0)


def test_a_second_task_is_the_first_one_until_that_has_ended(sessions: Sessions) -> None:
    first = start(sessions)

    again = start(sessions, now=6.0)
    finish(sessions, first)
    next_one = start(sessions, now=7.0)

    assert again.id == first.id
    assert next_one.id != first.id


def test_another_kind_and_another_collection_have_tasks_of_their_own(sessions: Sessions) -> None:
    tasks = [start(sessions), start(sessions, RECLUSTER), start(sessions, collection="staff")]

    assert len({task.id for task in tasks}) == 3


def test_of_many_who_start_a_task_at_once_one_does(sessions: Sessions) -> None:
    start(sessions, RECLUSTER)  # so that the collection is there
    together = threading.Barrier(8)

    def start_together(_turn: int) -> str:
        together.wait(timeout=20)
        return start(sessions).id

    with ThreadPoolExecutor(8) as threads:
        ids = set(threads.map(start_together, range(8)))

    assert len(ids) == 1


@pytest.mark.parametrize("task_id", ["0" * 32, "a\x00b", ""])
def test_there_is_no_task_of_another_id(sessions: Sessions, task_id: str) -> None:
    with sessions() as session, pytest.raises(NotFound):
        table.get(session, task_id)


@pytest.mark.parametrize(
    ("path", "kind", "total"), [("reembeddings", REEMBED, 3), ("reclusterings", RECLUSTER, 2)]
)
def test_the_api_starts_a_task_and_tells_how_far_it_is(
    any_world: World, path: str, kind: TaskKind, total: int
) -> None:
    with any_world.sessions.begin() as session:
        add_person(session, "Ada", faces=1)
        add_person(session, "", faces=2)
        add_person(session, "", collection="staff", faces=1)

    answer = any_world.client.post(f"/api/v1/collections/default/{path}")
    again = any_world.client.post(f"/api/v1/collections/default/{path}")

    body = answer.get_json()
    assert (answer.status_code, again.status_code) == (202, 202)
    assert again.get_json() == body
    assert (body["kind"], body["collection"], body["status"]) == (kind, "default", "waiting")
    assert (body["total"], body["done"], body["failed"], body["error"]) == (total, 0, 0, None)
    assert answer.headers["Location"] == f"/api/v1/tasks/{body['id']}"
    assert any_world.client.get(answer.headers["Location"]).get_json() == body


def test_tasks_are_listed_newest_first_by_collection(any_world: World) -> None:
    tasks = [
        start(any_world.sessions, now=1.0),
        start(any_world.sessions, collection="staff", now=2.0),
        start(any_world.sessions, RECLUSTER, now=3.0),
    ]

    def listed(query: str) -> list[str]:
        answer = any_world.client.get(f"/api/v1/tasks?{query}").get_json()
        return [item["id"] for item in answer["items"]]

    assert listed("") == [task.id for task in reversed(tasks)]
    assert listed("collection=staff") == [tasks[1].id]
    assert listed("limit=1") == [tasks[2].id]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("POST", "/api/v1/collections/nowhere/reembeddings", 404, "not_found"),
        ("POST", "/api/v1/collections/%00/reclusterings", 404, "not_found"),
        ("GET", "/api/v1/tasks/nothing", 404, "not_found"),
        ("GET", "/api/v1/tasks/%00", 404, "not_found"),
        ("GET", "/api/v1/tasks?limit=0", 400, "invalid_request"),
        ("GET", "/api/v1/tasks?collection=a/b", 400, "invalid_request"),
        ("GET", "/api/v1/tasks?cursor=nonsense", 400, "invalid_request"),
    ],
)
def test_what_is_not_there_is_said_in_the_one_shape(
    any_world: World, method: str, path: str, status: int, code: str
) -> None:
    answer = any_world.client.open(path, method=method)

    assert (answer.status_code, answer.get_json()["error"]["code"]) == (status, code)
