"""Tasks: long work on a collection, started here and done in the background."""

from typing import Self

from apiflask import APIBlueprint
from flask import Response
from pydantic import BaseModel

from web_tier import collections
from web_tier.instants import Instant
from web_tier.job_answers import json_answer
from web_tier.models import Task
from web_tier.reclustering.reading import count_stranger_faces
from web_tier.reembedding.standing import count_faces
from web_tier.services import services
from web_tier.tasks import table
from web_tier.tasks.table import Count, TaskKind, TasksQuery, TaskStatus

tasks = APIBlueprint("tasks", __name__, url_prefix="/api/v1")


class TaskOut(BaseModel):
    """A task and how far it has come; what it counts are faces."""

    id: str
    kind: TaskKind
    collection: str
    status: TaskStatus
    total: int
    done: int
    failed: int
    error: str | None
    created_at: Instant
    finished_at: Instant | None

    @classmethod
    def of(cls, task: Task) -> Self:
        """Return what is answered of a task."""
        return cls.model_validate(task, from_attributes=True)


class TasksOut(BaseModel):
    """A page of tasks."""

    items: list[TaskOut]
    next: str | None


@tasks.post("/collections/<name>/reembeddings")
@tasks.output(TaskOut, status_code=202)
def reembed(name: str) -> Response:
    """Embed all faces anew by the workers' present model pack; one that is under way is answered as it is."""
    return _started(TaskKind.REEMBED, name, count_faces)


@tasks.post("/collections/<name>/reclusterings")
@tasks.output(TaskOut, status_code=202)
def recluster(name: str) -> Response:
    """Sort the strangers' faces anew; what people have said of them holds."""
    return _started(TaskKind.RECLUSTER, name, count_stranger_faces)


@tasks.get("/tasks")
@tasks.input(TasksQuery, location="query")
@tasks.output(TasksOut)
def list_tasks(query_data: TasksQuery) -> TasksOut:
    """List tasks, newest first."""
    with services().sessions() as session:
        page = table.page(session, query_data)
    return TasksOut(items=[TaskOut.of(task) for task in page.items], next=page.next)


@tasks.get("/tasks/<task_id>")
@tasks.output(TaskOut)
def get_task(task_id: str) -> TaskOut:
    """Return a task."""
    with services().sessions() as session:
        return TaskOut.of(table.get(session, task_id))


def _started(kind: TaskKind, name: str, count: Count) -> Response:
    with services().sessions.begin() as session:
        collections.get(session, name)
        task = table.start(session, kind, name, count, services().clock())
    response = json_answer(TaskOut.of(task), status=202)
    response.headers["Location"] = f"/api/v1/tasks/{task.id}"
    return response
