"""Enrolment over HTTP: a picture in, a face of a person out."""

import pytest

from pipeline.errors import ServiceUnavailable
from pipeline.gallery import SEGMENT_CODEC
from pipeline.keys import segment_key
from tests.waiting import wait_until
from tests.web_tier.world import World, face, found, picture, unreadable


def test_the_largest_face_is_enrolled_and_the_others_are_told(any_world: World) -> None:
    ada = any_world.add_person("Ada")
    any_world.worker.knows(picture(), found(face(), face(left=60)))
    any_world.start()

    answer = any_world.enrol(ada, picture())

    assert answer.status_code == 201
    body = answer.get_json()
    assert [each["box"]["left"] for each in body["faces"]] == [10]
    assert set(body["faces"][0]) == {"id", "box", "confidence", "created_at"}
    assert [box["left"] for box in body["others"]] == [60]
    listed = any_world.client.get(f"/api/v1/people/{ada}/faces").get_json()["items"]
    assert listed == body["faces"]


def test_an_enrolled_face_is_published_before_the_client_is_answered(world: World) -> None:
    ada = world.add_person("Ada")
    world.start()

    face_id = world.enrol(ada, picture()).get_json()["faces"][0]["id"]

    segment = SEGMENT_CODEC.decode(world.state.get(segment_key("default", 1)))
    assert [each.face_id for each in segment.added] == [face_id]


def test_the_very_next_request_names_the_version_with_the_face(world: World) -> None:
    ada = world.add_person("Ada")
    world.start()
    world.enrol(ada, picture())

    world.post(picture("blue"))

    assert [request.gallery_version for request in world.worker.requests] == [0, 1]


def test_enrolment_asks_for_embeddings_and_answers_none(world: World) -> None:
    ada = world.add_person("Ada")
    world.start()
    world.enrol(ada, picture())

    job_id = world.client.get("/api/v1/jobs").get_json()["items"][0]["job_id"]

    assert world.worker.requests[0].options.embeddings
    assert "embedding" not in world.job(job_id)["faces"][0]  # type: ignore[index]


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
    assert world.client.get(f"/api/v1/people/{ada}/faces").get_json()["items"] == []


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
    faces = f"/api/v1/people/{ada}/faces"
    wait_until(lambda: len(any_world.client.get(faces).get_json()["items"]) == 1, seconds=10)


def test_a_gallery_that_cannot_be_published_now_does_not_fail_the_enrolment(world: World) -> None:
    ada = world.add_person("Ada")
    job_id = world.enrol(ada, picture(), wait=0).get_json()["job_id"]
    world.worker.step()
    world.state.failure = ServiceUnavailable()

    world.web.inbox.step()

    assert world.row(job_id).status == "done"
