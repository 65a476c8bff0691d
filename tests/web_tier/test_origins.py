"""A web page from elsewhere cannot use a visitor's browser to change anything here."""

import pytest

from tests.web_tier.world import World


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "http://localhost:9999", "null", "file://"])
def test_a_foreign_page_may_not_add_a_person(world: World, origin: str) -> None:
    answer = world.client.post(
        "/api/v1/people", json={"name": "Ada"}, headers={"Origin": origin, "Content-Type": "text/plain"}
    )

    assert answer.status_code == 403
    assert answer.get_json()["error"]["code"] == "forbidden"


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://localhost"}])
def test_a_program_and_the_services_own_page_may(world: World, headers: dict[str, str]) -> None:
    assert world.client.post("/api/v1/people", json={"name": "Ada"}, headers=headers).status_code == 201


def test_reading_is_left_to_the_browsers_own_rules(world: World) -> None:
    answer = world.client.get("/api/v1/people", headers={"Origin": "https://elsewhere.example"})

    assert answer.status_code == 200
    assert "Access-Control-Allow-Origin" not in answer.headers
