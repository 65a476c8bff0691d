"""Connects the runner of tasks with what each kind of them needs."""

from collections.abc import Callable

from web_tier.outside import Outside
from web_tier.reclustering.work import ReclusteringWork
from web_tier.recognition import Recognitions
from web_tier.reembedding.work import ReembeddingWork
from web_tier.result_documents import ResultDocuments
from web_tier.settings import WebSettings
from web_tier.tasks.runner import TaskRunner
from web_tier.tasks.table import TaskKind


def task_runner(
    settings: WebSettings, outside: Outside, recognitions: Recognitions, clock: Callable[[], float]
) -> TaskRunner:
    """Return what runs the tasks in this process."""
    reembedding = ReembeddingWork(
        sessions=outside.sessions,
        state=outside.state,
        recognitions=recognitions,
        limits=settings.image_limits,
        clock=clock,
    )
    reclustering = ReclusteringWork(
        sessions=outside.sessions,
        documents=ResultDocuments(output=outside.output, state=outside.state),
        clock=clock,
    )
    return TaskRunner(
        sessions=outside.sessions,
        works={TaskKind.REEMBED: reembedding, TaskKind.RECLUSTER: reclustering},
        clock=clock,
    )
