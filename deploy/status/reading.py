"""Reads a deployed fleet: stack, queues, machines, heartbeats and lease."""

import time

from controller.heartbeats import read_heartbeats
from controller.lease import LEASE_CODEC
from deploy.aws.account import Account
from deploy.aws.address import web_address
from deploy.aws.workers import WorkerMachine, image_of, read_workers
from deploy.places import Places
from deploy.stack import StackState
from deploy.status.report import Report, WorkerReport
from pipeline.errors import MalformedMessage, ObjectMissing
from pipeline.heartbeat import Heartbeat
from pipeline.keys import LEASE_KEY
from pipeline.queue import Depth
from pipeline.queues.sqs import SqsQueue
from pipeline.store import ObjectStore
from pipeline.stores.s3 import S3Store


def read_report(account: Account, state: StackState, found: Places) -> Report:
    """Read everything. Raises ServiceUnavailable with what does not answer."""
    store = S3Store(account.s3, found.state_bucket)
    said, now = read_heartbeats(store), time.time()
    workers = read_workers(account, found.worker_group)
    return Report(
        stack=state.name,
        status=state.status,
        service=web_address(account.load_balancing, state, found.load_balancer),
        places=found,
        image=image_of(account, workers.version),
        queue=_depth(account, found.request_queue),
        dead_letters=_depth(account, found.dead_letter_queue),
        workers=tuple(_worker(each, said.get(each.instance_id), now) for each in workers.machines),
        controller=_lease_holder(store),
    )


def _depth(account: Account, url: str) -> Depth:
    return SqsQueue(account.sqs, url).depth()


def _worker(machine: WorkerMachine, said: Heartbeat | None, now: float) -> WorkerReport:
    if said is None:
        return WorkerReport(
            instance_id=machine.instance_id, version=machine.version, is_old=machine.is_old, state=None
        )
    return WorkerReport(
        instance_id=machine.instance_id,
        version=machine.version,
        is_old=machine.is_old,
        state=said.state,
        slots=said.slots,
        images_done=said.images_done,
        mean_service_seconds=said.mean_service_seconds,
        silent_seconds=round(max(0.0, now - said.reported_at), 1),
    )


def _lease_holder(store: ObjectStore) -> str | None:
    try:
        return LEASE_CODEC.decode(store.get(LEASE_KEY)).holder or None
    except (ObjectMissing, MalformedMessage):
        return None
