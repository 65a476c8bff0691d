"""Strangers over HTTP: the inbox, and who they are."""

from typing import Any

import pytest

from tests.web_tier.people.published import PublishedGallery
from tests.web_tier.people.rows import add_face, add_job, add_person, add_sighting
from tests.web_tier.world import World
from web_tier.people.links import forbid

PEOPLE, UNKNOWNS = "/api/v1/people", "/api/v1/unknowns"


def test_a_stranger_is_answered_in_full(any_world: World) -> None:
    with any_world.sessions.begin() as session:
        stranger = add_person(session, "", faces=2)
        add_sighting(session, stranger, add_job(session), at=10.0, clarity=70.0)
    expected = {
        "id": stranger.id,
        "collection": "default",
        "sightings": 1,
        "first_at": "1970-01-01T00:00:10Z",
        "last_at": "1970-01-01T00:00:11Z",
        "clarity": 70.0,
        "face_count": 2,
        "crop": f"{UNKNOWNS}/{stranger.id}/crop",
    }

    listed = _json(any_world.client.get(f"{UNKNOWNS}?collection=default"))
    alone = _json(any_world.client.get(f"{UNKNOWNS}/{stranger.id}"))

    assert listed == {"items": [expected], "next": None}
    assert len(alone.pop("faces")) == 2
    assert alone == expected


def test_a_strangers_pictures_are_answered(any_world: World) -> None:
    with any_world.sessions.begin() as session:
        stranger = add_person(session, "")
        face = add_face(session, stranger)
        face.crop_key = "crops/face.jpg"
        add_sighting(session, stranger, add_job(session)).crop_key = "crops/seen.jpg"
    any_world.state.put("crops/face.jpg", b"FACE")
    any_world.state.put("crops/seen.jpg", b"SEEN")

    assert any_world.client.get(f"{UNKNOWNS}/{stranger.id}/crop").data == b"SEEN"
    assert any_world.client.get(f"{UNKNOWNS}/{stranger.id}/faces/{face.id}/crop").data == b"FACE"


def test_a_named_stranger_is_found_among_the_people(any_world: World) -> None:
    with any_world.sessions.begin() as session:
        stranger = add_person(session, "", faces=1)

    given = {"name": "Ada", "external_id": "7", "details": {"a": 1}, "consent": {"purpose": "door"}}
    answer = any_world.client.post(f"{UNKNOWNS}/{stranger.id}/name", json=given)

    ada = _json(answer)
    assert (answer.status_code, ada["id"], ada["name"], ada["external_id"]) == (200, stranger.id, "Ada", "7")
    assert (ada["details"], ada["consent"]["purpose"], ada["face_count"]) == ({"a": 1}, "door", 1)
    assert any_world.client.get(f"{PEOPLE}/{ada['id']}").status_code == 200
    assert any_world.client.get(f"{UNKNOWNS}/{ada['id']}").status_code == 404


def test_a_stranger_who_is_known_already_becomes_that_person(any_world: World) -> None:
    with any_world.sessions.begin() as session:
        ada, stranger = add_person(session, "Ada", faces=1), add_person(session, "", faces=1)
        forbid(session, ada.id, stranger.id)
    url, wish = f"{UNKNOWNS}/{stranger.id}/name", {"person_id": ada.id}

    refused = any_world.client.post(url, json=wish)
    answer = any_world.client.post(url, json={**wish, "force": True})

    assert refused.status_code == 409
    assert (answer.status_code, _json(answer)["id"], _json(answer)["face_count"]) == (200, ada.id, 2)


def test_strangers_are_merged(any_world: World) -> None:
    with any_world.sessions.begin() as session:
        one, other = add_person(session, "", faces=1), add_person(session, "", faces=1)
        ada = add_person(session, "Ada")

    named = any_world.client.post(f"{UNKNOWNS}/{one.id}/merge", json={"from": [ada.id]})
    answer = any_world.client.post(f"{UNKNOWNS}/{one.id}/merge", json={"from": [other.id]})

    assert named.status_code == 409
    assert (answer.status_code, _json(answer)["face_count"]) == (200, 2)


def test_a_deleted_stranger_is_gone(any_world: World) -> None:
    with any_world.sessions.begin() as session:
        stranger, other = add_person(session, "", faces=1), add_person(session, "", faces=1)
    any_world.web.services.gallery.step()

    answer = any_world.client.delete(f"{UNKNOWNS}/{stranger.id}")

    assert answer.status_code == 200
    assert [each["id"] for each in _json(any_world.client.get(UNKNOWNS))["items"]] == [other.id]
    assert PublishedGallery(any_world.state).people == {other.id: (True, 1)}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": ""},
        {"name": "Ada", "person_id": "0" * 32},
        {"person_id": "0" * 32, "external_id": "7"},
        {"person_id": "x"},
        {"name": "Ada", "consent": {"purpose": "door", "expires_at": "1970-01-01"}},
    ],
)
def test_a_wrong_naming_is_refused(world: World, body: dict[str, Any]) -> None:
    with world.sessions.begin() as session:
        stranger = add_person(session, "")

    answer = world.client.post(f"{UNKNOWNS}/{stranger.id}/name", json=body)

    assert (answer.status_code, _json(answer)["error"]["code"]) == (400, "invalid_request")


@pytest.mark.parametrize("unknown_id", ["0" * 32, "a%00b", "named"])
def test_who_is_no_stranger_answers_404(any_world: World, unknown_id: str) -> None:
    with any_world.sessions.begin() as session:
        ada, bob = add_person(session, "Ada", faces=2), add_person(session, "Bob")
    client, url = any_world.client, f"{UNKNOWNS}/{unknown_id.replace('named', ada.id)}"

    answers = [
        client.get(url),
        client.get(f"{url}/crop"),
        client.get(f"{url}/faces/x/crop"),
        client.post(f"{url}/name", json={"name": "Eve"}),
        client.post(f"{url}/name", json={"person_id": bob.id}),
        client.post(f"{url}/merge", json={"from": [bob.id]}),
        client.post(f"{url}/split", json={"faces": ["0" * 32]}),
        client.post(f"{url}/faces/{'0' * 32}/move", json={"person_id": bob.id}),
        client.delete(url),
    ]

    assert {answer.status_code for answer in answers} == {404}


def _json(answer: Any) -> dict[str, Any]:
    body: dict[str, Any] = answer.json
    return body
