"""Whose each face of a picture is: a person's of the gallery, a stranger's seen before, or a new one's."""

from collections.abc import Iterator

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from pipeline.outcomes import Verdict
from pipeline.results import Face
from web_tier.models import Person
from web_tier.remembering.clarity import clarity
from web_tier.remembering.picture import Picture
from web_tier.remembering.strangers import Strangers
from web_tier.sightings.tracks import Seen

_PRESENT = select(Person).where(Person.id.in_(bindparam("ids", expanding=True)), Person.suspended.is_(False))

#: What is surest finds its person first, who is taken then: no two faces of a picture are one person's.
_SUREST_FIRST = {Verdict.KNOWN: 0, Verdict.UNSURE: 1, Verdict.UNKNOWN: 2}


class Owners:
    """Decides face by face."""

    def __init__(self, session: Session, picture: Picture, strangers: Strangers) -> None:
        self._picture = picture
        self._strangers = strangers
        ids = {face.match.person_id for face in picture.result.faces if face.match.person_id}
        found = session.scalars(_PRESENT, {"ids": sorted(ids)}) if ids else ()
        self._free = {person.id: person for person in found}  #: named by the picture and not taken yet

    def seen(self) -> Iterator[Seen]:
        """Yield every face that is somebody's; left out are those too poor to be known again by."""
        faces = enumerate(self._picture.result.faces)
        for index, face in sorted(faces, key=lambda each: _certainty(each[1])):
            seen = self._of(index, face)
            if seen is not None:
                self._free.pop(seen.person.id, None)
                self._strangers.take(seen.person)
                yield seen

    def _of(self, index: int, face: Face) -> Seen | None:
        person = self._free.get(face.match.person_id or "")
        if face.match.verdict is Verdict.KNOWN:
            return None if person is None else self._as(person, index, Verdict.KNOWN)
        # a face that is not surely the person's may be that of a stranger who is nearer
        stranger = self._strangers.known_as(index, nearer_than=face.match.distance if person else None)
        if stranger is not None:
            return self._as(stranger, index, Verdict.UNKNOWN)
        if person is not None:
            return self._as(person, index, Verdict.UNSURE)
        met = self._strangers.met(index)
        return None if met is None else self._as(met, index, Verdict.UNKNOWN)

    def _as(self, person: Person, index: int, verdict: Verdict) -> Seen:
        face = self._picture.result.faces[index]
        return Seen(
            job=self._picture.job,
            index=index,
            face=face,
            person=person,
            verdict=verdict,
            similarity=None if verdict is Verdict.UNKNOWN else face.match.similarity,
            clarity=clarity(face),
        )


def _certainty(face: Face) -> tuple[int, float]:
    match = face.match
    distance = match.distance if match.person_id and match.distance is not None else 0.0
    return _SUREST_FIRST[match.verdict], distance
