"""Asks the service about one picture of a batch and makes a row of whatever comes back."""

import time
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

from pipeline.outcomes import JobStatus, Outcome
from scripts.client.answers import Recognition
from scripts.client.batch.rows import Answer, Row, RowStatus
from scripts.client.failures import Refused, Unreachable
from scripts.client.service import Facefleet

#: Asks about a picture: file name, bytes, idempotency key.
Ask = Callable[[str, bytes, str], Answer]


def by_recognition(service: Facefleet, collection: str) -> Ask:
    """Ask `POST /api/v1/recognitions`, which tells everything and never does a repeated upload twice."""

    def ask(file_name: str, data: bytes, key: str) -> Answer:
        return answer_of(service.recognise(file_name, data, key=key, collection=collection))

    return ask


def by_plain_upload(service: Facefleet) -> Ask:
    """Ask `POST /`, which tells one name and knows no keys: a repeated upload replaces the first."""
    return lambda file_name, data, key: answer_of_name(service.plain_name(file_name, data))


def answer_of(recognition: Recognition) -> Answer:
    """Return what a recognition says."""
    best = recognition.best_match
    return Answer(
        outcome=recognition.outcome or Outcome.UNKNOWN,
        names=recognition.names,
        similarity=best.similarity if best else None,
        distance=best.distance if best else None,
        faces=len(recognition.faces),
    )


def answer_of_name(name: str) -> Answer:
    """Return what the name of a plain upload says."""
    if name in set(Outcome):
        return Answer(outcome=Outcome(name))
    return Answer(outcome=Outcome.RECOGNISED, names=(name,))


def ask_about(path: Path, key: str, ask: Ask, clock: Callable[[], float] = time.perf_counter) -> Row:
    """Return the row of one picture. Raises Interrupted, and nothing else."""
    began_at = clock()

    def row(status: RowStatus, answer: Answer | None = None, error: str | None = None) -> Row:
        milliseconds = round(1000 * (clock() - began_at), 1)
        members = vars(answer) if answer else {}
        return Row(path=str(path), status=status, milliseconds=milliseconds, error=error, **members)

    try:
        return row(RowStatus.DONE, ask(path.name, path.read_bytes(), key))
    except Unreachable as failure:
        return row(RowStatus.UNREACHABLE, error=str(failure))
    except Refused as failure:
        return row(_status_of(failure), error=str(failure))
    except OSError as failure:
        return row(RowStatus.FAILED, error=f"unreadable_file: {failure.strerror}")


def _status_of(failure: Refused) -> RowStatus:
    if failure.status == HTTPStatus.GATEWAY_TIMEOUT or failure.code == JobStatus.EXPIRED:
        return RowStatus.EXPIRED
    return RowStatus.REFUSED if failure.is_lasting else RowStatus.FAILED
