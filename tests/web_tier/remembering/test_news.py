"""Webhooks are told of people, of strangers and of jobs, in the transaction of what happened."""

from typing import Any

import pytest
from sqlalchemy import select

from tests.web_tier.remembering.scenes import answer, ask, known, see, shown
from tests.web_tier.world import World, failed, picture
from web_tier.models import Delivery, Webhook


@pytest.fixture
def listened(any_world: World) -> World:
    any_world.client.post("/api/v1/collections", json={"name": "default"})
    with any_world.sessions.begin() as session:
        session.add(
            Webhook(
                id="1" * 32,
                collection="default",
                url="https://example.org/",
                events=["sighting", "unknown", "job_done"],
                secret="secret",
                created_at=0.0,
            )
        )
    return any_world


def told(world: World) -> list[dict[str, Any]]:
    """Return what goes out, by the order of events' names, jobs' ends last."""
    with world.sessions() as session:
        payloads = [each.payload for each in session.scalars(select(Delivery))]
    return sorted(payloads, key=lambda each: (each["event"] == "job_done", each["event"]))


def test_a_person_is_told_of_once_per_sighting(listened: World) -> None:
    ada = listened.add_person("Ada")
    for _ in range(3):
        see(listened, shown(0, match=known(ada)), source="door")

    seen, *jobs = told(listened)
    assert (seen["event"], seen["person_id"], seen["name"]) == ("sighting", ada, "Ada")
    assert (seen["source"], seen["seen_at"], seen["verdict"]) == ("door", listened.clock.now, "known")
    assert [each["event"] for each in jobs] == ["job_done"] * 3


def test_a_stranger_is_told_of_when_first_seen(listened: World) -> None:
    (match,) = see(listened, shown(0))
    see(listened, shown(0))

    unknown, *jobs = told(listened)
    assert (unknown["event"], unknown["unknown_id"]) == ("unknown", match["unknown_id"])
    assert len(jobs) == 2


def test_who_is_enrolled_by_number_is_both(listened: World) -> None:
    listened.client.patch("/api/v1/collections/default", json={"auto_enrol": True})
    see(listened, shown(0))

    assert [each["event"] for each in told(listened)] == ["sighting", "unknown", "job_done"]


def test_what_is_told_of_somebody_is_deleted_with_them(listened: World) -> None:
    ada = listened.add_person("Ada")
    see(listened, shown(0, match=known(ada)))

    listened.client.delete(f"/api/v1/people/{ada}")

    assert ada not in str(told(listened)) and "Ada" not in str(told(listened))


def test_every_end_of_a_job_is_told(listened: World) -> None:
    listened.worker.knows(picture(), failed("job_failed"))
    job_id = listened.post(picture(), wait=0).get_json()["job_id"]
    listened.worker.step()
    listened.job(job_id)

    (end,) = told(listened)
    assert (end["event"], end["job_id"], end["status"]) == ("job_done", job_id, "failed")


def test_where_nobody_listens_nothing_is_recorded(any_world: World) -> None:
    any_world.job(ask(any_world, answer(shown(0))))

    assert told(any_world) == []
