"""The requests that the cost page reckons with are those that the real code makes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from app_tier.settings import WorkerSettings
from controller.settings import ControllerSettings, FleetKind
from deploy.cost import Load, requests
from deploy.cost.per_1000 import ANSWER_KB, LOG_KB_PER_IMAGE, RESULT_KB
from deploy.cost.requests import Requests, per_image
from tests.deploy.cost.counted import Calls, counted_calls, post_all, service
from tests.waiting import wait_until
from web_tier import chores
from web_tier.settings import WebSettings

pytestmark = [pytest.mark.slow, pytest.mark.model]  # the worker's own code runs, with its packages

IMAGES = 40


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What the pictures made."""

    requests: Requests
    answers: list[bytes]
    logged: int  #: bytes
    documents: list[int]  #: sizes of the result documents


def measure(folder: Path, fields: dict[str, str]) -> Measured:
    with counted_calls() as calls, service(folder) as app, capture_logs([merge_contextvars]) as lines:
        post_all(app, range(3), fields)  # which open the queues and make the collection
        _settle(calls, 3)
        calls.clear()
        lines.clear()
        answers = post_all(app, range(100, 100 + IMAGES), fields)
        _settle(calls, IMAGES)
        counted, logged = calls.per_image(IMAGES), sum(map(_log_bytes, lines))
    found = boto3.client("s3").list_objects_v2(Bucket="facefleet-output")["Contents"]
    return Measured(
        requests=counted, answers=answers, logged=logged, documents=[each["Size"] for each in found]
    )


def _log_bytes(line: Mapping[str, Any]) -> int:
    """Return a line's size, with the time and the tier that are on it outside of tests."""
    return len(json.dumps(dict(line), default=str)) + len(
        ', "timestamp": "2026-11-21T21:32:23.431292Z", "tier": "worker"'
    )


def _settle(calls: Calls, images: int) -> None:
    """Wait until both messages of every picture are deleted, and galleries had the time to be published."""
    wait_until(lambda: calls["DeleteMessageBatch"] * 10 >= 2 * images, seconds=20)
    before = calls["GetQueueAttributes"]
    wait_until(lambda: calls["GetQueueAttributes"] >= before + 2, seconds=20)  # two rounds of two seconds


def test_a_picture_makes_two_writes_its_reads_and_two_messages(cloud: None, tmp_path: Path) -> None:
    measured = measure(tmp_path, {"remember": "false"})

    reckoned = per_image(Load())
    assert measured.requests.puts == reckoned.puts == 2
    assert 2 <= measured.requests.gets <= reckoned.gets
    assert 2 < measured.requests.messages <= reckoned.messages
    assert max(measured.documents) <= RESULT_KB * 1024
    assert max(map(len, measured.answers)) <= ANSWER_KB * 1024
    assert 0 < measured.logged <= IMAGES * LOG_KB_PER_IMAGE * 1024


def test_a_remembered_stranger_costs_two_writes_more_and_a_share_of_a_gallery(
    cloud: None, tmp_path: Path
) -> None:
    measured = measure(tmp_path, {})

    reckoned = per_image(Load(remembers=True))
    assert reckoned.puts == 4
    assert measured.requests.puts >= reckoned.puts
    published = (measured.requests.puts - reckoned.puts) * IMAGES
    assert published <= 12  # a segment, a manifest and a listing for each two seconds
    assert measured.requests.gets <= reckoned.gets


def test_the_intervals_are_those_of_the_settings() -> None:
    worker, web = WorkerSettings(), WebSettings()

    assert worker.gallery_refresh_seconds == requests.GALLERY_REFRESH_SECONDS
    assert worker.drain_look_seconds == requests.DRAIN_LOOK_SECONDS
    assert web.poll_seconds == requests.POLL_SECONDS
    assert web.sweep_seconds == requests.SWEEP_SECONDS
    assert chores.GALLERY_SECONDS == requests.GALLERY_SECONDS
    controller = ControllerSettings(fleet=FleetKind.EC2)
    assert (controller.tick, controller.lease) == (requests.TICK_SECONDS, requests.LEASE_SECONDS)
