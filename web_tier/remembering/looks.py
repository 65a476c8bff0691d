"""Adds the faces of a picture to those by which strangers are known."""

from dataclasses import asdict

import numpy as np
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from pipeline.gallery import unit
from pipeline.keys import crop_key
from web_tier.consequences import Crop
from web_tier.face_pictures import crop_at
from web_tier.kept_faces import kept_face, new_face
from web_tier.models import Face, Person
from web_tier.remembering.clarity import clarity
from web_tier.remembering.keeping import KeptLook, keep
from web_tier.remembering.picture import Picture

#: `Face.source` of a picture that came from nowhere in particular.
SOURCE = "recognition"

_KEPT = select(Face.id, Face.embedding, Face.quality, Face.pinned).where(
    Face.person_id == bindparam("person_id"), Face.model == bindparam("model")
)


class Looks:
    """Makes face rows, as few as serve."""

    def __init__(self, session: Session, picture: Picture) -> None:
        self._session = session
        self._picture = picture
        self.crops: list[Crop] = []  #: pictures of the faces that were added

    def add(self, index: int, person: Person) -> bool:
        """Keep a face with those of its person if it adds something; whether it does."""
        seen = clarity(self._picture.result.faces[index])
        keeping = keep(self._picture.units[index], seen, self._kept(person))
        if keeping.is_kept:
            self._put(self._row(index, person, seen), keeping.instead_of, index)
        return keeping.is_kept

    def _kept(self, person: Person) -> list[KeptLook]:
        rows = self._session.execute(_KEPT, {"person_id": person.id, "model": self._picture.model})
        return [
            KeptLook(
                face_id=face_id,
                embedding=unit(np.frombuffer(embedding, dtype="<f4")),
                clarity=(quality or {}).get("clarity", 0.0),
                pinned=pinned,
            )
            for face_id, embedding, quality, pinned in rows
        ]

    def _row(self, index: int, person: Person, seen: float) -> Face:
        kept = kept_face(self._picture.job, self._picture.result, index)
        source = self._picture.job.source or SOURCE
        row = new_face(kept, person, source=source, pinned=False, now=self._picture.now)
        row.quality = {**asdict(kept.found.quality), "clarity": seen}
        return row

    def _put(self, row: Face, instead_of: str | None, index: int) -> None:
        if instead_of is None:
            self._session.add(row)
        else:  # under the same id, so that its picture takes the place of the other's too
            row.id = instead_of
            row.crop_key = row.crop_key and crop_key(row.collection, instead_of)
            self._session.merge(row)
        if crop := crop_at(row.crop_key, self._picture.result.faces[index]):
            self.crops.append(crop)
