"""Collections: what holds for each, in the database and over HTTP."""

from dataclasses import asdict
from typing import Any

import pytest

from pipeline.messages import Preset
from tests.web_tier.people.rows import add_person
from tests.web_tier.world import World
from web_tier import collections
from web_tier.collection_fields import CollectionChanges
from web_tier.collections import DEFAULTS, CollectionSettings
from web_tier.database import Sessions
from web_tier.gallery.changes import ensure_collection

COLLECTIONS = "/api/v1/collections"


def test_the_defaults_hold_for_a_collection_that_is_not_there_and_for_one_by_first_use(
    sessions: Sessions,
) -> None:
    with sessions.begin() as session:
        assert collections.settings_of(session, "default") == DEFAULTS
        ensure_collection(session, "default", 1.0)
        session.flush()
        assert collections.settings_of(session, "default") == DEFAULTS
    assert CollectionChanges().model_dump() == asdict(DEFAULTS)


def test_a_new_collection_is_answered_in_full_and_its_settings_hold(any_world: World) -> None:
    given = {
        "name": "door",
        "preset": "strict",
        "remembers": False,
        "auto_enrol": True,
        "images_kept_days": 0.5,
        "sightings_kept_days": 30.0,
    }

    answer = any_world.client.post(COLLECTIONS, json=given)

    assert answer.status_code == 201
    made = {**given, "people": 0, "unknowns": 0, "created_at": "1970-01-12T13:46:40Z"}
    assert answer.json == made
    assert any_world.client.get(f"{COLLECTIONS}/door").json == made
    with any_world.sessions() as session:
        assert collections.settings_of(session, "door") == CollectionSettings(
            preset=Preset.STRICT,
            remembers=False,
            auto_enrol=True,
            images_kept_days=0.5,
            sightings_kept_days=30.0,
        )


def test_a_name_in_use_is_a_conflict(any_world: World) -> None:
    any_world.client.post(COLLECTIONS, json={"name": "door"})

    answer = any_world.client.post(COLLECTIONS, json={"name": "door"})

    assert (answer.status_code, _code(answer)) == (409, "conflict")


def test_what_a_change_leaves_out_stays(any_world: World) -> None:
    made = any_world.client.post(COLLECTIONS, json={"name": "door", "images_kept_days": 7}).json

    changed = any_world.client.patch(f"{COLLECTIONS}/door", json={"preset": "lenient"})
    forever = any_world.client.patch(f"{COLLECTIONS}/door", json={"images_kept_days": None})

    assert changed.json == {**made, "preset": "lenient"}  # type: ignore[dict-item]
    assert forever.json == {**made, "preset": "lenient", "images_kept_days": None}  # type: ignore[dict-item]


def test_collections_are_listed_page_by_page_with_their_heads_counted(any_world: World) -> None:
    with any_world.sessions.begin() as session:
        for name in ("Ada", "Bob", ""):
            add_person(session, name)
        add_person(session, "", collection="a-very-long_NAME" * 4)
    any_world.client.post(COLLECTIONS, json={"name": "empty"})

    page: Any = any_world.client.get(f"{COLLECTIONS}?limit=1").json
    items = page["items"]
    while page["next"]:
        page = any_world.client.get(f"{COLLECTIONS}?limit=1&cursor={page['next']}").json
        items += page["items"]

    assert {item["name"]: (item["people"], item["unknowns"]) for item in items} == {
        "default": (2, 1),
        "a-very-long_NAME" * 4: (0, 1),
        "empty": (0, 0),
    }


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": "a/b"},
        {"name": "x" * 65},
        {"name": "door", "preset": "lax"},
        {"name": "door", "preset": None},
        {"name": "door", "images_kept_days": -1},
        {"name": "door", "sightings_kept_days": 1e9},
        {"name": "door", "remembers": "perhaps"},
        {"name": "door", "color": "red"},
        [],
    ],
)
def test_a_wrong_collection_is_refused(any_world: World, body: Any) -> None:
    answer = any_world.client.post(COLLECTIONS, json=body)

    assert (answer.status_code, _code(answer)) == (400, "invalid_request")


def test_a_collections_name_cannot_be_changed(any_world: World) -> None:
    any_world.client.post(COLLECTIONS, json={"name": "door"})

    assert any_world.client.patch(f"{COLLECTIONS}/door", json={"name": "gate"}).status_code == 400


@pytest.mark.parametrize("name", ["nowhere", "a%00b", "%F0%9F%98%80"])
def test_what_is_not_there_answers_404(any_world: World, name: str) -> None:
    answers = [
        any_world.client.get(f"{COLLECTIONS}/{name}"),
        any_world.client.patch(f"{COLLECTIONS}/{name}", json={"remembers": False}),
    ]

    assert [(answer.status_code, _code(answer)) for answer in answers] == [(404, "not_found")] * 2


def _code(answer: Any) -> str:
    return str(answer.json["error"]["code"])
