"""Enrolment over HTTP: a picture in, a face of a person out."""

import base64
from typing import Any

import pytest

from pipeline.errors import ServiceUnavailable
from pipeline.gallery import MANIFEST_CODEC, decode_segment, unpack_ids
from pipeline.keys import manifest_key, segment_key
from pipeline.results import Face, Pose
from tests.waiting import wait_until
from tests.web_tier.enrolment.seen import JPEG, seen
from tests.web_tier.world import World, found, picture, unreadable


def test_the_clearly_largest_face_is_enrolled_and_the_others_are_told(any_world: World) -> None:
    ada = any_world.add_person("Ada")
    any_world.worker.knows(picture(), found(seen(60), seen(40, left=60)))
    any_world.start()

    answer = any_world.enrol(ada, picture())

    assert answer.status_code == 201
    body = answer.get_json()
    assert [each["box"]["left"] for each in body["faces"]] == [10]
    assert body["faces"][0]["quality"] == {"brightness": 50, "sharpness": 40, "size": 60}
    assert [box["left"] for box in body["others"]] == [60]
    assert faces_of(any_world, ada) == body["faces"]
    assert any_world.client.get(body["faces"][0]["crop"]).data == JPEG


def faces_of(world: World, person_id: str) -> list[dict[str, object]]:
    """Return the person's faces as the API lists them."""
    items: list[dict[str, object]] = world.client.get(f"/api/v1/people/{person_id}/faces").get_json()["items"]
    return items


def test_an_enrolled_face_is_published_before_the_client_is_answered(world: World) -> None:
    ada = world.add_person("Ada")
    world.start()

    world.enrol(ada, picture())

    (entry,) = MANIFEST_CODEC.decode(world.state.get(manifest_key("default"))).segments
    segment = decode_segment(world.state.get(segment_key("default", entry.first, entry.last)))
    assert [unpack_ids(templates.ids) for templates in segment.templates] == [[ada]]


def test_the_very_next_request_names_the_version_with_the_face(world: World) -> None:
    ada = world.add_person("Ada")
    world.start()
    world.enrol(ada, picture())

    world.post(picture("blue"))

    assert [request.gallery_version for request in world.worker.requests] == [0, 1]


def test_enrolment_asks_for_embeddings_and_crops_and_answers_none(world: World) -> None:
    ada = world.add_person("Ada")
    world.start()
    world.enrol(ada, picture())

    job_id = world.client.get("/api/v1/jobs").get_json()["items"][0]["job_id"]

    options = world.worker.requests[0].options
    assert (options.embeddings, options.crops) == (True, True)
    assert {"embedding", "crop"}.isdisjoint(world.job(job_id)["faces"][0])  # type: ignore[index]


def test_the_same_idempotency_key_enrols_once(any_world: World) -> None:
    ada = any_world.add_person("Ada")
    any_world.start()
    key = {"Idempotency-Key": "portrait-1"}

    first = any_world.enrol(ada, picture(), headers=key)
    again = any_world.enrol(ada, picture(), headers=key)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.get_json() == again.get_json()
    assert len(faces_of(any_world, ada)) == 1


def test_the_same_idempotency_key_with_another_wish_is_a_conflict(any_world: World) -> None:
    ada = any_world.add_person("Ada")
    any_world.start()
    key = {"Idempotency-Key": "portrait-1"}
    any_world.enrol(ada, picture(), headers=key)

    answer = any_world.enrol(ada, picture(), headers=key, force="true")

    assert (answer.status_code, answer.get_json()["error"]["code"]) == (409, "conflict")


POOR = {
    "face_too_small": seen(15),
    "face_dark": seen(brightness=3),
    "face_blurred": seen(sharpness=2),
    "face_turned": seen(pose=Pose(yaw=80, pitch=0, roll=0)),
}


@pytest.mark.parametrize(("code", "poor"), POOR.items())
def test_too_poor_a_face_is_refused_with_the_reason_unless_it_is_forced(
    world: World, code: str, poor: Face
) -> None:
    ada = world.add_person("Ada")
    world.worker.knows(picture(), found(poor))
    world.start()

    refused = world.enrol(ada, picture())
    forced = world.enrol(ada, picture(), force="true")

    assert (refused.status_code, refused.get_json()["error"]["code"]) == (422, code)
    assert forced.status_code == 201
    assert len(faces_of(world, ada)) == 1


@pytest.mark.parametrize(
    ("answer_", "code"), [(found(), "no_face"), (unreadable, "unreadable_image")], ids=["none", "damaged"]
)
def test_a_picture_without_a_face_is_a_422_and_a_failed_job(world: World, answer_, code: str) -> None:  # type: ignore[no-untyped-def]
    ada = world.add_person("Ada")
    world.worker.knows(picture(), answer_)
    world.start()

    answer = world.enrol(ada, picture())

    error = answer.get_json()["error"]
    assert (answer.status_code, error["code"]) == (422, code)
    assert world.job(error["job_id"])["status"] == "failed"
    assert faces_of(world, ada) == []


@pytest.mark.parametrize(
    ("field", "value"), [("face", "-1"), ("face", "nose"), ("force", "perhaps"), ("source", "")]
)
def test_a_wrong_field_is_named(world: World, field: str, value: str) -> None:
    ada = world.add_person("Ada")
    wrong: dict[str, Any] = {field: value}

    answer = world.enrol(ada, picture(), **wrong)

    error = answer.get_json()["error"]
    assert (answer.status_code, error["code"]) == (400, "invalid_request")
    assert error["message"].startswith(field)


def test_several_faces_are_answered_and_one_is_taken_by_its_index(any_world: World) -> None:
    ada = any_world.add_person("Ada")
    any_world.worker.knows(picture(), found(seen(60), seen(50, left=30)))
    any_world.start()

    error = any_world.enrol(ada, picture()).get_json()["error"]
    answer = any_world.enrol(ada, picture(), face="1", source="group photo")

    assert error["code"] == "several_faces"
    assert [(each["index"], each["box"]["left"]) for each in error["faces"]] == [(0, 10), (1, 30)]
    assert any_world.job(error["job_id"])["status"] == "failed"
    (taken,) = answer.get_json()["faces"]
    assert (taken["box"]["left"], taken["source"]) == (30, "group photo")


def test_one_of_several_faces_is_taken_without_sending_the_picture_again(any_world: World) -> None:
    ada = any_world.add_person("Ada")
    any_world.worker.knows(picture(), found(seen(60), seen(50, left=30)))
    any_world.start()
    error = any_world.enrol(ada, picture()).get_json()["error"]

    answer = enrol_earlier(any_world, ada, job_id=error["job_id"], face=1)
    again = enrol_earlier(any_world, ada, job_id=error["job_id"], face=1)

    assert (answer.status_code, again.status_code) == (201, 201)
    assert [each["box"]["left"] for each in answer.get_json()["faces"]] == [30]
    assert [box["left"] for box in answer.get_json()["others"]] == [10]
    assert len(faces_of(any_world, ada)) == 1
    assert any_world.client.get(answer.get_json()["faces"][0]["crop"]).data == JPEG
    assert len(any_world.worker.requests) == 1


def test_a_client_that_did_not_wait_asks_for_the_faces_to_choose_from(world: World) -> None:
    ada = world.add_person("Ada")
    world.worker.knows(picture(), found(seen(60), seen(50, left=30)))
    job_id = world.enrol(ada, picture(), wait=0).get_json()["job_id"]
    world.worker.step()
    assert world.job(job_id)["error"]["code"] == "several_faces"  # type: ignore[index]

    answer = enrol_earlier(world, ada, job_id=job_id)

    assert answer.status_code == 422
    assert [each["index"] for each in answer.get_json()["error"]["faces"]] == [0, 1]


def enrol_earlier(world: World, person_id: str, **members: object):  # type: ignore[no-untyped-def]
    """Enrol a face of an earlier job."""
    return world.client.post(f"/api/v1/people/{person_id}/faces", json=members)


def test_a_strangers_face_in_a_recognition_becomes_the_persons(any_world: World) -> None:
    ada = any_world.add_person("Ada")
    any_world.worker.knows(picture(), found(seen(60)))
    any_world.start()
    job_id = any_world.post(picture()).get_json()["job_id"]

    answer = enrol_earlier(any_world, ada, job_id=job_id)

    assert answer.status_code == 201
    match = any_world.job(job_id)["faces"][0]["match"]  # type: ignore[index]
    assert (match["person_id"], match["name"]) == (ada, "Ada")


def test_a_poor_face_of_an_earlier_job_is_refused_unless_it_is_forced(world: World) -> None:
    ada = world.add_person("Ada")
    world.worker.knows(picture(), found(seen(60, sharpness=1)))
    world.start()
    job_id = world.post(picture()).get_json()["job_id"]

    refused = enrol_earlier(world, ada, job_id=job_id)
    forced = enrol_earlier(world, ada, job_id=job_id, force=True)

    assert (refused.status_code, refused.get_json()["error"]["code"]) == (422, "face_blurred")
    assert forced.status_code == 201


def test_a_job_that_keeps_no_embeddings_has_no_face_to_enrol(world: World) -> None:
    ada = world.add_person("Ada")
    world.worker.knows(picture(), found(seen(60)))
    world.start()
    job_id = world.post(picture(), remember="false").get_json()["job_id"]

    answer = enrol_earlier(world, ada, job_id=job_id)

    assert (answer.status_code, answer.get_json()["error"]["code"]) == (409, "not_kept")


def test_an_unfinished_job_has_no_face_to_enrol(world: World) -> None:
    ada = world.add_person("Ada")
    job_id = world.post(picture(), wait=0).get_json()["job_id"]

    answer = enrol_earlier(world, ada, job_id=job_id)

    assert (answer.status_code, answer.get_json()["error"]["code"]) == (409, "not_kept")


def test_a_collection_that_keeps_no_pictures_enrols_what_it_is_sent_and_nothing_later(
    any_world: World,
) -> None:
    body = {"name": "default", "images_kept_days": 0}
    assert any_world.client.post("/api/v1/collections", json=body).status_code == 201
    ada = any_world.add_person("Ada")
    any_world.worker.knows(picture(), found(seen(60)))
    any_world.worker.knows(picture("blue"), found(seen(60), seen(50, left=30)))
    any_world.start()

    enrolled = any_world.enrol(ada, picture())
    job_id = any_world.enrol(ada, picture("blue")).get_json()["error"]["job_id"]
    later = enrol_earlier(any_world, ada, job_id=job_id, face=1)

    assert enrolled.status_code == 201
    assert any_world.client.get(enrolled.get_json()["faces"][0]["crop"]).status_code == 200
    assert (later.status_code, later.get_json()["error"]["code"]) == (409, "not_kept")


@pytest.mark.parametrize("job_id", ["0" * 32, "a\x00b", "../1"])
def test_a_job_that_is_not_there_is_a_404(any_world: World, job_id: str) -> None:
    ada = any_world.add_person("Ada")

    assert enrol_earlier(any_world, ada, job_id=job_id).status_code == 404


def test_a_face_of_another_collection_is_a_conflict(world: World) -> None:
    ada = world.add_person("Ada")
    world.worker.knows(picture(), found(seen(60)))
    world.start()
    job_id = world.post(picture(), collection="elsewhere").get_json()["job_id"]

    answer = enrol_earlier(world, ada, job_id=job_id)

    assert (answer.status_code, answer.get_json()["error"]["code"]) == (409, "conflict")


def test_a_picture_comes_as_base64_too(world: World) -> None:
    ada = world.add_person("Ada")
    world.start()

    body = {"image": base64.b64encode(picture()).decode(), "source": "webcam"}
    answer = world.client.post(f"/api/v1/people/{ada}/faces", json=body)

    assert (answer.status_code, answer.get_json()["faces"][0]["source"]) == (201, "webcam")


def test_a_person_deleted_meanwhile_is_a_404_and_leaves_no_face(any_world: World) -> None:
    ada = any_world.add_person("Ada")
    job_id = any_world.enrol(ada, picture(), wait=0).get_json()["job_id"]
    any_world.client.delete(f"/api/v1/people/{ada}")
    any_world.start()

    wait_until(lambda: any_world.job(job_id)["status"] == "failed", seconds=10)

    assert any_world.job(job_id)["error"]["code"] == "not_found"  # type: ignore[index]


def test_an_enrolment_that_takes_longer_is_a_202_and_happens_all_the_same(any_world: World) -> None:
    ada = any_world.add_person("Ada")

    answer = any_world.enrol(ada, picture(), wait=0)

    assert answer.status_code == 202
    any_world.start()
    wait_until(lambda: len(faces_of(any_world, ada)) == 1, seconds=10)


def test_a_gallery_that_cannot_be_published_now_does_not_fail_the_enrolment(world: World) -> None:
    ada = world.add_person("Ada")
    job_id = world.enrol(ada, picture(), wait=0).get_json()["job_id"]
    world.worker.step()
    world.state.failure = ServiceUnavailable()

    world.web.inbox.step()

    assert world.row(job_id).status == "done"


def test_a_face_is_enrolled_for_nobody_who_is_not_there(world: World) -> None:
    assert world.enrol("0" * 32, picture()).status_code == 404
