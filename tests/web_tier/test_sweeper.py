"""The sweeper where it meets a job that nobody foresaw."""

from sqlalchemy import update

from tests.web_tier.world import World, picture
from web_tier.models import Job


def test_a_job_in_an_impossible_state_stops_no_other(world: World) -> None:
    broken = world.post(picture("red"), wait=0).get_json()["job_id"]
    world.post(picture("blue"), wait=0)
    with world.sessions.begin() as session:
        session.execute(update(Job).where(Job.id == broken).values(options={"max_faces": "nonsense"}))
    world.requests.lose_all()

    for _ in range(2):
        world.clock.now += 6
        world.web.sweeper.step()

    assert world.requests.depth().visible == 1


def test_a_job_that_waits_costs_no_look_at_its_result(world: World) -> None:
    world.post(picture(), wait=0)
    world.output.failure = AssertionError("looked")
    world.clock.now += 6

    world.web.sweeper.step()
