"""What a worker answers, from the request to the result, the reply and the deletion."""

from base64 import b64decode

import pytest

from pipeline.messages import Kind, Options, ResultStore
from pipeline.outcomes import JobStatus, Outcome, Verdict
from pipeline.queues.memory import MemoryQueue
from tests.app_tier.world import World, person_id


def test_a_known_face_is_recognised() -> None:
    world = World()
    world.enrol("ada", "grace")
    with world.working():
        request = world.send("ada", gallery_version=1)
        result = world.result(request)

    (face,) = result.faces
    assert (result.status, result.outcome) == (JobStatus.DONE, Outcome.RECOGNISED)
    assert (face.match.verdict, face.match.person_id) == (Verdict.KNOWN, person_id("ada"))
    assert [each.person_id for each in face.match.alternatives] == [person_id("grace")]
    assert (face.box.left, face.box_ratios.left) == (10, 0.1)
    assert (result.gallery_version, face.embedding) == (1, None)


def test_every_face_is_answered_and_one_known_is_enough() -> None:
    world = World()
    world.enrol("ada")
    with world.working():
        result = world.result(world.send("stranger ada another", gallery_version=1))

    assert result.outcome is Outcome.RECOGNISED
    assert [face.match.person_id for face in result.faces] == [None, person_id("ada"), None]


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
    assert result.linking is not None and result.linking.distance > 0
    assert (result.faces[0].crop, result.faces[0].strangers) == (None, ())


def test_what_a_stranger_is_remembered_by_comes_with_whom_it_may_be() -> None:
    world = World()
    world.enrol("ada", strangers=["eve"])
    with world.working():
        request = world.send("ada eve", gallery_version=1, options=Options(embeddings=True, crops=True))
        known, stranger = world.result(request).faces

    assert (known.match.verdict, known.strangers) == (Verdict.KNOWN, ())
    assert (stranger.match.verdict, stranger.match.person_id) == (Verdict.UNKNOWN, None)
    assert [each.person_id for each in stranger.strangers] == [person_id("eve")]
    assert b64decode(stranger.crop or "") == b"eve"


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


def test_two_pictures_of_one_person_are_recognised_as_such() -> None:
    world = World()
    world.enrol("ada")
    with world.working():
        result = world.result(world.send("ada", "eve ada", kind=Kind.COMPARE, gallery_version=1))

    assert (result.outcome, len(result.faces)) == (Outcome.RECOGNISED, 1)
    assert result.target is not None
    assert [face.match.person_id for face in result.target.faces] == [None, person_id("ada")]
    nearest, farthest = result.target.pairs
    assert (nearest.source, nearest.target, nearest.verdict, nearest.distance) == (0, 1, Verdict.KNOWN, 0)
    assert (farthest.source, farthest.target, farthest.verdict) == (0, 0, Verdict.UNKNOWN)


@pytest.mark.parametrize(
    ("pictures", "outcome"),
    [
        (("ada", "eve"), Outcome.UNKNOWN),
        ((" ", "ada"), Outcome.NO_FACE),
        (("ada", " "), Outcome.NO_FACE),
    ],
)
def test_a_comparisons_outcome_is_about_the_two_pictures_whoever_is_enrolled(
    pictures: tuple[str, str], outcome: Outcome
) -> None:
    world = World()
    world.enrol("ada")
    with world.working():
        result = world.result(world.send(*pictures, kind=Kind.COMPARE, gallery_version=1))

    assert (result.status, result.outcome) == (JobStatus.DONE, outcome)


@pytest.mark.parametrize(
    ("pictures", "which"), [(("damaged", "ada"), "first"), (("ada", "damaged"), "second")]
)
def test_a_comparison_says_which_picture_is_damaged(pictures: tuple[str, str], which: str) -> None:
    world = World()
    with world.working():
        result = world.result(world.send(*pictures, kind=Kind.COMPARE))

    assert (result.status, result.outcome) == (JobStatus.DONE, Outcome.UNREADABLE_IMAGE)
    assert result.error is not None and result.error.code == "damaged_image"
    assert result.error.message == f"The {which} picture cannot be read: The picture is damaged."
