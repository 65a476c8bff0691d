"""What a worker answers, from the request to the result, the reply and the deletion."""

import pytest

from pipeline.messages import Options, ResultStore
from pipeline.outcomes import JobStatus, Outcome, Verdict
from pipeline.queues.memory import MemoryQueue
from tests.app_tier.world import World


def test_a_known_face_is_recognised() -> None:
    world = World()
    world.enrol("ada", "grace")
    with world.working():
        request = world.send("ada", gallery_version=1)
        result = world.result(request)

    (face,) = result.faces
    assert (result.status, result.outcome) == (JobStatus.DONE, Outcome.RECOGNISED)
    assert (face.match.verdict, face.match.person_id) == (Verdict.KNOWN, "ada")
    assert [each.person_id for each in face.match.alternatives] == ["grace"]
    assert (face.box.left, face.box_ratios.left) == (10, 0.1)
    assert (result.gallery_version, face.embedding) == (1, None)


def test_every_face_is_answered_and_one_known_is_enough() -> None:
    world = World()
    world.enrol("ada")
    with world.working():
        result = world.result(world.send("stranger ada another", gallery_version=1))

    assert result.outcome is Outcome.RECOGNISED
    assert [face.match.person_id for face in result.faces] == [None, "ada", None]


@pytest.mark.parametrize(("picture", "outcome"), [("stranger", Outcome.UNKNOWN), (" ", Outcome.NO_FACE)])
def test_a_picture_without_known_faces_is_done_too(picture: str, outcome: Outcome) -> None:
    world = World()
    with world.working():
        result = world.result(world.send(picture))

    assert (result.status, result.outcome, result.error) == (JobStatus.DONE, outcome, None)


def test_a_damaged_picture_is_an_answer_and_no_failure() -> None:
    world = World()
    with world.working():
        result = world.result(world.send("damaged"))

    assert (result.status, result.outcome) == (JobStatus.DONE, Outcome.UNREADABLE_IMAGE)
    assert result.error is not None and result.error.code == "damaged_image"


def test_embeddings_are_answered_where_they_are_asked_for() -> None:
    world = World()
    with world.working():
        result = world.result(world.send("ada", options=Options(embeddings=True)))

    assert result.faces[0].embedding is not None and len(result.faces[0].embedding) == 128


def test_the_result_goes_where_the_request_says() -> None:
    world = World()
    with world.working():
        world.result(world.send("ada", results_to=ResultStore.STATE))

    assert list(world.results[ResultStore.OUTPUT].keys()) == []


def test_the_reply_names_the_job_and_the_result() -> None:
    world = World()
    with world.working():
        request = world.send("ada")
        reply = world.reply()

    assert (reply.job_id, reply.status, reply.worker_id) == (request.job_id, JobStatus.DONE, "w1")
    assert reply.result_key == f"results/{request.job_id}.json"


def test_a_request_is_deleted_only_after_its_reply_is_sent() -> None:
    world = World()
    seen_at_reply: list[tuple[int, bool]] = []

    class WatchedReplies(MemoryQueue):
        def send(self, body: str) -> None:
            seen_at_reply.append((world.requests.depth().in_flight, world.has_result(request)))
            super().send(body)

    world.replies = WatchedReplies()
    request = world.send("ada")
    with world.working():
        world.wait_until_done()

    assert seen_at_reply == [(1, True)]


def test_many_jobs_on_several_slots_have_one_answer_each() -> None:
    world = World(slots=3)
    requests = [world.send("ada") for _ in range(60)]
    with world.working():
        world.wait_until_done()

    assert all(world.has_result(request) for request in requests)
    assert sum(len(engine.seen) for engine in world.engines) == 60
    assert world.replies.depth().visible == 60
