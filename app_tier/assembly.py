"""Connects the parts of a worker; tests hand in queues and buckets in memory, and engines of their own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app_tier.activity import Activity
from app_tier.answering import Answers
from app_tier.engine_child import Ready
from app_tier.engine_slot import Engine, EngineSlot, Waiting
from app_tier.gallery.catching_up import Galleries, Shelf
from app_tier.gallery.refreshing import Refresher
from app_tier.holding import Held
from app_tier.intake import Intake
from app_tier.preparation import Preparation
from app_tier.returning import Returns
from app_tier.setbacks import Setbacks
from app_tier.settings import WorkerSettings
from app_tier.stages import Stages
from app_tier.supervisor import Supervisor
from pipeline.messages import ResultStore
from pipeline.queue import Queue
from pipeline.store import ObjectStore


@dataclass(frozen=True, kw_only=True)
class Services:
    """The queues and buckets a worker uses."""

    requests: Queue
    reply_queue: Callable[[str], Queue]  #: by the id that a request names
    images: ObjectStore
    results: Mapping[ResultStore, ObjectStore]
    state: ObjectStore


def assemble(
    *,
    settings: WorkerSettings,
    services: Services,
    engines: Sequence[Engine],
    ready: Ready,
    shelf: Shelf,
    activity: Activity,
    clock: Callable[[], float],
) -> Supervisor:
    """Return a supervisor over engines that are loaded, and say `ready` of themselves."""
    waiting, storage = Waiting(), Setbacks("using the buckets")
    held = Held(
        services.requests,
        capacity=len(engines) * (1 + settings.read_ahead),
        visibility_seconds=settings.visibility_seconds,
        on_change=activity.holds,
    )
    returns = Returns(
        held=held,
        storage=storage,
        max_receives=settings.max_receives,
        on_return=activity.request_returned,
    )
    galleries = Galleries(store=services.state, shelf=shelf, embeddings=ready.model.embeddings)
    stages = Stages(
        slots=len(engines),
        engine=ready,
        preparation=Preparation(
            images=services.images,
            results=services.results,
            galleries=galleries,
            clock=clock,
        ),
        answers=Answers(
            results=services.results,
            reply_queue=services.reply_queue,
            held=held,
            worker_id=settings.worker_id,
        ),
        returns=returns,
        held=held,
        waiting=waiting,
        storage=storage,
        activity=activity,
    )
    slots = [
        EngineSlot(
            engine=engine, ready=ready, waiting=waiting, held=held, returns=returns, finish=stages.finish
        )
        for engine in engines
    ]
    intake = Intake(
        queue=services.requests,
        held=held,
        storage=storage,
        accept=stages.accept,
        on_turn=activity.received,
        batch=max(1, len(engines) * settings.read_ahead // 2),
    )
    return Supervisor(
        intake=intake,
        stages=stages,
        slots=slots,
        waiting=waiting,
        held=held,
        refresher=Refresher(galleries, settings.gallery_refresh_seconds),
        activity=activity,
    )
