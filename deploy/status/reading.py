"""Reads a deployed fleet: stack, queues, machines, heartbeats and lease."""

import time
from collections.abc import Sequence

from controller.heartbeats import read_heartbeats
from controller.lease import LEASE_CODEC
from deploy.aws.account import Account
from deploy.aws.address import web_address
from deploy.aws.groups import read_groups
from deploy.aws.workers import WorkerMachine, image_of, read_workers
from deploy.groups import KIND as GROUP
from deploy.places import of_kind, places
from deploy.stack import Resource, StackState
from deploy.status.report import Report, WorkerReport
from pipeline.errors import MalformedMessage, ObjectMissing
from pipeline.heartbeat import Heartbeat
from pipeline.keys import LEASE_KEY
from pipeline.queue import Depth
from pipeline.queues.sqs import SqsQueue
from pipeline.store import ObjectStore
from pipeline.stores.s3 import S3Store


def read_report(account: Account, state: StackState, resources: Sequence[Resource]) -> Report:
    """Read everything. Raises Incomplete, and ServiceUnavailable with what does not answer."""
    found = places(state.name, resources)
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
        launches_not=_kept_from_launching(account, of_kind(resources, GROUP)),
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


def _kept_from_launching(account: Account, groups: Sequence[str]) -> dict[str, str]:
    read = read_groups(account.autoscaling, groups)
    return {group.name: group.launches_not for group in read if group.launches_not is not None}


def _lease_holder(store: ObjectStore) -> str | None:
    try:
        return LEASE_CODEC.decode(store.get(LEASE_KEY)).holder or None
    except (ObjectMissing, MalformedMessage):
        return None
