"""People and their faces over HTTP: the shapes, the status codes, and what a deletion leaves behind."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from pipeline.errors import ServiceUnavailable
from tests.web_tier.people.published import PublishedGallery
from tests.web_tier.people.rows import add_face, add_person
from tests.web_tier.world import World
from web_tier.people import faces_of

PEOPLE = "/api/v1/people"
NOW = "1970-01-12T13:46:40Z"


@pytest.fixture
def client(any_world: World) -> FlaskClient:
    return any_world.client


def test_a_new_person_is_answered_in_full(client: FlaskClient) -> None:
    given = {"name": "Ada", "external_id": "7", "details": {"team": "x"}, "collection": "staff"}
    consent = {"purpose": "door", "given_at": "1970-01-02T01:00:00+01:00", "expires_at": "1970-02-01"}

    answer = client.post(PEOPLE, json={**given, "consent": consent})

    person = _json(answer)
    assert answer.status_code == 201
    assert person == {
        **given,
        "id": person["id"],
        "consent": {
            "purpose": "door",
            "given_at": "1970-01-02T00:00:00Z",
            "expires_at": "1970-02-01T00:00:00Z",
        },
        "suspended": False,
        "seen": {"first_at": None, "last_at": None, "sightings": 0},
        "face_count": 0,
        "created_at": NOW,
        "updated_at": NOW,
    }


def test_a_name_is_all_that_a_person_needs(client: FlaskClient) -> None:
    person = _json(client.post(PEOPLE, json={"name": "Ada"}))

    assert (person["external_id"], person["details"], person["collection"]) == (None, {}, "default")
    assert person["consent"] is None


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": ""},
        {"name": None},
        {"name": 7},
        {"name": "a\x00b"},
        {"name": "Ada", "external_id": "\n"},
        {"name": "Ada", "details": []},
        {"name": "Ada", "details": {"x": "y" * 9000}},
        {"name": "Ada", "collection": "../etc"},
        {"name": "Ada", "nickname": "A"},
        {"name": "Ada", "consent": "yes"},
        {"name": "Ada", "consent": {"purpose": "door", "expires_at": "1970-01-12T13:46:40Z"}},
        {"name": "Ada", "consent": {"purpose": "door", "given_at": "1971-01-01", "expires_at": "1970-12-31"}},
        [],
        "Ada",
    ],
)
def test_a_wrong_body_is_refused(client: FlaskClient, body: Any) -> None:
    answer = client.post(PEOPLE, json=body)

    assert answer.status_code == 400
    assert _json(answer)["error"]["code"] == "invalid_request"


def test_a_body_that_is_no_json_is_refused(client: FlaskClient) -> None:
    answer = client.post(PEOPLE, data=b'{"name":', content_type="application/json")

    assert answer.status_code == 400
    assert _json(answer)["error"]["code"] == "invalid_request"


def test_an_external_id_in_use_is_a_conflict(client: FlaskClient) -> None:
    client.post(PEOPLE, json={"name": "Ada", "external_id": "7"})

    answer = client.post(PEOPLE, json={"name": "Bob", "external_id": "7"})

    assert answer.status_code == 409
    assert _json(answer)["error"]["code"] == "conflict"


def test_people_are_listed_page_by_page_with_their_faces_counted_and_strangers_left_out(
    any_world: World,
) -> None:
    with any_world.sessions.begin() as session:
        made = {add_person(session, f"P{n}").id for n in range(4)}
        made.add(with_faces := add_person(session, "P4", faces=2).id)
        add_person(session, "")

    page = _json(any_world.client.get(f"{PEOPLE}?limit=2"))
    items = page["items"]
    while page["next"]:
        page = _json(any_world.client.get(f"{PEOPLE}?limit=2&cursor={page['next']}"))
        items += page["items"]

    assert {item["id"]: item["face_count"] for item in items} == {
        person_id: 2 if person_id == with_faces else 0 for person_id in made
    }


def test_the_list_is_filtered(client: FlaskClient) -> None:
    client.post(PEOPLE, json={"name": "Ada", "external_id": "7"})
    client.post(PEOPLE, json={"name": "Bob", "collection": "staff"})

    def names(query: str) -> list[str]:
        return [item["name"] for item in _json(client.get(f"{PEOPLE}?{query}"))["items"]]

    assert names("name=Ada") == ["Ada"]
    assert names("collection=staff") == ["Bob"]
    assert names("external_id=7") == ["Ada"]
    assert names("name=Nobody") == []


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=1000", "limit=x", "cursor=x", "cursor=%FF", "name=%00", "collection=a/b"]
)
def test_a_wrong_query_is_refused(client: FlaskClient, query: str) -> None:
    assert client.get(f"{PEOPLE}?{query}").status_code == 400


def test_a_person_is_answered_with_their_faces(any_world: World) -> None:
    with any_world.sessions.begin() as session:
        ada = add_person(session, sightings=3, first_seen_at=1.0, last_seen_at=2.5)
        row = add_face(session, ada)
        row.quality = {"brightness": 50.0, "sharpness": 40.0, "size": 30}
        row.crop_key = "crops/a.jpg"
    face = {
        "id": row.id,
        "person_id": ada.id,
        "box": {"left": 1.0, "top": 2.0, "width": 30.0, "height": 40.0},
        "confidence": 0.9,
        "quality": {"brightness": 50.0, "sharpness": 40.0, "size": 30},
        "source": "upload",
        "pinned": False,
        "crop": f"{PEOPLE}/{ada.id}/faces/{row.id}/crop",
        "created_at": "1970-01-01T00:00:02Z",
    }

    person = _json(any_world.client.get(f"{PEOPLE}/{ada.id}"))
    faces = _json(any_world.client.get(f"{PEOPLE}/{ada.id}/faces"))

    assert (person["name"], person["face_count"], person["faces"]) == ("Ada", 1, [face])
    seen = {"first_at": "1970-01-01T00:00:01Z", "last_at": "1970-01-01T00:00:02.500000Z", "sightings": 3}
    assert person["seen"] == seen
    assert faces == {"items": [face]}


def test_a_faces_picture_is_answered_as_long_as_it_is_there(any_world: World) -> None:
    with any_world.sessions.begin() as session:
        ada = add_person(session)
        face = add_face(session, ada)
        face.crop_key = "crops/a.jpg"
        without = add_face(session, ada)
    any_world.state.put("crops/a.jpg", b"JPEG")
    crop = f"{PEOPLE}/{ada.id}/faces/{face.id}/crop"

    answer = any_world.client.get(crop)
    any_world.state.delete("crops/a.jpg")

    assert (answer.data, answer.content_type) == (b"JPEG", "image/jpeg")
    assert answer.headers["Cache-Control"] == "no-store"
    assert any_world.client.get(crop).status_code == 404
    assert any_world.client.get(crop.replace(face.id, without.id)).status_code == 404


def test_what_a_change_leaves_out_stays(client: FlaskClient) -> None:
    given = {"name": "Ada", "external_id": "7", "details": {"a": 1}, "consent": {"purpose": "door"}}
    ada = _json(client.post(PEOPLE, json=given))

    changed = client.patch(f"{PEOPLE}/{ada['id']}", json={"name": "Ada L."})
    without = client.patch(f"{PEOPLE}/{ada['id']}", json={"consent": None})

    assert changed.json == {**ada, "name": "Ada L."}
    assert without.json == {**ada, "name": "Ada L.", "consent": None}


def test_whose_consent_has_expired_is_answered_as_suspended(client: FlaskClient) -> None:
    ada = _json(client.post(PEOPLE, json={"name": "Ada"}))

    expired = {"purpose": "door", "expires_at": NOW}
    changed = _json(client.patch(f"{PEOPLE}/{ada['id']}", json={"consent": expired}))

    assert changed["suspended"]


@pytest.mark.parametrize(
    "changes",
    [{"name": ""}, {"name": None}, {"details": None}, {"collection": "x"}, {"consent": {"purpose": ""}}],
)
def test_a_wrong_change_is_refused(client: FlaskClient, changes: Any) -> None:
    ada = _json(client.post(PEOPLE, json={"name": "Ada"}))

    assert client.patch(f"{PEOPLE}/{ada['id']}", json=changes).status_code == 400


@pytest.mark.parametrize("person_id", ["0" * 32, "nobody", "a%00b", "%F0%9F%98%80", "stranger"])
def test_whoever_is_not_there_answers_404(any_world: World, person_id: str) -> None:
    with any_world.sessions.begin() as session:
        stranger = add_person(session, "", faces=1)
        (face,) = faces_of(session, stranger.id)
    client, url = any_world.client, f"{PEOPLE}/{person_id.replace('stranger', stranger.id)}"

    answers = [
        client.get(url),
        client.patch(url, json={"name": "x"}),
        client.delete(url),
        client.get(f"{url}/faces"),
        client.delete(f"{url}/faces/{face.id}"),
        client.get(f"{url}/faces/{face.id}/crop"),
        client.post(f"{url}/merge", json={"from": ["1" * 32]}),
        client.post(f"{url}/split", json={"faces": [face.id]}),
        client.post(f"{url}/faces/{face.id}/move", json={"person_id": "1" * 32}),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert {_json(answer)["error"]["code"] for answer in answers} == {"not_found"}


def test_a_deleted_person_is_gone_from_the_bucket_at_once(any_world: World) -> None:
    with any_world.sessions.begin() as session:
        ada, bob = add_person(session, "Ada", faces=1), add_person(session, "Bob", faces=1)
    any_world.web.services.gallery.publish("default")

    answer = any_world.client.delete(f"{PEOPLE}/{ada.id}")

    assert answer.status_code == 200
    assert PublishedGallery(any_world.state).people == {bob.id: (False, 1)}
    assert any_world.client.get(f"{PEOPLE}/{ada.id}").status_code == 404


def test_one_face_is_deleted_and_the_others_stay(any_world: World) -> None:
    with any_world.sessions.begin() as session:
        ada = add_person(session, faces=2)
        first, second = faces_of(session, ada.id)
    url = f"{PEOPLE}/{ada.id}/faces"

    answer = any_world.client.delete(f"{url}/{first.id}")

    assert answer.status_code == 200
    assert [face["id"] for face in _json(any_world.client.get(url))["items"]] == [second.id]
    assert PublishedGallery(any_world.state).people == {ada.id: (False, 1)}
    assert any_world.client.delete(f"{url}/{first.id}").status_code == 404


def test_a_deletion_holds_although_the_bucket_is_down_and_is_published_later(any_world: World) -> None:
    with any_world.sessions.begin() as session:
        ada = add_person(session, faces=1)
    any_world.web.services.gallery.publish("default")

    any_world.state.failure = ServiceUnavailable()
    answer = any_world.client.delete(f"{PEOPLE}/{ada.id}")
    any_world.state.failure = None
    any_world.web.services.gallery.publish("default")

    assert answer.status_code == 200
    assert PublishedGallery(any_world.state).people == {}


def test_the_interface_is_described(world: World) -> None:
    spec = world.app.spec

    assert isinstance(spec, dict)
    person = spec["components"]["schemas"]["PersonOut"]["properties"]
    assert person["created_at"]["format"] == "date-time"
    schemas = {"PersonOut", "NewPerson", "PeopleOut", "FacesOut", "UnknownOut", "CollectionOut", "Naming"}
    assert schemas <= set(spec["components"]["schemas"])
    filters = {parameter["name"] for parameter in spec["paths"][PEOPLE]["get"]["parameters"]}
    assert filters == {"limit", "cursor", "collection", "name", "external_id"}
    assert set(spec["paths"][f"{PEOPLE}/{{person_id}}"]) >= {"get", "patch", "delete"}


def _json(answer: Any) -> dict[str, Any]:
    body: dict[str, Any] = answer.json
    return body
