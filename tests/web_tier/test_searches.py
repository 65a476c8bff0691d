"""Searches by the API: is somebody in this picture, and who are the others?"""

from dataclasses import replace
from typing import Any

import pytest

from pipeline.messages import Kind
from pipeline.outcomes import Verdict
from pipeline.results import Face
from tests.web_tier.two_pictures import base64_of, compared, pair, post_pictures
from tests.web_tier.world import World, face, found, picture
from web_tier.models import Purpose

SEARCHES = "/api/v1/searches"
GROUP, PROBE = picture("green"), picture("red")


def search(world: World, person_id: str, **fields: str) -> Any:
    return post_pictures(world, SEARCHES, {"image": GROUP}, fields={"person_id": person_id, **fields})


def at(distance: float, found_face: Face) -> Face:
    return replace(found_face, match=replace(found_face.match, distance=distance))


def test_somebody_enrolled_is_found_and_everybody_else_is_listed(any_world: World) -> None:
    ada, bob = any_world.add_person("Ada"), any_world.add_person("Bob")
    any_world.worker.knows(GROUP, found(face(bob), face(ada, left=60), face(left=80)))
    any_world.start()

    answer = search(any_world, ada)

    body = answer.get_json()
    assert (answer.status_code, body["found"], body["unsure"]) == (200, True, False)
    assert (body["similarity"], body["distance"], body["false_match_rate"]) == (93.0, 0.4, 0.0012)
    assert (body["face"]["index"], body["face"]["match"]["name"]) == (1, "Ada")
    assert [(each["index"], each["match"]["name"]) for each in body["others"]] == [(0, "Bob"), (2, None)]
    assert body["image"] == {"width": 100, "height": 80}


def test_a_search_is_made_in_the_persons_collection_and_remembers_nobody(any_world: World) -> None:
    staff = {"name": "Ada", "collection": "staff"}
    ada = any_world.client.post("/api/v1/people", json=staff).get_json()["id"]
    any_world.worker.knows(GROUP, found(face(ada), face(left=60)))
    any_world.start()

    job_id = search(any_world, ada, preset="lenient", max_faces="40").get_json()["job_id"]

    (request,) = any_world.worker.requests
    assert (request.kind, request.collection) == (Kind.ANALYSE, "staff")
    assert (request.options.preset, request.options.max_faces) == ("lenient", 40)
    assert (request.options.embeddings, request.options.crops) == (False, False)
    assert any_world.row(job_id).purpose == Purpose.EXAMINE
    seen = any_world.client.get("/api/v1/sightings?collection=staff").get_json()["items"]
    unknowns = any_world.client.get("/api/v1/unknowns?collection=staff").get_json()["items"]
    assert (seen, unknowns) == ([], [])


def test_somebody_who_is_not_there_is_not_found(world: World) -> None:
    ada, bob = world.add_person("Ada"), world.add_person("Bob")
    world.worker.knows(GROUP, found(face(bob)))
    world.start()

    body = search(world, ada).get_json()

    assert (body["found"], body["unsure"], body["face"], body["distance"]) == (False, False, None, None)
    assert [each["match"]["name"] for each in body["others"]] == ["Bob"]


def test_of_several_faces_taken_for_somebody_the_surest_then_the_nearest_is_theirs(world: World) -> None:
    ada = world.add_person("Ada")
    unsure = at(0.2, face(ada, verdict=Verdict.UNSURE))
    world.worker.knows(GROUP, found(unsure, at(0.35, face(ada)), at(0.3, face(ada))))
    world.start()

    body = search(world, ada).get_json()

    assert (body["face"]["index"], body["unsure"]) == (2, False)
    assert [each["index"] for each in body["others"]] == [0, 1]


def test_a_face_that_is_perhaps_theirs_is_found_and_said_to_be_unsure(world: World) -> None:
    ada = world.add_person("Ada")
    world.worker.knows(GROUP, found(face(ada, verdict=Verdict.UNSURE)))
    world.start()

    body = search(world, ada).get_json()

    assert (body["found"], body["unsure"]) == (True, True)


def test_the_person_of_a_probe_is_found_without_being_enrolled(any_world: World) -> None:
    bob = any_world.add_person("Bob")
    group = [face(bob), face(left=60)]
    pairs = (pair(1, 0, distance=0.1), pair(0, 1, distance=0.3), pair(0, 0, Verdict.UNKNOWN, 0.9))
    any_world.worker.knows(PROBE, compared([face(), face(left=50)], group, *pairs))
    any_world.start()

    answer = post_pictures(any_world, SEARCHES, {"image": GROUP, "probe": PROBE})

    body = answer.get_json()
    (request,) = any_world.worker.requests
    assert request.kind is Kind.COMPARE
    assert [any_world.images.get(image.key) for image in request.images] == [PROBE, GROUP]
    assert (answer.status_code, body["found"], body["unsure"], body["distance"]) == (200, True, False, 0.3)
    assert (body["face"]["index"], body["face"]["box"]["left"]) == (1, 60)
    assert [each["match"]["name"] for each in body["others"]] == ["Bob"]


@pytest.mark.parametrize(
    ("verdict", "is_found", "is_unsure"), [(Verdict.UNSURE, True, True), (Verdict.UNKNOWN, False, False)]
)
def test_a_probe_is_found_where_the_pair_is_not_different(
    world: World, verdict: Verdict, is_found: bool, is_unsure: bool
) -> None:
    world.worker.knows(PROBE, compared([face()], [face()], pair(0, 0, verdict, 0.5)))
    world.start()

    body = post_pictures(world, SEARCHES, {"image": GROUP, "probe": PROBE}).get_json()

    assert (body["found"], body["unsure"]) == (is_found, is_unsure)
    assert len(body["others"]) == (0 if is_found else 1)


def test_nobody_is_found_in_a_picture_without_a_face(world: World) -> None:
    world.worker.knows(PROBE, compared([face()], []))
    world.start()

    body = post_pictures(world, SEARCHES, {"image": GROUP, "probe": PROBE}).get_json()

    assert (body["found"], body["face"], body["others"]) == (False, None, [])


def test_a_probe_without_a_face_is_refused(world: World) -> None:
    world.worker.knows(PROBE, compared([], [face()]))
    world.start()

    answer = post_pictures(world, SEARCHES, {"image": GROUP, "probe": PROBE})

    error = answer.get_json()["error"]
    assert (answer.status_code, error["code"]) == (422, "no_face")
    assert "probe" in error["message"]


def test_pictures_may_come_as_base64(world: World) -> None:
    ada = world.add_person("Ada")
    world.worker.knows(GROUP, found(face(ada)))
    world.worker.knows(PROBE, compared([face()], [face(ada)], pair(0, 0)))
    world.start()

    by_id = world.client.post(SEARCHES, json={"image": base64_of(GROUP), "person_id": ada})
    by_probe = world.client.post(SEARCHES, json={"image": base64_of(GROUP), "probe": base64_of(PROBE)})

    assert (by_id.get_json()["found"], by_probe.get_json()["found"]) == (True, True)


def test_a_search_that_takes_longer_is_answered_to_the_same_key_later(any_world: World) -> None:
    ada = any_world.add_person("Ada")
    any_world.worker.knows(GROUP, found(face(ada)))
    fields = {"person_id": ada}

    early = post_pictures(any_world, SEARCHES, {"image": GROUP}, wait=0, key="one", fields=fields)
    any_world.start()
    later = post_pictures(any_world, SEARCHES, {"image": GROUP}, key="one", fields=fields)

    assert early.status_code == 202
    assert (later.get_json()["job_id"], later.get_json()["found"]) == (early.get_json()["job_id"], True)
    assert any_world.job(early.get_json()["job_id"])["outcome"] == "recognised"


def test_the_same_key_for_another_person_is_a_conflict(world: World) -> None:
    ada, bob = world.add_person("Ada"), world.add_person("Bob")
    post_pictures(world, SEARCHES, {"image": GROUP}, wait=0, key="one", fields={"person_id": ada})

    answer = post_pictures(world, SEARCHES, {"image": GROUP}, wait=0, key="one", fields={"person_id": bob})

    assert (answer.status_code, answer.get_json()["error"]["code"]) == (409, "conflict")


@pytest.mark.parametrize(
    ("pictures", "fields", "status", "code"),
    [
        ({"image": GROUP}, {}, 400, "missing_field"),
        ({"probe": PROBE}, {}, 400, "missing_field"),
        ({"image": GROUP, "probe": PROBE}, {"person_id": "0" * 32}, 400, "invalid_request"),
        ({"image": GROUP}, {"person_id": "0" * 32}, 404, "not_found"),
        ({"image": GROUP}, {"person_id": "a\x00b"}, 404, "not_found"),
        ({"image": GROUP, "probe": b"text"}, {}, 415, "not_an_image"),
    ],
)
def test_what_cannot_be_searched_is_refused_and_nothing_is_stored(
    any_world: World, pictures: dict[str, bytes], fields: dict[str, str], status: int, code: str
) -> None:
    answer = post_pictures(any_world, SEARCHES, pictures, fields=fields)

    assert (answer.status_code, answer.get_json()["error"]["code"]) == (status, code)
    assert list(any_world.images.keys()) == []
