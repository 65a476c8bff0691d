"""Corrections from the picture to the next picture: a worker goes by what was said of an earlier one."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from pipeline.gallery import unit
from pipeline.messages import RecognitionRequest
from pipeline.outcomes import Outcome, Verdict
from pipeline.results import Candidate, Face, JobResult, Match
from tests.web_tier.people.published import PublishedGallery
from tests.web_tier.world import World, face, found, picture

Embedding = tuple[float, ...]

#: Bob, a woman who looks like him, another picture of her, and somebody quite different.
BOB: Embedding = (1.0, 0.0, 0.0)
ADA: Embedding = (0.8, 0.6, 0.0)
ADA_AGAIN: Embedding = (0.79, 0.61, 0.05)
CROP = "SlBFRw=="
NEAR = 0.7  # the cosine from which on the worker takes somebody for known


class MatchingWorker:
    """Makes the world's worker find given faces, and match them against the gallery in the bucket."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._pictures = 0

    def picture_of(self, *embeddings: Embedding) -> bytes:
        """Return a new picture that shows these faces."""
        self._pictures += 1
        data = picture(f"#0000{self._pictures:02x}")
        self._world.worker.knows(data, lambda request: self._answer(request, embeddings))
        return data

    def _answer(self, request: RecognitionRequest, embeddings: Sequence[Embedding]) -> JobResult:
        faces = [self._matched(request, each) for each in embeddings]
        return replace(found(*faces)(request), outcome=Outcome.UNKNOWN)

    def _matched(self, request: RecognitionRequest, embedding: Embedding) -> Face:
        match = Match(verdict=Verdict.UNKNOWN)
        if request.gallery_version and (person_id := self._nearest(embedding)):
            near = Candidate(person_id=person_id, distance=0.3, similarity=90.0)
            match = Match(
                verdict=Verdict.KNOWN,
                person_id=person_id,
                distance=0.3,
                similarity=90.0,
                alternatives=(near,),
            )
        return replace(face(), embedding=embedding, crop=CROP, match=match)

    def _nearest(self, embedding: Embedding) -> str | None:
        """Return the nearest person, but for whom the face is nearer to one of their vetoes."""
        gallery = PublishedGallery(self._world.state)
        probe = unit(np.asarray(embedding, dtype=np.float32))
        cosines = {
            person_id: float(probe @ gallery.centres[person_id])
            for person_id, (is_stranger, _) in gallery.people.items()
            if not is_stranger
            and all(
                probe @ np.asarray(veto) <= probe @ gallery.centres[person_id]
                for veto in gallery.vetoes[person_id]
            )
        }
        best = max(cosines, key=lambda person_id: cosines[person_id], default=None)
        return best if best is not None and cosines[best] > NEAR else None


@pytest.fixture
def worker(any_world: World) -> MatchingWorker:
    any_world.start()
    return MatchingWorker(any_world)


def _recognised(world: World, data: bytes) -> dict[str, Any]:
    answer = world.post(data)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.get_json()
    return body


def _corrected(world: World, job_id: str, **said: str) -> dict[str, Any]:
    answer = world.client.post(f"/api/v1/jobs/{job_id}/faces/0/correction", json=said)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.get_json()
    return body


def _match(world: World, job_id: str) -> dict[str, Any]:
    match: dict[str, Any] = world.client.get(f"/api/v1/jobs/{job_id}").get_json()["faces"][0]["match"]
    return match


def _enrolled(world: World, worker: MatchingWorker, name: str, embedding: Embedding) -> str:
    person_id = world.add_person(name)
    answer = world.enrol(person_id, worker.picture_of(embedding))
    assert answer.status_code == 201, answer.text
    return person_id


def test_whoever_was_said_not_to_be_bob_is_not_taken_for_him_again(
    any_world: World, worker: MatchingWorker
) -> None:
    bob = _enrolled(any_world, worker, "Bob", BOB)
    job = _recognised(any_world, worker.picture_of(ADA))
    assert job["faces"][0]["match"]["name"] == "Bob"

    corrected = _corrected(any_world, job["job_id"], not_person_id=bob)

    unknown = corrected["unknown_id"]
    assert corrected == {"verdict": "unknown", "person_id": None, "name": None, "unknown_id": unknown}
    assert any_world.client.get(f"/api/v1/unknowns/{unknown}").get_json()["sightings"] == 1
    again = _recognised(any_world, worker.picture_of(ADA_AGAIN))
    assert again["faces"][0]["match"]["person_id"] is None
    bobs = _recognised(any_world, worker.picture_of(BOB))
    assert bobs["faces"][0]["match"]["name"] == "Bob"


def test_whoever_was_said_to_be_ada_is_taken_for_her_from_the_next_picture_on(
    any_world: World, worker: MatchingWorker
) -> None:
    _enrolled(any_world, worker, "Bob", BOB)
    ada = any_world.add_person("Ada")
    job = _recognised(any_world, worker.picture_of(ADA))

    corrected = _corrected(any_world, job["job_id"], person_id=ada)

    assert corrected == {"verdict": "known", "person_id": ada, "name": "Ada", "unknown_id": None}
    again = _recognised(any_world, worker.picture_of(ADA_AGAIN))
    assert again["faces"][0]["match"]["name"] == "Ada"
    (enrolled,) = any_world.client.get(f"/api/v1/people/{ada}/faces").get_json()["items"]
    assert any_world.client.get(enrolled["crop"]).data == b"JPEG"


def test_the_corrected_job_itself_answers_what_was_said(any_world: World, worker: MatchingWorker) -> None:
    bob = _enrolled(any_world, worker, "Bob", BOB)
    ada = any_world.add_person("Ada")
    job = _recognised(any_world, worker.picture_of(ADA))["job_id"]

    unknown = _corrected(any_world, job, not_person_id=bob)["unknown_id"]
    without = _match(any_world, job)
    _corrected(any_world, job, person_id=ada)
    with_ada = _match(any_world, job)

    assert (without["person_id"], without["unknown_id"]) == (None, unknown)
    assert (with_ada["person_id"], with_ada["name"], with_ada["unknown_id"]) == (ada, "Ada", None)


def test_an_earlier_job_answers_the_name_that_a_stranger_was_given_and_whom_they_were_merged_into(
    any_world: World, worker: MatchingWorker
) -> None:
    job = _recognised(any_world, worker.picture_of(ADA))
    unknown = job["faces"][0]["match"]["unknown_id"]
    assert unknown is not None

    any_world.client.post(f"/api/v1/unknowns/{unknown}/name", json={"name": "Ada"})
    named = _match(any_world, job["job_id"])
    other = any_world.add_person("Ada Lovelace")
    any_world.client.post(f"/api/v1/people/{other}/merge", json={"from": [unknown]})
    merged = _match(any_world, job["job_id"])

    assert (named["person_id"], named["name"]) == (unknown, "Ada")
    assert (merged["person_id"], merged["name"]) == (other, "Ada Lovelace")


def test_a_collection_that_remembers_nothing_keeps_no_face_to_be_corrected(
    any_world: World, worker: MatchingWorker
) -> None:
    any_world.client.post("/api/v1/collections", json={"name": "default", "remembers": False})
    ada = any_world.add_person("Ada")
    job = _recognised(any_world, worker.picture_of(ADA))["job_id"]

    answer = any_world.client.post(f"/api/v1/jobs/{job}/faces/0/correction", json={"person_id": ada})

    assert (answer.status_code, answer.get_json()["error"]["code"]) == (409, "not_kept")


@pytest.mark.parametrize(
    "body",
    [{}, {"person_id": "0" * 32, "not_person_id": "1" * 32}, {"person_id": None}, {"person_id": "x"}, []],
)
def test_a_correction_says_one_thing(world: World, body: Any) -> None:
    answer = world.client.post(f"/api/v1/jobs/{'0' * 32}/faces/0/correction", json=body)

    assert (answer.status_code, answer.get_json()["error"]["code"]) == (400, "invalid_request")


@pytest.mark.parametrize("path", [f"{'0' * 32}/faces/0", "a%00b/faces/0", "x/faces/-1", "x/faces/first"])
def test_a_face_that_is_not_there_answers_404(world: World, path: str) -> None:
    answer = world.client.post(f"/api/v1/jobs/{path}/correction", json={"person_id": "0" * 32})

    assert answer.status_code == 404
