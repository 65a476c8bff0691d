"""The tasks in the database: start, find, list."""

import uuid
from collections.abc import Callable
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.messages import CollectionName
from web_tier.failures import NotFound
from web_tier.gallery.changes import lock_collection
from web_tier.models import Task
from web_tier.paging import Page, PageQuery, newest_first


class TaskKind(StrEnum):
    """What is done with a collection."""

    REEMBED = "reembed"  #: Every face is embedded anew, by the model pack that the workers have now.
    RECLUSTER = "recluster"  #: The strangers' faces are sorted anew.


class TaskStatus(StrEnum):
    """The life of a task: waiting → running → done or failed."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


UNFINISHED = (TaskStatus.WAITING, TaskStatus.RUNNING)

#: How much there is to do in a collection.
Count = Callable[[Session, str], int]


def start(session: Session, kind: TaskKind, collection: str, count: Count, now: float) -> Task:
    """Return a new task, or that of this kind which the collection has already and which is not finished.

    The collection must be there.
    """
    lock_collection(session, collection)  # of two who start the same one does
    same = (Task.collection == collection, Task.kind == kind, Task.status.in_(UNFINISHED))
    unfinished = session.scalar(select(Task).where(*same).limit(1))
    if unfinished is not None:
        return unfinished
    task = Task(
        id=uuid.uuid4().hex,
        kind=kind,
        collection=collection,
        status=TaskStatus.WAITING,
        total=count(session, collection),
        created_at=now,
    )
    session.add(task)
    session.flush()
    return task


def get(session: Session, task_id: str) -> Task:
    """Return a task. Raises NotFound."""
    # ids are letters and digits; PostgreSQL refuses to look for a NUL
    task = session.get(Task, task_id) if task_id.isalnum() else None
    if task is None:
        raise NotFound("There is no such task.")
    return task


class TasksQuery(PageQuery):
    """Which tasks to list."""

    collection: CollectionName | None = None


def page(session: Session, asked: TasksQuery) -> Page[Task]:
    """Return a page of tasks, newest first."""
    query = select(Task)
    if asked.collection is not None:
        query = query.where(Task.collection == asked.collection)
    return newest_first(session, query, (Task.created_at, Task.id), asked)
