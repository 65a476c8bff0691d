"""What the workers last said of themselves, read from the state bucket."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

from pipeline.errors import MalformedMessage, ObjectMissing
from pipeline.heartbeat import HEARTBEAT_CODEC, Heartbeat
from pipeline.keys import HEARTBEAT_PREFIX, drain_key, heartbeat_key
from pipeline.store import ObjectStore

#: Reports that are read at once: as many as a client has connections at the least (botocore's own number).
AT_ONCE = 10


def read_heartbeats(store: ObjectStore) -> dict[str, Heartbeat]:
    """Return each worker's last report by its id, in the order of the keys. Raises ServiceUnavailable."""
    with ThreadPoolExecutor(AT_ONCE) as readers:
        reports = list(readers.map(partial(_report, store), store.keys(HEARTBEAT_PREFIX)))
    return {report.worker_id: report for report in reports if report is not None}


def forget_worker(store: ObjectStore, worker_id: str) -> None:
    """Remove the report of a worker that is gone, and the mark that told it to drain, if there is one.

    Raises ServiceUnavailable.
    """
    store.delete(drain_key(worker_id))
    store.delete(heartbeat_key(worker_id))


def _report(store: ObjectStore, key: str) -> Heartbeat | None:
    try:
        return HEARTBEAT_CODEC.decode(store.get(key))
    except (ObjectMissing, MalformedMessage):
        # removed since it was listed, or of another version: its worker is unknown, the others are not
        return None
