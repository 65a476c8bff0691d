"""Cursors that nobody was given are refused, whatever they say."""

import base64
import json
from typing import Any

import pytest

from tests.web_tier.world import World

ID = "0" * 32
BUCKETS = "/api/v1/sightings/buckets"
FORGED = [
    (BUCKETS, {"start": 10**30, "person_id": ID, "source": ""}),
    (BUCKETS, {"start": -1, "person_id": ID, "source": ""}),
    (BUCKETS, {"start": 0, "person_id": ID, "source": "\0"}),
    (BUCKETS, {"start": 0, "person_id": "x", "source": ""}),
    (BUCKETS, {"at": [0], "id": ID}),
    ("/api/v1/sightings", {"at": [0], "id": "\0"}),
    ("/api/v1/sightings", {"at": [0, 0], "id": ID}),
    ("/api/v1/sightings", {"at": [], "id": ID}),
]


def cursor(position: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(position).encode()).decode()


@pytest.mark.parametrize(("path", "position"), FORGED)
def test_a_forged_cursor_is_refused(any_world: World, path: str, position: dict[str, Any]) -> None:
    answer = any_world.client.get(path, query_string={"cursor": cursor(position)})

    assert (answer.status_code, answer.get_json()["error"]["code"]) == (400, "invalid_request")


@pytest.mark.parametrize("at", [10**30, 1e300, -1e300, 0.5])
@pytest.mark.parametrize(("path", "others"), [("/api/v1/sightings", []), ("/api/v1/unknowns", [0])])
def test_a_number_that_never_was_is_the_end_of_the_list_or_its_beginning(
    any_world: World, path: str, others: list[float], at: float
) -> None:
    forged = cursor({"at": [at, *others], "id": ID})

    answer = any_world.client.get(path, query_string={"cursor": forged})

    assert (answer.status_code, answer.get_json()["items"]) == (200, [])
