"""Sorts all of a collection's strangers' faces anew, best seen first. Pure.

Faces are placed one after another as if they came for the first time, with what people have said: a pinned
face stays whose it is, and whoever was told apart stays apart.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

import numpy as np

from pipeline.results import Linking
from web_tier.strangers.naming import names
from web_tier.strangers.placing import Unit
from web_tier.strangers.replay import Replay

#: Faces that are compared with everybody at once: more cost memory, fewer time.
BLOCK = 256


@dataclass(frozen=True, kw_only=True, eq=False)
class StrangerFace:
    """A face, and what is known of it."""

    face_id: str
    person_id: str  #: whose it is so far
    unit: Unit = field(repr=False)
    quality: float  #: how well it can be seen; higher is better
    pinned: bool = False  #: somebody said whose it is
    not_these: frozenset[str] = frozenset()  #: whose it is not, as somebody said


def recluster(
    faces: Sequence[StrangerFace],
    apart: Collection[tuple[str, str]],
    linking: Linking,
    new_id: Callable[[], str],
) -> dict[str, str]:
    """Return whose each face is, by face id.

    People keep their id wherever most of a new one's faces were theirs; `new_id` names those who are left.
    """
    if not faces:
        return {}
    replay = Replay(capacity=len(faces), dimensions=len(faces[0].unit), linking=linking)
    refused = _refused(faces, apart)
    anchors = _anchors(faces, {person for each in refused for person in each})
    rows = {person: replay.anchor(theirs, _units(faces, theirs)) for person, theirs in anchors.items()}
    anchored = {number for theirs in anchors.values() for number in theirs}
    rest = [number for number in _best_first(faces) if number not in anchored]
    for start in range(0, len(rest), BLOCK):
        block = rest[start : start + BLOCK]
        replay.place(block, _units(faces, block), [_rows_of(refused[number], rows) for number in block])
    given = {row: person for person, row in rows.items()}
    named = names(replay.members, given, [face.person_id for face in faces], new_id)
    return {faces[number].face_id: named[row] for row, theirs in replay.members.items() for number in theirs}


def _refused(faces: Sequence[StrangerFace], apart: Collection[tuple[str, str]]) -> list[frozenset[str]]:
    """Return who each face is not: as was said of it, and those told apart from whose it is so far."""
    others: dict[str, set[str]] = {}
    for one, other in apart:
        others.setdefault(one, set()).add(other)
        others.setdefault(other, set()).add(one)
    return [face.not_these | frozenset(others.get(face.person_id, ())) for face in faces]


def _anchors(faces: Sequence[StrangerFace], told_apart: Collection[str]) -> dict[str, list[int]]:
    """Return the faces that keep their person, by person: the pinned ones.

    Of somebody who was told apart without any pinned face the best one, so that they are there to be avoided.
    """
    anchors: dict[str, list[int]] = {}
    for number, face in enumerate(faces):
        if face.pinned:
            anchors.setdefault(face.person_id, []).append(number)
    for number in _best_first(faces):
        face = faces[number]
        if face.person_id in told_apart and face.person_id not in face.not_these:
            anchors.setdefault(face.person_id, [number])
    return anchors


def _best_first(faces: Sequence[StrangerFace]) -> list[int]:
    return sorted(range(len(faces)), key=lambda number: (-faces[number].quality, faces[number].face_id))


def _units(faces: Sequence[StrangerFace], numbers: Sequence[int]) -> Unit:
    return np.stack([faces[number].unit for number in numbers])


def _rows_of(people: Collection[str], rows: dict[str, int]) -> frozenset[int]:
    return frozenset(rows[person] for person in people if person in rows)
