"""Small apps: a name and a picture in, a name out."""

import base64
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from werkzeug.test import TestResponse

from pipeline.errors import ServiceUnavailable
from pipeline.messages import REQUEST_CODEC
from tests.waiting import wait_until
from tests.web_tier.enrolment.seen import seen
from tests.web_tier.world import World, face, found, picture, unreadable


def data_url(data: bytes) -> str:
    """Return a picture as a browser's canvas gives it."""
    return "data:image/png;base64," + base64.b64encode(data).decode()


def register(world: World, name: object, data: bytes = picture()) -> TestResponse:
    """Register a picture under a name."""
    return world.client.post("/api/register", json={"name": name, "image": data_url(data)})


def recognise(world: World, data: bytes = picture()) -> TestResponse:
    """Ask who is in a picture."""
    return world.client.post("/api/recognise", json={"image": data_url(data)})


def people(world: World) -> list[dict[str, Any]]:
    """Return everybody with a name."""
    items: list[dict[str, Any]] = world.client.get("/api/v1/people").get_json()["items"]
    return items


def test_somebody_new_is_registered(any_world: World) -> None:
    any_world.start()

    answer = register(any_world, "Ada")

    assert answer.status_code == 201
    body = answer.get_json()
    (ada,) = people(any_world)
    assert (ada["id"], ada["name"], ada["collection"], ada["face_count"]) == (body["id"], "Ada", "default", 1)
    faces = any_world.client.get(f"/api/v1/people/{ada['id']}/faces").get_json()["items"]
    assert [each["id"] for each in faces] == [body["face_id"]]


def test_the_same_name_again_is_one_more_face(any_world: World) -> None:
    any_world.start()
    first = register(any_world, "Ada", picture("red")).get_json()

    again = register(any_world, " Ada ", picture("blue")).get_json()

    assert again["id"] == first["id"]
    assert [each["face_count"] for each in people(any_world)] == [2]


def test_somebody_of_that_name_in_another_collection_is_somebody_else(world: World) -> None:
    world.client.post("/api/v1/people", json={"name": "Ada", "collection": "staff"})
    world.start()

    register(world, "Ada")

    assert {each["collection"] for each in people(world)} == {"staff", "default"}


@pytest.mark.parametrize(
    ("answer_", "code"),
    [
        (found(), "no_face"),
        (found(seen(60), seen(50)), "several_faces"),
        (found(seen(sharpness=1)), "face_blurred"),
        (unreadable, "unreadable_image"),
    ],
    ids=["no face", "several faces", "blurred", "damaged"],
)
def test_a_picture_that_does_not_serve_registers_nobody(any_world: World, answer_: Any, code: str) -> None:
    any_world.worker.knows(picture(), answer_)
    any_world.start()

    answer = register(any_world, "Ada")

    error = answer.get_json()["error"]
    assert (answer.status_code, error["code"]) == (422, code)
    assert people(any_world) == []
    assert any_world.row(error["job_id"]).person_id is None


def test_a_bad_picture_does_not_cost_a_known_person_anything(world: World) -> None:
    ada = world.add_person("Ada")
    world.worker.knows(picture(), found())
    world.start()

    assert register(world, "Ada").status_code == 422

    assert [each["id"] for each in people(world)] == [ada]


def test_a_bad_picture_does_not_cost_whoever_registers_the_same_person_anything(any_world: World) -> None:
    bad, good = picture("red"), picture("blue")
    any_world.worker.knows(bad, found())
    answers: list[int] = []
    waiting = []

    def ask(data: bytes) -> None:
        answers.append(register(any_world, "Ada", data).status_code)

    for data in (bad, good):
        waiting.append(any_world.once(partial(ask, data)))
        wait_until(lambda: any_world.requests.depth().visible == len(waiting), seconds=10)

    for thread, request in zip(waiting, any_world.requests.receive(10, 0), strict=True):
        any_world.worker.answer(REQUEST_CODEC.decode(request.body))
        thread.join(timeout=10)

    assert answers == [422, 201]
    assert [each["face_count"] for each in people(any_world)] == [1]


def test_an_outage_registers_nobody(any_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ServiceUnavailable

    monkeypatch.setattr(any_world.web.services.recognitions, "submit_to_the_end", fail)

    assert register(any_world, "Ada").status_code == 503

    assert people(any_world) == []


@pytest.mark.parametrize("name", ["", "   ", "x" * 201, "a\nb", None, 7])
def test_a_name_is_a_line_of_text(world: World, name: object) -> None:
    answer = register(world, name)

    error = answer.get_json()["error"]
    assert (answer.status_code, error["code"]) == (400, "invalid_request")
    assert error["message"].startswith("name")


@pytest.mark.parametrize("path", ["/api/register", "/api/recognise"])
@pytest.mark.parametrize(
    ("send", "status"),
    [
        ({"json": {"name": "Ada"}}, 400),
        ({"json": {"name": "Ada", "image": ""}}, 400),
        ({"json": {"name": "Ada", "image": "data:image/png;base64,"}}, 400),
        ({"json": {"name": "Ada", "image": "no base64!"}}, 400),
        ({"json": {"name": "Ada", "image": base64.b64encode(b"no picture").decode()}}, 415),
        ({"json": ["Ada"]}, 400),
        ({"data": "{", "content_type": "application/json"}, 400),
        ({"data": {"name": "Ada"}}, 400),
    ],
    ids=["no image", "empty", "empty data URL", "no base64", "no picture", "a list", "broken", "a form"],
)
def test_a_body_that_is_not_as_it_must_be_is_refused_in_the_one_shape(
    world: World, path: str, send: dict[str, Any], status: int
) -> None:
    answer = world.client.post(path, **send)

    assert answer.status_code == status
    assert {"code", "message"} <= set(answer.get_json()["error"])


def test_a_known_face_is_answered_by_name(any_world: World) -> None:
    ada = any_world.add_person("Ada")
    any_world.worker.knows(picture(), found(face(ada), face(left=60)))
    any_world.start()

    body = recognise(any_world).get_json()

    assert body["name"] == "Ada"
    assert body["faces"][0] == {
        "name": "Ada",
        "person_id": ada,
        "verdict": "known",
        "similarity": 93.0,
        "box": {"left": 10, "top": 10, "width": 40, "height": 40},
    }
    assert (body["faces"][1]["name"], body["faces"][1]["person_id"]) == ("unknown", None)


@pytest.mark.parametrize(
    ("answer_", "name", "count"),
    [(found(), "no_face", 0), (found(face()), "unknown", 1)],
    ids=["none", "a stranger"],
)
def test_nobody_known_is_said_in_a_word(
    world: World, answer_: Callable[..., Any], name: str, count: int
) -> None:
    world.worker.knows(picture(), answer_)
    world.start()

    body = recognise(world).get_json()

    assert (body["name"], len(body["faces"])) == (name, count)


def test_a_damaged_picture_cannot_be_recognised(world: World) -> None:
    world.worker.knows(picture(), unreadable)
    world.start()

    answer = recognise(world)

    assert (answer.status_code, answer.get_json()["error"]["code"]) == (422, "unreadable_image")
