"""Who is who: merging, splitting and moving faces, of people and of strangers."""

from apiflask import APIBlueprint

from web_tier import people as directory
from web_tier.face_answers import FaceOut
from web_tier.models import Person, PersonKind
from web_tier.people.merging import unite
from web_tier.people.regrouping import move, split
from web_tier.person_answers import PersonOut, SplitOut
from web_tier.regrouping_fields import Merge, Move, Split
from web_tier.services import services
from web_tier.unknown_answers import UnknownOut

regrouping = APIBlueprint("regrouping", __name__, url_prefix="/api/v1", tag="Who is who")

PERSON, STRANGER = PersonKind.PERSON, PersonKind.STRANGER


@regrouping.post("/people/<person_id>/merge")
@regrouping.input(Merge)
@regrouping.output(PersonOut)
def merge_people(person_id: str, json_data: Merge) -> PersonOut:
    """Make others this person: their faces, sightings and all; their ids are gone then."""
    return PersonOut.of(*_merged(person_id, PERSON, json_data))


@regrouping.post("/unknowns/<unknown_id>/merge")
@regrouping.input(Merge)
@regrouping.output(UnknownOut)
def merge_unknowns(unknown_id: str, json_data: Merge) -> UnknownOut:
    """Make other strangers this one; their ids are gone then."""
    return UnknownOut.of(*_merged(unknown_id, STRANGER, json_data))


@regrouping.post("/people/<person_id>/split")
@regrouping.input(Split)
@regrouping.output(SplitOut, status_code=201)
def split_person(person_id: str, json_data: Split) -> SplitOut:
    """Make some of a person's faces somebody else."""
    return _split(person_id, PERSON, json_data)


@regrouping.post("/unknowns/<unknown_id>/split")
@regrouping.input(Split)
@regrouping.output(SplitOut, status_code=201)
def split_unknown(unknown_id: str, json_data: Split) -> SplitOut:
    """Make some of a stranger's faces somebody else."""
    return _split(unknown_id, STRANGER, json_data)


@regrouping.post("/people/<person_id>/faces/<face_id>/move")
@regrouping.input(Move)
@regrouping.output(FaceOut)
def move_face(person_id: str, face_id: str, json_data: Move) -> FaceOut:
    """Make a person's face another's."""
    return _moved(person_id, PERSON, face_id, json_data)


@regrouping.post("/unknowns/<unknown_id>/faces/<face_id>/move")
@regrouping.input(Move)
@regrouping.output(FaceOut)
def move_unknown_face(unknown_id: str, face_id: str, json_data: Move) -> FaceOut:
    """Make a stranger's face another's."""
    return _moved(unknown_id, STRANGER, face_id, json_data)


def _merged(into_id: str, kind: PersonKind, said: Merge) -> tuple[Person, int]:
    """Return who is left, and how many faces they have."""
    with services().sessions.begin() as session:
        now = services().clock()
        person = unite(session, into_id, said.others, kind=kind, force=said.force, now=now)
        return person, len(directory.faces_of(session, into_id))


def _split(person_id: str, kind: PersonKind, said: Split) -> SplitOut:
    with services().sessions.begin() as session:
        now = services().clock()
        other = split(session, person_id, said.faces, kind=kind, name=said.name or "", now=now)
        return SplitOut.of(other, directory.faces_of(session, other.id))


def _moved(person_id: str, kind: PersonKind, face_id: str, said: Move) -> FaceOut:
    with services().sessions.begin() as session:
        now = services().clock()
        face, owner = move(session, person_id, face_id, said.person_id, kind=kind, now=now)
        return FaceOut.of(face, PersonKind(owner.kind))
