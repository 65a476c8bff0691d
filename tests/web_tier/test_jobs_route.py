"""The list of jobs: newest first, in pages, by status."""

from datetime import datetime

from tests.web_tier.world import World, picture


def accept(world: World, count: int) -> list[str]:
    """Accept jobs a second apart; return their ids, newest first."""
    ids = []
    for _ in range(count):
        world.clock.now += 1
        ids.append(world.post(picture(), wait=0).get_json()["job_id"])
    return ids[::-1]


def test_pages_follow_each_other_newest_first(any_world: World) -> None:
    ids = accept(any_world, 5)

    first = any_world.client.get("/api/v1/jobs?limit=3").get_json()
    accept(any_world, 1)  # what comes meanwhile shifts nothing
    second = any_world.client.get(f"/api/v1/jobs?limit=3&cursor={first['next']}").get_json()

    assert [item["job_id"] for item in first["items"] + second["items"]] == ids
    assert second["next"] is None


def test_jobs_are_listed_by_status(any_world: World) -> None:
    older = accept(any_world, 1)
    any_world.worker.step()
    any_world.web.inbox.step()
    newer = accept(any_world, 1)

    done = any_world.client.get("/api/v1/jobs?status=done").get_json()["items"]
    queued = any_world.client.get("/api/v1/jobs?status=queued").get_json()["items"]

    assert [item["job_id"] for item in done] == older
    assert [item["job_id"] for item in queued] == newer


def test_a_listed_job_has_its_purpose_and_times(world: World) -> None:
    accept(world, 1)
    world.clock.now += 2
    world.worker.step()
    world.web.inbox.step()

    item = world.client.get("/api/v1/jobs").get_json()["items"][0]

    assert set(item) == {"job_id", "status", "purpose", "accepted_at", "finished_at"}
    assert item["purpose"] == "recognise"
    times = [datetime.fromisoformat(item[name]) for name in ("accepted_at", "finished_at")]
    assert (times[1] - times[0]).total_seconds() == 2
