"""Pictures of faces whose embeddings a test chooses, and what a web tier makes of them."""

import base64
import itertools
import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from pipeline.messages import RecognitionRequest
from pipeline.outcomes import Verdict
from pipeline.results import Candidate, Face, JobResult, Linking, Match, Pose, Quality
from tests.web_tier.world import Answer, World, face, found, picture
from web_tier.models import Person, Sighting

#: Embeddings up to 26 degrees apart are one stranger's.
LINKING = Linking(distance=0.45, handicap=0.0)
JPEG = b"\xff\xd8 a face"

_colours = itertools.count(1)


def shown(
    degrees: float,
    *,
    match: Match | None = None,
    strangers: Sequence[str] = (),
    sharpness: float = 60,
    left: float = 10,
) -> Face:
    """Return a face, large and crisp, whose embedding points into this direction."""
    angle = math.radians(degrees)
    return replace(
        face(left=left),
        confidence=1.0,
        quality=Quality(brightness=50, sharpness=sharpness, size=90),
        pose=Pose(yaw=0, pitch=0, roll=0),
        match=match or Match(verdict=Verdict.UNKNOWN),
        embedding=(3 * math.cos(angle), 3 * math.sin(angle)),
        crop=base64.b64encode(JPEG).decode(),
        strangers=tuple(Candidate(person_id=each, distance=0.4, similarity=10) for each in strangers),
    )


def known(person_id: str, distance: float = 0.2) -> Match:
    """Return a match with a person."""
    return Match(verdict=Verdict.KNOWN, person_id=person_id, distance=distance, similarity=95.0)


def unsure(person_id: str, distance: float = 0.4) -> Match:
    """Return a match that may be a person's."""
    return Match(verdict=Verdict.UNSURE, person_id=person_id, distance=distance, similarity=60.0)


def answer(*faces: Face, gallery_version: int = 0, linking: Linking = LINKING) -> Answer:
    """Return what a worker says of a picture with these faces, who searched a gallery of that version."""

    def result(request: RecognitionRequest) -> JobResult:
        plain = found(*faces)(request)
        return replace(plain, gallery_version=gallery_version, linking=linking)

    return result


def new_picture() -> bytes:
    """Return a picture unlike all before."""
    return picture(f"#{next(_colours):06x}")


def ask(world: World, said: Answer, **fields: Any) -> str:
    """Have a picture analysed of which the worker says this; return the job, which nobody has finished."""
    data = new_picture()
    world.worker.knows(data, said)
    accepted = world.post(data, wait=0, **fields)
    assert accepted.status_code == 202, accepted.text
    world.worker.step()
    return str(accepted.get_json()["job_id"])


def see(world: World, *faces: Face, at: float | None = None, **fields: Any) -> list[dict[str, Any]]:
    """Have a picture with these faces recognised; return their matches as answered."""
    if at is not None:
        fields["captured_at"] = datetime.fromtimestamp(at, UTC).isoformat()
    return matches(world, ask(world, answer(*faces), **fields))


def matches(world: World, job_id: str) -> list[dict[str, Any]]:
    """Return the matches of a job's faces as answered."""
    job: dict[str, Any] = world.job(job_id)
    assert job["status"] == "done", job
    return [each["match"] for each in job["faces"]]


def sightings(world: World) -> list[Sighting]:
    """Return all sightings, oldest first."""
    with world.sessions() as session:
        return list(session.scalars(select(Sighting).order_by(Sighting.first_at, Sighting.id)))


def person(world: World, person_id: str) -> Person:
    """Return a person's or stranger's row."""
    with world.sessions() as session:
        return session.get_one(Person, person_id)
