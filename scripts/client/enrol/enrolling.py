"""Puts a person's pictures into a collection, each picture once however often it is tried."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from scripts.client.answers import Enrolled, Person
from scripts.client.enrol.albums import Album
from scripts.client.failures import Refused, Unreachable
from scripts.client.service import Facefleet

#: Why a face is refused that `force` enrols all the same.
TOO_POOR = frozenset({"face_too_small", "face_dark", "face_blurred", "face_turned"})


class Fate(StrEnum):
    """What became of a picture."""

    ENROLLED = "enrolled"
    ALREADY = "already"  #: An earlier run enrolled it.
    REMOVED = "removed"  #: An earlier run enrolled it, and somebody has deleted the face since; it stays so.
    REFUSED = "refused"  #: No face in it, no picture at all …
    FAILED = "failed"  #: The server stayed away or could not do it; another run may.


@dataclass(frozen=True, kw_only=True)
class Enrolment:
    """One picture."""

    name: str
    path: str
    fate: Fate
    reason: str = ""
    others: int = 0  #: further faces in the picture, which were not enrolled

    @property
    def is_well(self) -> bool:
        """Whether everything is as it should be."""
        return self.fate not in (Fate.REFUSED, Fate.FAILED)


@dataclass(frozen=True, kw_only=True)
class Member:
    """A person of the collection with the pictures to add."""

    album: Album
    person: Person
    face_ids: frozenset[str]  #: before this run


def join(service: Facefleet, collection: str, album: Album) -> Member | list[Enrolment]:
    """Return the album's person, created where there is none; or why that cannot be, picture by picture."""
    try:
        person = service.person(album.name, collection)
        return Member(album=album, person=person, face_ids=service.face_ids(person))
    except (Refused, Unreachable) as failure:
        fate, reason = _fate_of(failure), str(failure)
        return [
            Enrolment(name=album.name, path=str(path), fate=fate, reason=reason) for path in album.pictures
        ]


def enrol(service: Facefleet, member: Member, path: Path, *, force: bool) -> Enrolment:
    """Add one picture to a person; `force`: though its face is too poor."""

    def ended(fate: Fate, reason: str = "", others: int = 0) -> Enrolment:
        return Enrolment(name=member.person.name, path=str(path), fate=fate, reason=reason, others=others)

    try:
        added = add_face(service, member.person, path.name, path.read_bytes(), force=force)
    except (Refused, Unreachable) as failure:
        return ended(_fate_of(failure), str(failure))
    except OSError as failure:
        return ended(Fate.REFUSED, f"unreadable_file: {failure.strerror}")
    return ended(_fate_among(member.face_ids, added), others=len(added.others))


def add_face(service: Facefleet, person: Person, file_name: str, data: bytes, *, force: bool) -> Enrolled:
    """Add a picture to a person, however often it is tried; `force`: though its face is too poor.

    Raises Unreachable, Refused and Interrupted.
    """
    key = f"{person.id}-{hashlib.sha256(data).hexdigest()}"
    try:
        return service.enrol(person, file_name, data, key=key)
    except Refused as refusal:
        if not force or refusal.code not in TOO_POOR:
            raise
    # a key of its own: one key is one wish, and what was enrolled without force stays so in the next run
    return service.enrol(person, file_name, data, key=f"{key}-forced", force=True)


def _fate_among(earlier_face_ids: frozenset[str], added: Enrolled) -> Fate:
    if not added.faces:
        return Fate.REMOVED
    return Fate.ALREADY if added.faces[0].id in earlier_face_ids else Fate.ENROLLED


def _fate_of(failure: Refused | Unreachable) -> Fate:
    return Fate.REFUSED if isinstance(failure, Refused) and failure.is_lasting else Fate.FAILED
