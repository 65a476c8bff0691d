"""The strangers of one picture: each face joins an identity that there is, or begins one."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from sqlalchemy.orm import Session

from pipeline.gallery import Embedding
from web_tier.consequences import Crop
from web_tier.gallery.changes import change_people
from web_tier.models import Person, PersonKind
from web_tier.people.directory import new_stranger
from web_tier.people.merging import merge_people
from web_tier.remembering.acquaintances import Acquaintances, acquaintances
from web_tier.remembering.clarity import FLOOR, clarity
from web_tier.remembering.looks import Looks
from web_tier.remembering.numbered_names import next_name
from web_tier.remembering.picture import Picture
from web_tier.strangers.placing import Placement, place


class Strangers:
    """Identifies faces one after the other. No two faces of a picture are one person's."""

    def __init__(self, session: Session, picture: Picture) -> None:
        self._session = session
        self._picture = picture
        self._looks = Looks(session, picture)
        self._taken: set[str] = set()
        self.newcomers: set[str] = set()  #: ids of those who were met in this picture
        self._changed: dict[str, Person] = {}
        self._merges: list[tuple[Person, list[Person]]] = []

    def take(self, person: Person) -> None:
        """Note that a face of this picture is this person's: no other is."""
        self._taken.add(person.id)

    def known_as(self, index: int, nearer_than: float | None = None) -> Person | None:
        """Return whose a face is of those who were seen before, None if nobody's who is nearer than that."""
        unit = self._picture.units.get(index)
        placement = None if unit is None else self._place(unit)
        if unit is None or placement is None or placement.joins is None:
            return None
        if nearer_than is not None and self._distance(unit, placement.joins) >= nearer_than:
            return None
        return self._join(index, placement.joins, placement.merges)

    def met(self, index: int) -> Person | None:
        """Return a new identity for a face; None for one that is too poor to be known again by."""
        face = self._picture.result.faces[index]
        if index not in self._picture.units or clarity(face) < FLOOR:
            return None
        person = new_stranger(self._session, self._picture.collection.name, self._picture.now)
        if self._picture.collection.auto_enrol:
            person.kind = PersonKind.PERSON
            person.name = next_name(self._session, self._picture.collection.name)
        self._add_look(index, person)
        self.newcomers.add(person.id)
        return person

    def settle(self) -> Sequence[Crop]:
        """Tell the gallery what changed, and merge those who turned out to be one; return the pictures."""
        self._session.flush()
        if self._changed:
            change_people(self._session, self._picture.collection, list(self._changed.values()))
        gone = set(self._taken)
        for into, others in self._merges:
            left = [each for each in others if each.id not in gone]
            if left:
                merge_people(self._session, self._picture.collection, into, left)
            gone |= {each.id for each in left}
        return self._looks.crops

    @cached_property
    def _acquaintances(self) -> Acquaintances:
        result = self._picture.result
        return acquaintances(
            self._session,
            self._picture.collection.name,
            named={each.person_id for face in result.faces for each in face.strangers},
            since=result.gallery_version,
            model=self._picture.model,
        )

    def _place(self, unit: Embedding) -> Placement | None:
        linking = self._picture.result.linking
        if linking is None:
            return None
        known = self._acquaintances
        besides = self._taken | known.vetoed(unit)
        return place(unit, known.near(unit, linking, besides), linking, known.apart, besides)

    def _distance(self, unit: Embedding, person_id: str) -> float:
        return float(np.linalg.norm(self._acquaintances.centre(person_id) - unit))

    def _join(self, index: int, person_id: str, same: Sequence[str]) -> Person:
        person = self._session.get_one(Person, person_id)
        if person.kind == PersonKind.STRANGER:  # those with a name have the faces that somebody gave them
            self._add_look(index, person)
            others = [self._session.get_one(Person, each) for each in same]
            self._merges.append((person, [each for each in others if each.kind == PersonKind.STRANGER]))
        return person

    def _add_look(self, index: int, person: Person) -> None:
        if self._looks.add(index, person):
            self._changed[person.id] = person
