"""The dead-letter queue: jobs are ended, and what cannot be read is kept."""

from pipeline.keys import malformed_key
from tests.web_tier.world import World, picture


def test_a_dead_letter_ends_its_job_by_a_result_document(world: World) -> None:
    job_id = world.post(picture(), wait=0).get_json()["job_id"]
    world.requests.bury_all()

    world.web.dead_letters.step()

    assert world.row(job_id).status == "failed"
    assert list(world.output.keys()) == [f"results/{job_id}.json"]
    assert world.dead_letters.depth().backlog == 0


def test_a_malformed_dead_letter_is_kept_in_the_state_bucket(world: World) -> None:
    world.dead_letters.send("{not json")

    world.web.dead_letters.step()

    assert world.state.get(malformed_key("m1")) == b"{not json"
    assert world.dead_letters.depth().backlog == 0


def test_a_dead_letter_of_no_job_is_dropped(world: World) -> None:
    stranger = world.neighbour()
    job_id = stranger.post(picture(), wait=0).get_json()["job_id"]
    with world.sessions.begin() as session:
        session.delete(world.row(job_id))
    world.requests.bury_all()

    world.web.dead_letters.step()

    assert world.dead_letters.depth().backlog == 0
