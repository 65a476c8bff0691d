"""Recognitions by the API: with and without waiting, multipart and base64, once and repeated."""

import base64
import io
import random
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image

from pipeline.outcomes import Verdict
from tests.waiting import wait_until
from tests.web_tier.world import World, face, failed, found, picture, unreadable
from web_tier.models import Collection


def test_a_waiting_client_gets_every_face_with_its_name(any_world: World) -> None:
    ada = any_world.add_person("Ada")
    any_world.worker.knows(picture(), found(face(ada), face(left=60)))
    any_world.start()

    answer = any_world.post(picture())

    assert answer.status_code == 200
    body = answer.get_json()
    assert (body["status"], body["outcome"]) == ("done", "recognised")
    assert body["image"] == {"width": 100, "height": 80}
    assert body["model"] == {
        "pack": "test",
        "version": "1",
        "embeddings": "tests",
        "runtime": "none",
    }
    first, second = body["faces"]
    assert first["box"] == {"left": 10, "top": 10, "width": 40, "height": 40}
    assert first["match"] == {
        "verdict": "known",
        "person_id": ada,
        "name": "Ada",
        "unknown_id": None,
        "similarity": 93.0,
        "distance": 0.4,
        "false_match_rate": 0.0012,
        "margin": None,
        "alternatives": [{"person_id": ada, "name": "Ada", "similarity": 93.0, "distance": 0.4}],
    }
    assert (second["match"]["person_id"], second["match"]["name"]) == (None, None)


def test_an_older_workers_result_is_answered_without_a_false_match_rate(world: World) -> None:
    stranger = face()
    older = replace(stranger, match=replace(stranger.match, false_match_rate=None))
    world.worker.knows(picture(), found(older))
    world.start()

    (answered,) = world.post(picture()).get_json()["faces"]

    assert (answered["match"]["false_match_rate"], answered["match"]["distance"]) == (None, 0.4)


def test_a_picture_may_be_as_large_as_a_camera_makes_it(world: World) -> None:
    noise = Image.frombytes("RGB", (400, 300), random.Random(1).randbytes(400 * 300 * 3))
    photo = io.BytesIO()
    noise.save(photo, "PNG")

    assert len(photo.getvalue()) > 300_000
    assert world.post(photo.getvalue(), wait=0).status_code == 202


def test_a_client_that_does_not_wait_follows_the_job(any_world: World) -> None:
    submitted = any_world.post(picture(), wait=0)
    assert submitted.status_code == 202
    assert submitted.headers["Retry-After"] == "1"
    job_id = submitted.get_json()["job_id"]
    assert submitted.headers["Location"] == f"/api/v1/jobs/{job_id}"
    assert submitted.get_json() == {"job_id": job_id, "status": "queued"}
    assert any_world.job(job_id) == {"job_id": job_id, "status": "queued"}

    any_world.start()

    wait_until(lambda: any_world.job(job_id)["status"] == "done", seconds=10)
    assert any_world.job(job_id)["outcome"] == "unknown"


def test_the_inbox_finishes_a_job_that_nobody_waits_for(world: World) -> None:
    job_id = world.post(picture(), wait=0).get_json()["job_id"]
    world.worker.step()

    world.web.inbox.step()

    items = world.client.get("/api/v1/jobs").get_json()["items"]
    assert [(item["job_id"], item["status"]) for item in items] == [(job_id, "done")]


def test_a_wait_that_ends_too_early_is_a_202_and_not_a_failure(world: World) -> None:
    answer = world.post(picture(), wait=0.05)

    assert answer.status_code == 202


def test_a_result_that_is_there_when_the_wait_ends_is_the_answer(world: World) -> None:
    key = {"Idempotency-Key": "upload-1"}
    world.post(picture(), wait=0, headers=key)
    world.worker.replies = False
    world.worker.step()

    answer = world.post(picture(), wait=0.01, headers=key)

    assert answer.status_code == 200


@pytest.mark.parametrize("prefix", ["", "data:image/png;base64,"])
def test_json_carries_the_picture_as_base64_or_data_url(world: World, prefix: str) -> None:
    world.start()
    text = prefix + base64.encodebytes(picture()).decode()  # with line breaks

    answer = world.client.post("/api/v1/recognitions", json={"image": text, "max_faces": 3})

    assert answer.status_code == 200
    assert world.worker.requests[0].options.max_faces == 3
    assert world.images.get(world.worker.requests[0].images[0].key) == picture()


def test_options_travel_to_the_worker(world: World) -> None:
    world.start()

    answer = world.post(
        picture(), collection="staff", max_faces="7", min_face_px="40", threshold="0.9", embeddings="true"
    )

    request = world.worker.requests[0]
    assert answer.status_code == 200
    assert request.collection == "staff"
    assert (request.options.max_faces, request.options.min_face_px) == (7, 40)
    assert (request.options.threshold, request.options.embeddings) == (0.9, True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("max_faces", "0"),
        ("threshold", "-1"),
        ("collection", "a/b"),
        ("embeddings", "perhaps"),
        ("preset", "lax"),
        ("source", ""),
        ("source", "door\n1"),
        ("source", "x" * 65),
        ("captured_at", "yesterday"),
        ("captured_at", "1969-12-31T23:59:59Z"),
        ("captured_at", "2999-01-01T00:00:00Z"),
        ("remember", "perhaps"),
    ],
)
def test_a_wrong_option_is_named(world: World, name: str, value: str) -> None:
    fields: dict[str, Any] = {name: value}

    answer = world.post(picture(), **fields)

    error = answer.get_json()["error"]
    assert (answer.status_code, error["code"]) == (400, "invalid_request")
    assert error["message"].startswith(name)


def test_the_same_idempotency_key_is_the_same_job(any_world: World) -> None:
    any_world.start()
    key = {"Idempotency-Key": "upload-1"}

    first = any_world.post(picture(), headers=key).get_json()
    second = any_world.post(picture(), headers=key).get_json()

    assert first == second
    assert len(any_world.worker.requests) == 1


def test_the_same_idempotency_key_with_another_picture_is_a_conflict(world: World) -> None:
    world.start()
    key = {"Idempotency-Key": "upload-1"}
    world.post(picture("red"), headers=key)

    answer = world.post(picture("blue"), headers=key)

    assert (answer.status_code, answer.get_json()["error"]["code"]) == (409, "conflict")


def test_a_repeat_while_the_first_is_under_way_waits_for_the_same_job(world: World) -> None:
    key = {"Idempotency-Key": "upload-1"}
    job_id = world.post(picture(), wait=0, headers=key).get_json()["job_id"]
    world.start()

    answer = world.post(picture(), headers=key)

    assert (answer.status_code, answer.get_json()["job_id"]) == (200, job_id)


def test_the_key_of_a_failed_job_is_free_for_another_try(world: World) -> None:
    world.start()
    key = {"Idempotency-Key": "upload-1"}
    world.worker.knows(picture(), failed("image_missing"))
    assert world.post(picture(), headers=key).status_code == 500

    world.worker.knows(picture(), found())

    assert world.post(picture(), headers=key).status_code == 200


@pytest.mark.parametrize("key", ["", "with space", "x" * 129])
def test_an_idempotency_key_is_short_and_printable(world: World, key: str) -> None:
    answer = world.post(picture(), headers={"Idempotency-Key": key})

    assert (answer.status_code, answer.get_json()["error"]["code"]) == (400, "invalid_request")


def test_an_unreadable_picture_is_an_outcome_here(world: World) -> None:
    world.worker.knows(picture(), unreadable)
    world.start()

    answer = world.post(picture())

    assert (answer.status_code, answer.get_json()["outcome"]) == (200, "unreadable_image")


def test_a_failed_job_has_its_code_and_its_id(world: World) -> None:
    world.worker.knows(picture(), failed("image_missing"))
    world.start()

    answer = world.post(picture())

    error = answer.get_json()["error"]
    assert (answer.status_code, error["code"]) == (500, "image_missing")
    job = world.job(error["job_id"])
    assert (job["status"], job["error"]) == (
        "failed",
        {"code": "image_missing", "message": "It cannot be done."},
    )


def test_an_unsure_match_has_a_name_and_does_not_make_the_picture_recognised(world: World) -> None:
    ada = world.add_person("Ada")
    world.worker.knows(picture(), found(face(ada, verdict=Verdict.UNSURE)))
    world.start()

    body = world.post(picture()).get_json()

    assert body["outcome"] == "unknown"
    assert (body["faces"][0]["match"]["verdict"], body["faces"][0]["match"]["name"]) == ("unsure", "Ada")


def test_a_person_deleted_meanwhile_has_no_name(world: World) -> None:
    ada = world.add_person("Ada")
    world.worker.knows(picture(), found(face(ada)))
    world.client.delete(f"/api/v1/people/{ada}")
    world.start()

    assert world.post(picture()).get_json()["faces"][0]["match"]["name"] is None


def with_settings(world: World, name: str, **settings: object) -> None:
    """Add a collection for which these settings hold."""
    with world.sessions.begin() as session:
        session.add(Collection(name=name, created_at=0.0, **settings))


def test_the_collections_preset_holds_unless_the_request_names_another(any_world: World) -> None:
    with_settings(any_world, "staff", preset="strict")
    any_world.start()

    any_world.post(picture("red"), collection="staff")
    any_world.post(picture("blue"), collection="staff", preset="lenient")
    any_world.post(picture("green"))

    presets = [request.options.preset for request in any_world.worker.requests]
    assert presets == ["strict", "lenient", "balanced"]


def test_a_plain_upload_is_judged_by_the_default_collections_preset(world: World) -> None:
    with_settings(world, "default", preset="lenient")
    world.start()

    world.post_plain(picture())

    assert world.worker.requests[0].options.preset == "lenient"


def test_what_is_remembered_is_kept_and_nothing_else_is(world: World) -> None:
    with_settings(world, "forgetful", remembers=False)
    world.start()

    world.post(picture())
    world.post(picture(), remember="false")
    world.post(picture(), collection="forgetful")

    kept = [(request.options.embeddings, request.options.crops) for request in world.worker.requests]
    assert kept == [(True, True), (False, False), (False, False)]


def test_a_client_cannot_ask_for_crops(world: World) -> None:
    world.start()

    world.post(picture(), remember="false", crops="true")

    assert not world.worker.requests[0].options.crops


def test_a_job_knows_where_and_when_its_picture_was_taken(any_world: World) -> None:
    taken_at = "1970-01-02T01:00:00+01:00"
    answer = any_world.post(picture(), wait=0, source=" door 1 ", captured_at=taken_at)
    job_id = answer.get_json()["job_id"]

    row = any_world.row(job_id)

    assert (row.source, row.captured_at) == ("door 1", 86_400.0)


def test_the_same_idempotency_key_with_another_source_is_a_conflict(world: World) -> None:
    world.start()
    key = {"Idempotency-Key": "upload-1"}
    world.post(picture(), headers=key, source="door")

    answer = world.post(picture(), headers=key, source="gate")

    assert (answer.status_code, answer.get_json()["error"]["code"]) == (409, "conflict")
