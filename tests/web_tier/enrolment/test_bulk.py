"""Bulk enrolment over HTTP: many people by one request, and an end for each picture."""

import base64
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from werkzeug.test import TestResponse

from pipeline.errors import ServiceUnavailable
from tests.web_tier.enrolment.seen import seen
from tests.web_tier.world import World, found, picture
from web_tier.database import Sessions
from web_tier.enrolment.bulk_fields import MOST_PEOPLE, MOST_PICTURES
from web_tier.enrolment.members import found_or_added
from web_tier.person_fields import NewPerson


def base64_of(colour: str) -> str:
    """Return a picture as a JSON body carries it."""
    return base64.b64encode(picture(colour)).decode()


def enrol(
    world: World, *people: dict[str, Any], wait: float = 10, key: str | None = None, **others: Any
) -> TestResponse:
    """Enrol people."""
    headers = {"Idempotency-Key": key} if key else {}
    body = {"people": list(people), **others}
    return world.client.post(f"/api/v1/enrolments?wait={wait}", json=body, headers=headers)


def items(answer: TestResponse) -> list[dict[str, Any]]:
    """Return what became of everybody."""
    assert answer.status_code == 200, answer.text
    found_items: list[dict[str, Any]] = answer.get_json()["items"]
    return found_items


def everybody(world: World) -> dict[str, int]:
    """Return how many faces each has, by name."""
    people = world.client.get("/api/v1/people").get_json()["items"]
    return {each["name"]: each["face_count"] for each in people}


ADA = {
    "name": "Ada",
    "external_id": "1",
    "details": {"year": 3},
    "images": [base64_of("red"), base64_of("blue")],
}
GRACE = {"name": "Grace", "images": [base64_of("green")]}


def test_everybody_is_added_with_all_faces(any_world: World) -> None:
    any_world.start()

    ada, grace = items(enrol(any_world, ADA, GRACE))

    assert everybody(any_world) == {"Ada": 2, "Grace": 1}
    assert [each["status"] for each in (*ada["faces"], *grace["faces"])] == ["enrolled"] * 3
    person = any_world.client.get(f"/api/v1/people/{ada['person_id']}").get_json()
    assert (person["external_id"], person["details"]) == ("1", {"year": 3})
    assert {each["face_id"] for each in ada["faces"]} == {each["id"] for each in person["faces"]}


def test_somebody_is_found_again_by_the_external_id(any_world: World) -> None:
    any_world.start()
    (first,) = items(enrol(any_world, ADA))

    (again,) = items(enrol(any_world, {**ADA, "name": "Ada L.", "images": [base64_of("green")]}))

    assert (again["person_id"], again["name"]) == (first["person_id"], "Ada")
    assert everybody(any_world) == {"Ada": 3}


def test_what_fails_is_told_and_undoes_nothing_of_the_rest(any_world: World) -> None:
    any_world.worker.knows(picture("blue"), found())
    any_world.worker.knows(picture("green"), found(seen(60), seen(50, left=30)))
    any_world.start()
    junk = base64.b64encode(b"junk").decode()

    ada, grace = items(enrol(any_world, {**ADA, "images": [*ADA["images"], junk, "no base64!"]}, GRACE))

    assert [each["status"] for each in ada["faces"]] == ["enrolled", "failed", "failed", "failed"]
    codes = [each.get("error", {}).get("code") for each in (*ada["faces"], *grace["faces"])]
    assert codes == [None, "no_face", "not_an_image", "invalid_request", "several_faces"]
    assert [each["index"] for each in grace["faces"][0]["error"]["faces"]] == [0, 1]
    assert everybody(any_world) == {"Ada": 1, "Grace": 0}


def test_somebody_who_cannot_be_added_is_told_and_the_others_are_added(any_world: World) -> None:
    any_world.start()
    expired = {"purpose": "door", "given_at": "1970-01-01T00:00:00Z", "expires_at": "1970-01-02T00:00:00Z"}

    ada, grace = items(enrol(any_world, {**ADA, "consent": expired}, GRACE))

    assert (ada["person_id"], ada["faces"], ada["error"]["code"]) == (None, [], "invalid_request")
    assert grace["faces"][0]["status"] == "enrolled"
    assert everybody(any_world) == {"Grace": 1}


def test_the_same_idempotency_key_adds_nothing_twice(any_world: World) -> None:
    any_world.start()

    first = items(enrol(any_world, ADA, GRACE, key="class-of-2026"))
    again = items(enrol(any_world, ADA, GRACE, key="class-of-2026"))

    assert first == again
    assert everybody(any_world) == {"Ada": 2, "Grace": 1}
    assert len(any_world.worker.requests) == 3


@pytest.mark.parametrize(
    ("other", "collection"),
    [
        ({"name": "Bob"}, "default"),
        ({"name": "Grace", "external_id": "7"}, "default"),
        ({"name": "Grace"}, "staff"),
    ],
    ids=["name", "external id", "collection"],
)
def test_a_key_that_was_used_for_somebody_else_enrols_nobody(
    any_world: World, other: dict[str, Any], collection: str
) -> None:
    any_world.start()
    items(enrol(any_world, GRACE, key="k"))
    somebody = {**other, "images": ADA["images"]}

    (refused,) = items(enrol(any_world, somebody, key="k", collection=collection))

    assert (refused["person_id"], refused["error"]["code"]) == (None, "conflict")
    assert everybody(any_world) == {"Grace": 1}


@pytest.mark.parametrize("person", [{"name": "Grace"}, {"name": "Grace", "external_id": "7"}])
def test_of_two_tries_at_once_both_find_whom_one_has_added(
    sessions: Sessions, person: dict[str, str]
) -> None:
    together, new = threading.Barrier(6), NewPerson.model_validate(person)

    def attempt(_turn: int) -> str:
        together.wait(timeout=20)
        with sessions.begin() as session:
            return found_or_added(session, new, "a" * 64, now=1.0).id

    with ThreadPoolExecutor(6) as threads:
        assert set(threads.map(attempt, range(6))) == {"a" * 32}


def test_somebody_who_was_merged_since_is_not_added_again(any_world: World) -> None:
    any_world.start()
    (first,) = items(enrol(any_world, GRACE, key="k"))
    heir = any_world.add_person("Grace")
    merge = {"from": [first["person_id"]]}
    assert any_world.client.post(f"/api/v1/people/{heir}/merge", json=merge).status_code == 200

    (again,) = items(enrol(any_world, GRACE, key="k"))

    assert again["person_id"] == heir
    assert everybody(any_world) == {"Grace": 1}


def test_pictures_whose_time_is_up_are_enrolled_all_the_same(world: World) -> None:
    (grace,) = items(enrol(world, GRACE, wait=0))
    assert grace["faces"][0]["status"] == "unfinished"

    world.worker.step()
    world.web.inbox.step()

    assert world.job(grace["faces"][0]["job_id"])["status"] == "done"
    assert everybody(world) == {"Grace": 1}


def test_a_picture_that_cannot_be_stored_is_told(world: World) -> None:
    world.images.failure = ServiceUnavailable()

    (grace,) = items(enrol(world, GRACE))

    assert (grace["faces"][0]["status"], grace["faces"][0]["error"]["code"]) == ("failed", "unavailable")


def test_poor_faces_are_taken_where_they_are_forced(world: World) -> None:
    world.worker.knows(picture("green"), found(seen(sharpness=1)))
    world.start()

    (refused,) = items(enrol(world, GRACE))
    (forced,) = items(enrol(world, GRACE, force=True))

    assert refused["faces"][0]["error"]["code"] == "face_blurred"
    assert forced["faces"][0]["status"] == "enrolled"


def test_everybody_goes_into_the_collection(world: World) -> None:
    world.start()

    enrol(world, GRACE, collection="staff")

    assert world.worker.requests[0].collection == "staff"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"people": []},
        {"people": [{"images": []}]},
        {"people": [{"name": "Ada", "images": "one"}]},
        {"people": [{"name": "Ada", "collection": "staff"}]},
        {"people": [{"name": "Ada"}], "collection": "a/b"},
        {"people": [{"name": "Ada"}] * (MOST_PEOPLE + 1)},
        {"people": [{"name": "Ada", "images": [""] * (MOST_PICTURES + 1)}]},
    ],
    ids=["nothing", "nobody", "no name", "no list", "own collection", "collection", "people", "pictures"],
)
def test_a_wrong_body_adds_nobody(world: World, body: dict[str, Any]) -> None:
    answer = world.client.post("/api/v1/enrolments", json=body)

    assert (answer.status_code, answer.get_json()["error"]["code"]) == (400, "invalid_request")
    assert everybody(world) == {}
