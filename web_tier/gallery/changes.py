"""Changes a gallery in the caller's transaction: one version up, and a mark on each segment to be written.

Whoever changes a collection locks its row first. So changes of one collection follow one another, versions
have no gaps, and what is read after the lock stays true until the commit.
"""

import uuid
from collections.abc import Sequence
from contextlib import suppress
from typing import cast

from sqlalchemy import Table, bindparam, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from web_tier.gallery.marks import mark_changed, mark_forgotten
from web_tier.gallery.standing import Standing, standings
from web_tier.gallery.weights import weight
from web_tier.models import Collection, GalleryRemoval, GallerySegment, Person, Staleness

#: Made once: putting a statement together costs more than executing it.
#: key_share: adding people, who refer to the row, need not wait. SQLite has locked everything already.
_LOCKED = (
    select(Collection)
    .where(Collection.name == bindparam("name"))
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)
_PEOPLE, _REMOVALS = cast(Table, Person.__table__), cast(Table, GalleryRemoval.__table__)
_STAND_IN = (
    update(_PEOPLE)
    .where(_PEOPLE.c.id.in_(bindparam("ids", expanding=True)))
    .values(changed_in=bindparam("version"))
)
_BACK = delete(_REMOVALS).where(
    _REMOVALS.c.collection == bindparam("of_collection"),
    _REMOVALS.c.person_id.in_(bindparam("ids", expanding=True)),
)


def ensure_collection(session: Session, name: str, now: float) -> None:
    """Make the collection if this is its first use."""
    if session.get(Collection, name) is None:
        with suppress(IntegrityError), session.begin_nested():  # somebody else made it just now
            session.add(Collection(name=name, created_at=now))


def lock_collection(session: Session, name: str) -> Collection:
    """Return the collection as it is now, locked until the end of the transaction."""
    return session.scalars(_LOCKED, {"name": name}).one()


def lock_collection_if_there(session: Session, name: str) -> Collection | None:
    """Return the same, None for a collection that is not there."""
    return session.scalars(_LOCKED, {"name": name}).one_or_none()


def change_people(
    session: Session,
    collection: Collection,
    people: Sequence[Person],
    *,
    forgets: bool = False,
    urgent: bool = False,
) -> None:
    """Tell the gallery that these people's faces, vetoes, kind or suspension changed: one version for all.

    The collection is locked. Who has no face or is suspended leaves the gallery, and is back with their next
    change. `forgets`: something was deleted, and whatever may still hold it is written anew before the next
    `publish` returns. Where only strangers changed, no request waits for it, unless it is `urgent`: one of
    them had a name until now.
    """
    changed = standings(session, [person.id for person in people])
    staying = [each for each in changed if each.belongs]
    leaving = [each for each in changed if each.changed_in and not each.belongs]
    hurries = urgent or any(each.is_named for each in (*staying, *leaving))
    if forgets:
        mark_forgotten(session, collection.name, changed)
    else:
        mark_changed(session, collection.name, changed)
    if staying or leaving:
        _write_down(session, collection, staying, leaving, hurries=hurries)


def remove_people(session: Session, collection: Collection, people: Sequence[Person]) -> None:
    """Take people out of the gallery who are about to be deleted, and have all that holds them written anew.

    The collection is locked.
    """
    changed = standings(session, [person.id for person in people])
    leaving = [each for each in changed if each.changed_in]
    mark_forgotten(session, collection.name, changed)
    if leaving:
        _write_down(session, collection, [], leaving, hurries=True)


def _write_down(
    session: Session,
    collection: Collection,
    staying: Sequence[Standing],
    leaving: Sequence[Standing],
    *,
    hurries: bool,
) -> None:
    collection.version += 1
    if hurries:
        collection.needed_version = collection.version
    _stand_in(session, collection.version, staying)
    _stand_in(session, 0, leaving)
    _note_removals(session, collection, staying, leaving)
    session.add(
        GallerySegment(
            collection=collection.name,
            first=collection.version,
            last=collection.version,
            templates=weight(templates=len(staying), removed=len(leaving)),
            stale=Staleness.NOW if hurries else Staleness.SOON,
            revision=uuid.uuid4().hex,
        )
    )
    session.flush()


def _stand_in(session: Session, version: int, people: Sequence[Standing]) -> None:
    if people:
        ids = [each.person_id for each in people]
        session.execute(_STAND_IN, {"ids": ids, "version": version})


def _note_removals(
    session: Session, collection: Collection, staying: Sequence[Standing], leaving: Sequence[Standing]
) -> None:
    back = [each.person_id for each in staying if not each.changed_in]
    if back:
        session.execute(_BACK, {"of_collection": collection.name, "ids": back})
    session.add_all(
        GalleryRemoval(collection=collection.name, person_id=each.person_id, removed_in=collection.version)
        for each in leaving
    )
