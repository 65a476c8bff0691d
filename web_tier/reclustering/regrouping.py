"""Makes strangers what they were found to be, unless somebody has said otherwise meanwhile."""

from collections.abc import Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from web_tier.gallery.changes import change_people
from web_tier.models import Collection, Face, Person, PersonKind
from web_tier.people.directory import new_stranger
from web_tier.people.links import are_forbidden
from web_tier.people.merging import merge_people
from web_tier.people.regrouping import give
from web_tier.reclustering.planning import Regrouping


def regroup(session: Session, collection: Collection, change: Regrouping, now: float) -> None:
    """Carry out one change in a locked collection; what does not fit any more is left as it is."""
    if change.is_new:
        _move(session, collection, _faces(session, change), None, now)
        return
    into = session.get(Person, change.into, populate_existing=True)
    if into is None or into.kind != PersonKind.STRANGER:
        return
    absorbed = [each for each in _absorbed(session, change) if not are_forbidden(session, [into.id, each.id])]
    if absorbed:
        merge_people(session, collection, into, absorbed)
    _move(session, collection, _faces(session, change), into, now)


def _absorbed(session: Session, change: Regrouping) -> Sequence[Person]:
    """Return who is to be merged; not those of whom somebody has said who they are."""
    pinned = exists().where(Face.person_id == Person.id, Face.pinned.is_(True))
    query = select(Person).where(Person.id.in_(change.absorbs), Person.kind == PersonKind.STRANGER, ~pinned)
    return session.scalars(query.order_by(Person.id), execution_options={"populate_existing": True}).all()


def _faces(session: Session, change: Regrouping) -> Sequence[Face]:
    """Return the faces that are another stranger's still."""
    query = (
        select(Face)
        .join(Person, Person.id == Face.person_id)
        .where(
            Face.id.in_(change.faces),
            Face.pinned.is_(False),
            Face.person_id != change.into,
            Person.kind == PersonKind.STRANGER,
        )
    )
    return session.scalars(query.order_by(Face.id), execution_options={"populate_existing": True}).all()


def _move(
    session: Session, collection: Collection, faces: Sequence[Face], into: Person | None, now: float
) -> None:
    """Make faces somebody's, or a new stranger's. Nobody said whose they are, so that they may move again."""
    if not faces:
        return
    ids = sorted({face.person_id for face in faces})
    formers = session.scalars(select(Person).where(Person.id.in_(ids)).order_by(Person.id)).all()
    owner = into or new_stranger(session, collection.name, now)
    give(session, faces, formers, owner)
    for face in faces:
        face.pinned = False
    session.flush()
    change_people(session, collection, [owner, *formers])
