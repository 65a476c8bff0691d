"""Sends pictures, many at a time, and notes what became of each."""

import statistics
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.pictures import Picture
from scripts.client.exchange import WAIT_SECONDS, Exchange
from scripts.client.failures import ClientFailure, Interrupted
from scripts.client.parallel import in_parallel

#: The faces leave nothing behind but the pictures themselves, which the bucket's lifecycle removes.
_FORM = {"remember": "false", "collection": "smoke-test"}


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What became of one picture."""

    name: str
    seconds: float  #: from sending to the answer
    outcome: str = ""
    faces: int = 0
    failure: str | None = None  #: None where it was answered


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What became of all."""

    sent: tuple[Sent, ...]
    wanted: int
    seconds: float

    @property
    def failed(self) -> tuple[Sent, ...]:
        """Return those without an answer."""
        return tuple(each for each in self.sent if each.failure is not None)

    @property
    def is_well(self) -> bool:
        """Whether every picture has its answer."""
        return len(self.sent) == self.wanted and not self.failed

    def document(self) -> dict[str, Any]:
        """Return it for programs."""
        answered = [each for each in self.sent if each.failure is None]
        return {
            "sent": len(self.sent),
            "answered": len(answered),
            "faces": sum(each.faces for each in answered),
            "seconds": round(self.seconds, 3),
            "images_per_second": round(len(answered) / self.seconds, 3),
            "p50_seconds": round(statistics.median(each.seconds for each in answered), 3)
            if answered
            else None,
            "failures": {each.name: each.failure for each in self.failed},
        }


def send_all(
    exchange: Exchange, pictures: Sequence[Picture], *, concurrency: int, stop: threading.Event
) -> Iterator[Sent]:
    """Yield what became of each picture, as they end."""
    return in_parallel(lambda picture: _sent(exchange, picture), pictures, concurrency=concurrency, stop=stop)


def _sent(exchange: Exchange, picture: Picture) -> Sent:
    began = time.perf_counter()
    try:
        answer = exchange.ask(
            "POST",
            "api/v1/recognitions",
            params={"wait": WAIT_SECONDS},
            headers={"Idempotency-Key": uuid.uuid4().hex},
            form=_FORM,
            files={"image": (picture.name, picture.data)},
        )
        found = exchange.finished(answer)
    except Interrupted:
        raise
    except ClientFailure as error:
        return Sent(name=picture.name, seconds=time.perf_counter() - began, failure=str(error))
    return Sent(
        name=picture.name,
        seconds=time.perf_counter() - began,
        outcome=found.outcome or "",
        faces=len(found.faces),
    )
