"""Comparisons by the API: are the faces of two pictures the same people?"""

from typing import Any

import pytest

from pipeline.messages import Kind
from pipeline.outcomes import Verdict
from tests.web_tier.two_pictures import base64_of, compared, pair, post_pictures
from tests.web_tier.world import World, face, failed, picture, unreadable
from web_tier.failures import Conflict
from web_tier.models import Purpose

COMPARISONS = "/api/v1/comparisons"
SOURCE, TARGET = picture("red"), picture("blue")


def compare(world: World, **fields: str) -> Any:
    return post_pictures(world, COMPARISONS, {"source": SOURCE, "target": TARGET}, fields=fields)


def test_two_pictures_of_one_person_are_the_same_and_named(any_world: World) -> None:
    ada = any_world.add_person("Ada")
    any_world.worker.knows(SOURCE, compared([face()], [face(ada, left=60)], pair(0, 0)))
    any_world.start()

    answer = compare(any_world)

    body = answer.get_json()
    assert (answer.status_code, body["status"], body["verdict"]) == (200, "done", "same")
    assert (body["similarity"], body["distance"], body["false_match_rate"]) == (91.0, 0.3, 0.0004)
    assert body["source"]["image"] == body["target"]["image"] == {"width": 100, "height": 80}
    assert body["source"]["faces"][0]["match"]["name"] is None
    (other,) = body["target"]["faces"]
    assert (other["index"], other["box"]["left"], other["match"]["name"]) == (0, 60, "Ada")
    assert body["pairs"] == [
        {
            "source": 0,
            "target": 0,
            "verdict": "same",
            "similarity": 91.0,
            "distance": 0.3,
            "false_match_rate": 0.0004,
        }
    ]


def test_both_pictures_travel_in_one_request(world: World) -> None:
    world.worker.knows(SOURCE, compared([face()], [face()], pair(0, 0)))
    world.start()

    compare(world, preset="strict", threshold="0.4", collection="staff", min_face_px="30")

    (request,) = world.worker.requests
    assert (request.kind, request.collection) == (Kind.COMPARE, "staff")
    assert [world.images.get(image.key) for image in request.images] == [SOURCE, TARGET]
    options = request.options
    assert (options.preset, options.threshold, options.min_face_px) == ("strict", 0.4, 30)
    assert (options.max_faces, options.embeddings, options.crops) == (1, False, False)


def test_all_faces_are_compared_on_demand_thirty_of_each_at_most(world: World) -> None:
    found = compared(
        [face(), face(left=60)],
        [face()],
        pair(1, 0, Verdict.UNSURE, 0.45),
        pair(0, 0, Verdict.UNKNOWN, 0.9),
    )
    world.worker.knows(SOURCE, found)
    world.start()

    body = compare(world, pairs="all").get_json()
    compare(world, pairs="all", max_faces="3")

    assert body["verdict"] == "unsure"
    assert [(each["source"], each["target"], each["verdict"]) for each in body["pairs"]] == [
        (1, 0, "unsure"),
        (0, 0, "different"),
    ]
    assert [request.options.max_faces for request in world.worker.requests] == [30, 3]


def test_pictures_may_come_as_base64(world: World) -> None:
    world.worker.knows(SOURCE, compared([face()], [face()], pair(0, 0, Verdict.UNKNOWN, 1.1)))
    world.start()
    both = {"source": base64_of(SOURCE), "target": f"data:image/png;base64,{base64_of(TARGET)}"}

    answer = world.client.post(COMPARISONS, json={**both, "pairs": "largest"})

    assert (answer.status_code, answer.get_json()["verdict"]) == (200, "different")


@pytest.mark.parametrize(("source", "target"), [([], [face()]), ([face()], []), ([], [])])
def test_a_picture_without_a_face_is_an_answer(world: World, source: list[Any], target: list[Any]) -> None:
    world.worker.knows(SOURCE, compared(source, target))
    world.start()

    answer = compare(world)

    body = answer.get_json()
    assert (answer.status_code, body["outcome"], body["verdict"]) == (200, "no_face", None)
    assert (body["similarity"], body["distance"], body["pairs"]) == (None, None, [])
    assert [len(body[picture]["faces"]) for picture in ("source", "target")] == [len(source), len(target)]


def test_somebody_only_the_second_picture_shows_is_named_at_once_and_later(any_world: World) -> None:
    ada = any_world.add_person("Ada")
    any_world.worker.knows(SOURCE, compared([], [face(ada)]))
    any_world.start()

    first = compare(any_world).get_json()

    assert first["target"]["faces"][0]["match"]["name"] == "Ada"
    assert any_world.job(first["job_id"]) == first


def test_an_unfinished_comparison_is_followed_as_a_job_and_answers_the_same_there(any_world: World) -> None:
    ada = any_world.add_person("Ada")
    any_world.worker.knows(SOURCE, compared([face(ada)], [face(ada)], pair(0, 0)))

    early = post_pictures(any_world, COMPARISONS, {"source": SOURCE, "target": TARGET}, wait=0, key="one")
    any_world.start()
    answer = post_pictures(any_world, COMPARISONS, {"source": SOURCE, "target": TARGET}, key="one")

    body = answer.get_json()
    assert early.status_code == 202
    assert early.get_json() == {"job_id": body["job_id"], "status": "queued"}
    assert early.headers["Location"] == f"/api/v1/jobs/{body['job_id']}"
    assert (answer.status_code, body["verdict"]) == (200, "same")
    assert any_world.job(body["job_id"]) == body
    assert any_world.row(body["job_id"]).purpose == Purpose.COMPARE


@pytest.mark.parametrize("change", [{"target": SOURCE}, {"source": TARGET}])
def test_the_same_key_with_another_picture_is_a_conflict(world: World, change: dict[str, bytes]) -> None:
    pictures = {"source": SOURCE, "target": TARGET}
    post_pictures(world, COMPARISONS, pictures, wait=0, key="one")

    answer = post_pictures(world, COMPARISONS, pictures | change, wait=0, key="one")

    assert (answer.status_code, answer.get_json()["error"]["code"]) == (409, Conflict.code)


@pytest.mark.parametrize(
    ("pictures", "fields", "code", "word"),
    [
        ({"source": SOURCE}, {}, "missing_field", "target"),
        ({"target": TARGET}, {}, "missing_field", "source"),
        ({"source": SOURCE, "target": b"text"}, {}, "not_an_image", ""),
        ({"source": SOURCE, "target": TARGET}, {"pairs": "some"}, "invalid_request", "pairs"),
        ({"source": SOURCE, "target": TARGET}, {"collection": "a/b"}, "invalid_request", "collection"),
        ({"source": SOURCE, "target": TARGET}, {"preset": "lax"}, "invalid_request", "preset"),
    ],
)
def test_what_cannot_be_compared_is_refused_and_nothing_is_stored(
    world: World, pictures: dict[str, bytes], fields: dict[str, str], code: str, word: str
) -> None:
    answer = post_pictures(world, COMPARISONS, pictures, fields=fields)

    error = answer.get_json()["error"]
    assert (error["code"], word in error["message"]) == (code, True)
    assert list(world.images.keys()) == []
    assert world.client.get("/api/v1/jobs").get_json()["items"] == []


def test_a_damaged_picture_is_refused_in_the_workers_words(world: World) -> None:
    world.worker.knows(SOURCE, unreadable)
    world.start()

    answer = compare(world)

    error = answer.get_json()["error"]
    assert (answer.status_code, error["code"]) == (422, "unreadable_image")
    assert error["message"] == "The picture is damaged."


def test_a_failed_comparison_is_told_by_its_job(world: World) -> None:
    world.worker.knows(SOURCE, failed("image_missing"))
    world.start()

    error = compare(world).get_json()["error"]

    assert world.job(error["job_id"])["error"] == {
        "code": "image_missing",
        "message": "It cannot be done.",
    }
