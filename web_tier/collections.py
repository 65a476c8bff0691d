"""The collections in the database, and what holds for each."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pipeline.messages import Preset
from web_tier.collection_fields import CollectionChanges, NewCollection
from web_tier.failures import Conflict, NotFound
from web_tier.models import Collection, Person
from web_tier.paging import Page, PageQuery, oldest_first


@dataclass(frozen=True, kw_only=True)
class CollectionSettings:
    """What holds for a collection; the defaults hold for one that is not there yet."""

    preset: Preset = Preset.BALANCED
    #: Whether recognitions leave sightings, and never-seen faces become strangers.
    remembers: bool = True
    #: Whether a never-seen face that can be seen well becomes a person at once.
    auto_enrol: bool = False
    #: Days that uploaded pictures are kept; 0: until they are recognised; None: for good.
    images_kept_days: float | None = None
    #: Days that sightings are kept; None: for good.
    sightings_kept_days: float | None = None


DEFAULTS = CollectionSettings()

#: Every request asks it. Made once, as putting it together costs more than executing it.
_SETTINGS = select(
    Collection.preset,
    Collection.remembers,
    Collection.auto_enrol,
    Collection.images_kept_days,
    Collection.sightings_kept_days,
).where(Collection.name == bindparam("name"))


def settings_of(session: Session, name: str) -> CollectionSettings:
    """Return what holds for a collection, by one query."""
    row = session.execute(_SETTINGS, {"name": name}).one_or_none()
    if row is None:
        return DEFAULTS
    return CollectionSettings(**{**row._mapping, "preset": Preset(row.preset)})


def create(session: Session, new: NewCollection, now: float) -> Collection:
    """Add a collection. Raises Conflict where there is one of that name."""
    collection = Collection(created_at=now, **new.model_dump())
    try:
        with session.begin_nested():
            session.add(collection)
    except IntegrityError as error:
        raise Conflict("There is a collection of this name.") from error
    return collection


def get(session: Session, name: str) -> Collection:
    """Return a collection. Raises NotFound."""
    collection = session.get(Collection, name) if name.isprintable() else None  # PostgreSQL takes no NUL
    if collection is None:
        raise NotFound("There is no such collection.")
    return collection


def page(session: Session, asked: PageQuery) -> Page[Collection]:
    """Return a page of collections, first come first."""
    return oldest_first(session, select(Collection), (Collection.created_at, Collection.name), asked)


def update(session: Session, name: str, changes: CollectionChanges) -> Collection:
    """Change what `changes` sets. Raises NotFound."""
    collection = get(session, name)
    for field, value in changes.model_dump(exclude_unset=True).items():
        setattr(collection, field, value)
    session.flush()
    return collection


def head_counts(session: Session, names: Iterable[str]) -> dict[tuple[str, str], int]:
    """Return how many people of each kind there are, by collection and kind; none is left out."""
    query = (
        select(Person.collection, Person.kind, func.count())
        .where(Person.collection.in_(names))
        .group_by(Person.collection, Person.kind)
    )
    return {(name, kind): count for name, kind, count in session.execute(query)}
