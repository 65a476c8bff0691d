"""People and faces over HTTP: the shapes, the status codes, and what a deletion leaves behind."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from pipeline.errors import ServiceUnavailable
from pipeline.gallery import SEGMENT_CODEC
from pipeline.stores.memory import MemoryStore
from tests.web_tier.made_faces import add_person, enrol
from web_tier import error_answers
from web_tier.database import Sessions
from web_tier.gallery import GalleryPublisher
from web_tier.routes.people import people
from web_tier.services import EXTENSION

PEOPLE = "/api/v1/people"


class StateBucket(MemoryStore):
    """A bucket that can be down."""

    down = False

    def put(self, key: str, data: bytes, content_type: str = "application/octet-stream") -> None:
        if self.down:
            raise ServiceUnavailable
        super().put(key, data, content_type)

    def faces(self) -> list[str]:
        """Return the ids of the faces whose embeddings are in the bucket."""
        segments = [SEGMENT_CODEC.decode(self.get(key)) for key in self.keys()]
        return [face.face_id for segment in segments for face in segment.added]


@dataclass(frozen=True, kw_only=True)
class PeopleServices:
    """What these routes need of the services."""

    sessions: Sessions
    gallery: GalleryPublisher
    clock: Callable[[], float]


@pytest.fixture
def state() -> StateBucket:
    return StateBucket()


@pytest.fixture
def app(sessions: Sessions, state: StateBucket) -> APIFlask:
    app = APIFlask("people")
    app.config["VALIDATION_ERROR_STATUS_CODE"] = 400
    gallery = GalleryPublisher(sessions, state)
    app.extensions[EXTENSION] = PeopleServices(sessions=sessions, gallery=gallery, clock=lambda: 1.5)
    app.register_blueprint(people)
    error_answers.register(app)
    return app


@pytest.fixture
def client(app: APIFlask) -> FlaskClient:
    return app.test_client()


def test_a_new_person_is_answered_in_full(client: FlaskClient) -> None:
    given = {"name": "Ada", "external_id": "7", "details": {"team": "x"}, "collection": "staff"}

    answer = client.post(PEOPLE, json=given)

    person = _json(answer)
    assert answer.status_code == 201
    assert person == {
        **given,
        "id": person["id"],
        "face_count": 0,
        "created_at": "1970-01-01T00:00:01.500000Z",
        "updated_at": "1970-01-01T00:00:01.500000Z",
    }


def test_a_name_is_all_that_a_person_needs(client: FlaskClient) -> None:
    person = _json(client.post(PEOPLE, json={"name": "Ada"}))

    assert (person["external_id"], person["details"], person["collection"]) == (None, {}, "default")


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


def test_people_are_listed_page_by_page_with_their_faces_counted(
    client: FlaskClient, sessions: Sessions
) -> None:
    made = {add_person(sessions, f"P{n}") for n in range(5)}
    with_faces = sorted(made)[0]
    enrol(sessions, with_faces)
    enrol(sessions, with_faces)

    items, cursor = [], None
    for _ in range(3):
        page = _json(client.get(PEOPLE, query_string={"limit": 2, **({"cursor": cursor} if cursor else {})}))
        items += page["items"]
        cursor = page["next"]

    assert cursor is None
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


def test_a_person_is_answered_with_their_faces(client: FlaskClient, sessions: Sessions) -> None:
    ada = add_person(sessions)
    face_id = enrol(sessions, ada)
    face = {
        "id": face_id,
        "box": {"left": 10.0, "top": 20.0, "width": 80.0, "height": 80.0},
        "confidence": 0.9,
        "created_at": "1970-01-01T00:00:02Z",
    }

    person = _json(client.get(f"{PEOPLE}/{ada}"))
    faces = _json(client.get(f"{PEOPLE}/{ada}/faces"))

    assert (person["name"], person["face_count"], person["faces"]) == ("Ada", 1, [face])
    assert faces == {"items": [face]}


def test_what_a_change_leaves_out_stays(client: FlaskClient) -> None:
    ada = _json(client.post(PEOPLE, json={"name": "Ada", "external_id": "7", "details": {"a": 1}}))

    changed = client.patch(f"{PEOPLE}/{ada['id']}", json={"name": "Ada L."})

    assert changed.status_code == 200
    assert changed.json == {**ada, "name": "Ada L."}


@pytest.mark.parametrize("changes", [{"name": ""}, {"name": None}, {"details": None}, {"collection": "x"}])
def test_a_wrong_change_is_refused(client: FlaskClient, sessions: Sessions, changes: Any) -> None:
    answer = client.patch(f"{PEOPLE}/{add_person(sessions)}", json=changes)

    assert answer.status_code == 400


@pytest.mark.parametrize("person_id", ["0" * 32, "nobody", "a%00b", "%F0%9F%98%80"])
def test_whoever_is_not_there_answers_404(client: FlaskClient, person_id: str) -> None:
    url = f"{PEOPLE}/{person_id}"

    answers = [
        client.get(url),
        client.patch(url, json={"name": "x"}),
        client.delete(url),
        client.get(f"{url}/faces"),
        client.delete(f"{url}/faces/x"),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert {_json(answer)["error"]["code"] for answer in answers} == {"not_found"}


def test_a_deleted_person_is_gone_from_the_bucket_at_once(
    client: FlaskClient, sessions: Sessions, state: StateBucket
) -> None:
    ada, bob = add_person(sessions, "Ada"), add_person(sessions, "Bob")
    enrol(sessions, ada)
    of_bob = enrol(sessions, bob)
    GalleryPublisher(sessions, state).publish("default")

    answer = client.delete(f"{PEOPLE}/{ada}")

    assert (answer.status_code, answer.data) == (204, b"")
    assert state.faces() == [of_bob]
    assert client.get(f"{PEOPLE}/{ada}").status_code == 404


def test_one_face_is_deleted_and_the_others_stay(
    client: FlaskClient, sessions: Sessions, state: StateBucket
) -> None:
    ada = add_person(sessions)
    first, second = enrol(sessions, ada), enrol(sessions, ada)

    answer = client.delete(f"{PEOPLE}/{ada}/faces/{first}")

    assert answer.status_code == 204
    assert state.faces() == [second]
    assert client.delete(f"{PEOPLE}/{ada}/faces/{first}").status_code == 404


def test_a_deletion_holds_although_the_bucket_is_down_and_is_published_later(
    client: FlaskClient, sessions: Sessions, state: StateBucket
) -> None:
    ada = add_person(sessions)
    enrol(sessions, ada)
    publisher = GalleryPublisher(sessions, state)
    publisher.publish("default")

    state.down = True
    answer = client.delete(f"{PEOPLE}/{ada}")
    state.down = False
    publisher.publish("default")

    assert answer.status_code == 204
    assert state.faces() == []


def test_the_interface_is_described(app: APIFlask) -> None:
    spec = app.spec

    assert isinstance(spec, dict)
    person = spec["components"]["schemas"]["PersonOut"]["properties"]
    assert person["created_at"]["format"] == "date-time"
    assert {"PersonOut", "NewPerson", "PeopleOut", "FacesOut"} <= set(spec["components"]["schemas"])
    filters = {parameter["name"] for parameter in spec["paths"][PEOPLE]["get"]["parameters"]}
    assert filters == {"limit", "cursor", "collection", "name", "external_id"}
    assert set(spec["paths"][f"{PEOPLE}/{{person_id}}"]) >= {"get", "patch", "delete"}


def _json(answer: Any) -> dict[str, Any]:
    body: dict[str, Any] = answer.json
    return body
