"""What became of one picture, as the log tells it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from pipeline.outcomes import Outcome, Verdict
from pipeline.results import Box
from scripts.client.answers import Enrolled, Face, Person, Recognition


class Fate(StrEnum):
    """How a picture ended."""

    RECOGNISED = "recognised"  #: There is an answer about its faces, whoever they are.
    ENROLLED = "enrolled"  #: Its face is one of the person's.
    REFUSED = "refused"  #: The service does not take this picture, and never will.


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What makes a picture the same one again: its bytes and what was wanted of them."""

    sha256: str
    person: str | None  #: whom it enrols
    collection: str


@dataclass(frozen=True, kw_only=True)
class Subject:
    """The picture that a transaction is about."""

    file: str  #: its path in the watched folder
    mark: Mark
    source: str | None


@dataclass(frozen=True, kw_only=True)
class SeenFace:
    """One face; `verdict` and `similarity` are null where it was enrolled."""

    name: str | None = None
    person_id: str | None = None
    unknown_id: str | None = None
    verdict: Verdict | None = None
    similarity: float | None = None  #: 0 to 100
    box: Box | None = None  #: pixels of the upright picture
    crop: str | None = None  #: its own picture, in the output folder


@dataclass(frozen=True, kw_only=True)
class Transaction:
    """One picture."""

    time: str  #: when it was done, ISO 8601
    fate: Fate
    file: str  #: its path in the watched folder
    sha256: str
    collection: str
    source: str | None = None
    person: str | None = None  #: whom it was to enrol
    job_id: str | None = None
    outcome: Outcome | None = None
    reason: str = ""  #: why it was refused, or what else is to be said
    faces: tuple[SeenFace, ...] = ()

    @property
    def mark(self) -> Mark:
        """What it is the same picture by."""
        return Mark(sha256=self.sha256, person=self.person, collection=self.collection)


def recognised(subject: Subject, recognition: Recognition, now: float) -> Transaction:
    """Return the transaction of a picture with an answer, its crops not saved yet."""
    done = Transaction(
        **_common(subject, now),
        fate=Fate.RECOGNISED,
        job_id=recognition.job_id,
        outcome=recognition.outcome,
        faces=tuple(_seen(face) for face in recognition.faces),
    )
    if recognition.outcome is not Outcome.UNREADABLE_IMAGE:
        return done
    error = recognition.error
    reason = f"{error.code}: {error.message}" if error else str(recognition.outcome)
    return replace(done, fate=Fate.REFUSED, reason=reason)


def enrolled(subject: Subject, person: Person, added: Enrolled, now: float) -> Transaction:
    """Return the transaction of a picture that was enrolled."""
    faces = (SeenFace(name=person.name, person_id=person.id, box=face.box) for face in added.faces)
    reason = "" if added.faces else "its face was deleted after an earlier run, and stays so"
    return Transaction(**_common(subject, now), fate=Fate.ENROLLED, faces=tuple(faces), reason=reason)


def refused(subject: Subject, reason: str, now: float) -> Transaction:
    """Return the transaction of a picture that the service does not take."""
    return Transaction(**_common(subject, now), fate=Fate.REFUSED, reason=reason)


def with_crops(transaction: Transaction, crops: Sequence[str | None]) -> Transaction:
    """Return the transaction with the places of its faces' own pictures."""
    faces = [replace(face, crop=crop) for face, crop in zip(transaction.faces, crops, strict=True)]
    return replace(transaction, faces=tuple(faces))


def _common(subject: Subject, now: float) -> dict[str, Any]:
    time = datetime.fromtimestamp(now, UTC).isoformat(timespec="milliseconds")
    return {"time": time, "file": subject.file, "source": subject.source, **vars(subject.mark)}


def _seen(face: Face) -> SeenFace:
    match = face.match
    return SeenFace(
        name=match.name,
        person_id=match.person_id,
        unknown_id=match.unknown_id,
        verdict=match.verdict,
        similarity=match.similarity,
        box=face.box,
    )
