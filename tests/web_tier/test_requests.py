"""Requests say what workers need to know of a job, in less than 1,024 bytes."""

from dataclasses import replace
from typing import Any

import pytest

from pipeline.images import ImageLimits
from pipeline.messages import (
    MAX_MESSAGE_BYTES,
    REQUEST_CODEC,
    Kind,
    Options,
    Preset,
    RecognitionRequest,
    Views,
)
from pipeline.queues.memory import MemoryQueue
from tests.web_tier.world import picture
from web_tier.models import Job, Purpose
from web_tier.object_names import MAX_KEY_BYTES
from web_tier.orders import Order, new_job
from web_tier.requests import RequestSender
from web_tier.uploads import checked

FIRST, SECOND = (checked(picture(colour), "a.png", ImageLimits()) for colour in ("red", "blue"))
ORDER = Order(upload=FIRST, purpose=Purpose.RECOGNISE)


class Gallery:
    """A gallery of some version."""

    def __init__(self, version: int) -> None:
        self._version = version

    def publish(self, collection: str) -> int:
        """Return the version."""
        return self._version


def sent(job: Job, version: int = 7, reply_queue_id: str = "test") -> tuple[RecognitionRequest, int]:
    """Return the request of a job, and its length in bytes."""
    queue = MemoryQueue()
    RequestSender(queue=queue, gallery=Gallery(version), reply_queue_id=reply_queue_id).send(job)
    (delivery,) = queue.receive(1, 0)
    return REQUEST_CODEC.decode(delivery.body), len(delivery.body.encode())


def row(order: Order, **columns: Any) -> Job:
    """Return the order's row."""
    job = new_job(order, now=1_763_740_000.123456, deadline=1_763_740_300.123456)
    for name, value in columns.items():
        setattr(job, name, value)
    return job


def test_one_picture_is_analysed() -> None:
    job = row(ORDER)

    request, _ = sent(job)

    assert request.kind is Kind.ANALYSE
    assert [(each.key, each.sha256) for each in request.images] == [(f"images/{job.id}/0", FIRST.sha256)]
    assert request.gallery_version == 7


def test_two_pictures_are_compared() -> None:
    job = row(replace(ORDER, purpose=Purpose.COMPARE, second=SECOND))

    request, _ = sent(job)

    assert request.kind is Kind.COMPARE
    assert [each.sha256 for each in request.images] == [FIRST.sha256, SECOND.sha256]
    assert [each.key for each in request.images] == [f"images/{job.id}/0", f"images/{job.id}/1"]


def test_a_job_that_keeps_its_faces_asks_for_embeddings_and_crops() -> None:
    kept, _ = sent(row(replace(ORDER, keeps=True)))
    other, _ = sent(row(ORDER))

    assert (kept.options.embeddings, kept.options.crops) == (True, True)
    assert (other.options.embeddings, other.options.crops) == (False, False)


def test_faces_that_are_enrolled_are_embedded_more_thoroughly_than_probes() -> None:
    views = {purpose: sent(row(replace(ORDER, purpose=purpose)))[0].options.views for purpose in Purpose}

    assert {purpose for purpose in Purpose if views[purpose] is Views.THOROUGH} == {
        Purpose.ENROL,
        Purpose.REEMBED,
    }
    assert views[Purpose.RECOGNISE] is Views.MIRRORED


LONGEST = replace(
    ORDER,
    collection="c" * 64,
    options=Options(
        max_faces=1000,
        min_face_px=10_000,
        threshold=1.2345678901234567,
        embeddings=True,
        preset=Preset.BALANCED,
    ),
    keeps=True,
)


@pytest.mark.parametrize(
    "job",
    [
        row(replace(LONGEST, purpose=Purpose.PLAIN), image_key="é" * (MAX_KEY_BYTES // 2)),
        row(replace(LONGEST, purpose=Purpose.COMPARE, second=SECOND)),
    ],
    ids=["a plain upload's key", "two pictures"],
)
def test_a_request_stays_small_with_the_longest_of_everything(job: Job) -> None:
    job.image_bytes = 2_000_000_000
    if job.second_image:
        job.second_image = {**job.second_image, "bytes": 2_000_000_000}

    _, size = sent(job, version=2**31, reply_queue_id="q" * 40)

    assert size < MAX_MESSAGE_BYTES
