"""Messages survive the journey unchanged, fit the smallest queue, and are refused when they are not sound."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import MalformedMessage, MessageTooLarge
from pipeline.messages import (
    MAX_MESSAGE_BYTES,
    REPLY_CODEC,
    REQUEST_CODEC,
    ImageRef,
    Kind,
    Options,
    RecognitionRequest,
    Reply,
    ResultStore,
)
from pipeline.outcomes import JobStatus


def a_request(**changes: Any) -> RecognitionRequest:
    fields: dict[str, Any] = {
        "job_id": "0" * 32,
        "images": (ImageRef(key="images/0/0", sha256="a" * 64, bytes=1234),),
        "collection": "default",
        "gallery_version": 7,
        "reply_queue": "web-1",
        "accepted_at": 1_790_000_000.123,
        "deadline": 1_790_000_300.123,
    }
    return RecognitionRequest(**fields | changes)


@given(
    key=st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60),
    size=st.integers(1, 10**8),
    version=st.integers(0, 10**9),
    faces=st.integers(1, 1000),
    threshold=st.none() | st.floats(0.01, 2),
    results_to=st.sampled_from(ResultStore),
)
def test_a_request_survives_the_journey(
    key: str, size: int, version: int, faces: int, threshold: float | None, results_to: ResultStore
) -> None:
    request = a_request(
        images=(ImageRef(key=key, sha256="0" * 64, bytes=size),),
        gallery_version=version,
        options=Options(max_faces=faces, threshold=threshold),
        results_to=results_to,
    )

    assert REQUEST_CODEC.decode(REQUEST_CODEC.encode(request)) == request


def test_a_reply_survives_the_journey() -> None:
    reply = Reply(
        job_id="f" * 32,
        status=JobStatus.DONE,
        result_key="results/f.json",
        worker_id="worker-1",
        timings={"detect": 60.2},
    )

    assert REPLY_CODEC.decode(REPLY_CODEC.encode_text(reply)) == reply


def test_a_request_with_everything_at_its_longest_that_a_web_tier_sends_fits_the_smallest_queue() -> None:
    request = a_request(
        images=(ImageRef(key="n" * 200, sha256="a" * 64, bytes=20 * 2**20),),
        collection="c" * 64,
        gallery_version=10**9,
        reply_queue="r" * 40,
        options=Options(max_faces=1000, min_face_px=10_000, threshold=1.23456789, embeddings=True),
    )

    assert len(REQUEST_CODEC.encode(request)) <= MAX_MESSAGE_BYTES


def test_a_message_too_large_for_the_queue_is_refused_before_it_is_sent() -> None:
    refs = tuple(ImageRef(key="k" * 255, sha256="a" * 64, bytes=1) for _ in range(2))

    with pytest.raises(MessageTooLarge):
        REQUEST_CODEC.encode(
            a_request(kind=Kind.COMPARE, images=refs, collection="c" * 64, reply_queue="r" * 40)
        )


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"schema": 2}, "schema"),
        ({"job_id": "../../etc"}, "job_id"),
        ({"reply_queue": "https://elsewhere/queue"}, "reply_queue"),
        ({"collection": "a/b"}, "collection"),
        ({"images": []}, "images"),
        ({"kind": "destroy"}, "kind"),
        ({"kind": "compare"}, "images"),
        ({"gallery_version": -1}, "gallery_version"),
        ({"deadline": "soon"}, "deadline"),
    ],
)
def test_a_message_that_breaks_the_schema_is_refused_by_field(change: dict[str, Any], reason: str) -> None:
    body = json.dumps(json.loads(REQUEST_CODEC.encode(a_request())) | change)

    with pytest.raises(MalformedMessage) as caught:
        REQUEST_CODEC.decode(body)

    assert caught.value.body == body
    assert reason in caught.value.reason


def test_a_picture_that_nobody_asked_to_be_compared_is_refused() -> None:
    body = json.loads(REQUEST_CODEC.encode(a_request()))
    body["images"] = [*body["images"], {"key": "images/0/1", "sha256": "b" * 64, "bytes": 1}]

    with pytest.raises(MalformedMessage, match="images"):
        REQUEST_CODEC.decode(json.dumps(body))


def test_a_comparison_survives_the_journey_with_both_pictures() -> None:
    pictures = tuple(ImageRef(key=f"images/0/{n}", sha256="a" * 64, bytes=9) for n in range(2))
    request = a_request(kind=Kind.COMPARE, images=pictures)

    assert REQUEST_CODEC.decode(REQUEST_CODEC.encode(request)) == request


@pytest.mark.parametrize("body", ["", "hello", "[]", "{}", "null", '{"schema": 1}', "\x00"])
def test_what_is_no_message_at_all_is_malformed_and_kept(body: str) -> None:
    with pytest.raises(MalformedMessage) as caught:
        REQUEST_CODEC.decode(body)

    assert caught.value.body == body


def test_members_of_a_later_version_are_ignored() -> None:
    body = json.dumps(json.loads(REQUEST_CODEC.encode(a_request())) | {"priority": 3})

    assert REQUEST_CODEC.decode(body) == a_request()
