"""What the service answers, as far as the clients read it; members they do not know are passed over."""

from dataclasses import dataclass

from pipeline.outcomes import JobStatus, Outcome, Verdict
from pipeline.results import Box, Failure


@dataclass(frozen=True, kw_only=True)
class Match:
    """Whom a face belongs to."""

    verdict: Verdict
    name: str | None = None
    person_id: str | None = None
    unknown_id: str | None = None  #: whose face it is where that is a stranger: the same at every sighting
    similarity: float | None = None  #: 0 to 100
    distance: float | None = None


@dataclass(frozen=True, kw_only=True)
class Face:
    """One face of a picture."""

    box: Box  #: pixels of the upright picture
    match: Match

    @property
    def known_name(self) -> str | None:
        """The name, where the service is sure of it."""
        return self.match.name if self.match.verdict is Verdict.KNOWN else None


@dataclass(frozen=True, kw_only=True)
class Recognition:
    """A job and, once it is done, what was found."""

    job_id: str
    status: JobStatus
    outcome: Outcome | None = None
    faces: tuple[Face, ...] = ()
    error: Failure | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the known faces, largest face first, as `POST /` chooses the one it answers."""
        by_size = sorted(self.faces, key=lambda face: -face.box.width * face.box.height)
        return tuple(face.known_name for face in by_size if face.known_name)

    @property
    def best_match(self) -> Match | None:
        """The match of the face that is most like somebody."""
        matches = [face.match for face in self.faces if face.match.similarity is not None]
        return max(matches, key=lambda match: match.similarity or 0.0, default=None)


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody of a collection."""

    id: str
    name: str


@dataclass(frozen=True, kw_only=True)
class PeoplePage:
    """One page of the list of people."""

    items: tuple[Person, ...]
    next: str | None = None


@dataclass(frozen=True, kw_only=True)
class EnrolledFace:
    """A face that a person has."""

    id: str
    box: Box | None = None  #: pixels of the upright picture


@dataclass(frozen=True, kw_only=True)
class FaceList:
    """All faces of a person."""

    items: tuple[EnrolledFace, ...]


@dataclass(frozen=True, kw_only=True)
class Enrolled:
    """What adding a picture to a person did."""

    faces: tuple[EnrolledFace, ...]  #: empty where an earlier run enrolled it and the face was deleted since
    others: tuple[Box, ...] = ()  #: further faces of the picture, not enrolled


@dataclass(frozen=True, kw_only=True)
class ErrorBody:
    """The one shape of every failure."""

    error: Failure
