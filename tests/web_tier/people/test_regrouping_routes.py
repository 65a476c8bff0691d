"""Merging, splitting and moving over HTTP; strangers and people have the same routes."""

from typing import Any

import pytest

from tests.web_tier.people.rows import add_person
from tests.web_tier.world import World
from web_tier.people import faces_of
from web_tier.people.links import forbid

PEOPLE, UNKNOWNS = "/api/v1/people", "/api/v1/unknowns"


def test_merged_people_are_answered_as_one(any_world: World) -> None:
    with any_world.sessions.begin() as session:
        ada, stranger = add_person(session, "Ada", faces=1), add_person(session, "", faces=2)

    answer = any_world.client.post(f"{PEOPLE}/{ada.id}/merge", json={"from": [stranger.id]})

    assert (answer.status_code, _json(answer)["id"], _json(answer)["face_count"]) == (200, ada.id, 3)
    assert any_world.client.get(f"{UNKNOWNS}/{stranger.id}").status_code == 404


def test_force_merges_what_was_told_apart(any_world: World) -> None:
    with any_world.sessions.begin() as session:
        ada, ida = add_person(session, "Ada"), add_person(session, "Ida")
        forbid(session, ada.id, ida.id)
    url, wish = f"{PEOPLE}/{ada.id}/merge", {"from": [ida.id]}

    refused = any_world.client.post(url, json=wish)
    forced = any_world.client.post(url, json={**wish, "force": True})

    assert (refused.status_code, _json(refused)["error"]["code"]) == (409, "conflict")
    assert (forced.status_code, _json(forced)["name"]) == (200, "Ada")


@pytest.mark.parametrize("name", [None, "Bob"])
@pytest.mark.parametrize("root", [PEOPLE, UNKNOWNS])
def test_who_is_split_off_is_a_stranger_or_a_person(any_world: World, root: str, name: str | None) -> None:
    with any_world.sessions.begin() as session:
        whole = add_person(session, "Ada" if root == PEOPLE else "", faces=2)
        wrong, _right = faces_of(session, whole.id)

    wish = {"faces": [wrong.id], "name": name}
    answer = any_world.client.post(f"{root}/{whole.id}/split", json=wish)

    other = _json(answer)
    home = PEOPLE if name else UNKNOWNS
    assert (answer.status_code, other["name"]) == (201, name)
    assert other["kind"] == ("person" if name else "stranger")
    assert [face["id"] for face in other["faces"]] == [wrong.id]
    assert _json(any_world.client.get(f"{home}/{other['id']}"))["face_count"] == 1


def test_a_moved_face_is_answered_as_its_new_owners(any_world: World) -> None:
    with any_world.sessions.begin() as session:
        ada, stranger = add_person(session, "Ada", faces=2), add_person(session, "", faces=2)
        of_ada, of_stranger = faces_of(session, ada.id)[0], faces_of(session, stranger.id)[0]
        of_ada.crop_key = of_stranger.crop_key = "crops/a.jpg"
    to_ada, to_stranger = {"person_id": ada.id}, {"person_id": stranger.id}

    there = any_world.client.post(f"{PEOPLE}/{ada.id}/faces/{of_ada.id}/move", json=to_stranger)
    back = any_world.client.post(f"{UNKNOWNS}/{stranger.id}/faces/{of_stranger.id}/move", json=to_ada)

    assert (there.status_code, _json(there)["person_id"], _json(there)["pinned"]) == (200, stranger.id, True)
    assert _json(there)["crop"] == f"{UNKNOWNS}/{stranger.id}/faces/{of_ada.id}/crop"
    assert (back.status_code, _json(back)["person_id"]) == (200, ada.id)
    assert _json(back)["crop"] == f"{PEOPLE}/{ada.id}/faces/{of_stranger.id}/crop"


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("merge", {}),
        ("merge", {"from": []}),
        ("merge", {"from": ["x"]}),
        ("merge", {"from": ["0" * 32] * 101}),
        ("merge", {"from": ["0" * 32], "force": "please"}),
        ("split", {"faces": []}),
        ("split", {"faces": ["\x00" * 32]}),
        ("split", {"faces": ["0" * 32], "name": ""}),
        ("split", {"faces": ["0" * 32], "color": "red"}),
        ("faces/{face}/move", {}),
        ("faces/{face}/move", {"person_id": None}),
        ("faces/{face}/move", {"person_id": "../people"}),
    ],
)
def test_a_wrong_body_is_refused(world: World, verb: str, body: dict[str, Any]) -> None:
    with world.sessions.begin() as session:
        ada = add_person(session, faces=1)
        (face,) = faces_of(session, ada.id)

    answer = world.client.post(f"{PEOPLE}/{ada.id}/{verb.format(face=face.id)}", json=body)

    assert (answer.status_code, _json(answer)["error"]["code"]) == (400, "invalid_request")


def _json(answer: Any) -> dict[str, Any]:
    body: dict[str, Any] = answer.json
    return body
