"""How often who was seen where, counted by spans of time."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field
from sqlalchemy import BigInteger, ColumnElement, cast, func, select, tuple_
from sqlalchemy.orm import Session

from pipeline.codec import Codec
from web_tier.cursors import cursor_of, position_of
from web_tier.models import Sighting
from web_tier.paging import Page, PageQuery
from web_tier.sightings.queries import PersonId, SightingsFilter

SPANS = {"minute": 60, "hour": 3_600, "day": 86_400}


class BucketsQuery(SightingsFilter, PageQuery):
    """Which sightings to count, and by what."""

    bucket: Annotated[
        str,
        Field(
            pattern=r"^(minute|hour|day|[1-9]\d{0,7})$",
            description="minute, hour, day (UTC), or a number of seconds",
        ),
    ] = "hour"

    @property
    def seconds(self) -> int:
        """How long a bucket is."""
        return SPANS[self.bucket] if self.bucket in SPANS else int(self.bucket)


@dataclass(frozen=True, kw_only=True)
class Bucket:
    """What one person was seen at one place in one span of time."""

    start: int  #: seconds since the epoch
    person_id: str
    source: str | None
    sightings: int
    pictures: int


@dataclass(frozen=True, kw_only=True)
class Position:
    """The last bucket of a page."""

    start: Annotated[int, Field(ge=0, lt=2**53)]  #: what JSON and the databases have in common
    person_id: PersonId
    source: Annotated[str, Field(max_length=64, pattern=r"^[^\x00]*$")]  #: empty: from nowhere in particular


_POSITIONS = Codec(Position)


def page(session: Session, asked: BucketsQuery) -> Page[Bucket]:
    """Return a page of buckets, newest first."""
    start = _start(asked.seconds)
    key = (start, Sighting.person_id, func.coalesce(Sighting.source, ""))
    query = asked.of(select(*key, func.count(), func.sum(Sighting.pictures))).group_by(*key)
    if asked.cursor is not None:
        query = query.having(tuple_(*key) < _values(asked.cursor))
    rows = session.execute(query.order_by(*(column.desc() for column in key)).limit(asked.limit + 1)).all()
    found = [
        Bucket(start=row[0], person_id=row[1], source=row[2] or None, sightings=row[3], pictures=row[4])
        for row in rows
    ]
    more = len(found) > asked.limit
    return Page(items=found[: asked.limit], next=_cursor(found[asked.limit - 1]) if more else None)


def _start(seconds: int) -> ColumnElement[int]:
    """Return when a sighting's bucket began, by milliseconds: SQLite cuts off where PostgreSQL rounds."""
    milliseconds = cast(Sighting.first_at * 1000, BigInteger)
    return milliseconds // (seconds * 1000) * seconds


def _cursor(last: Bucket) -> str:
    position = Position(start=last.start, person_id=last.person_id, source=last.source or "")
    return cursor_of(_POSITIONS, position)


def _values(cursor: str) -> tuple[int, str, str]:
    position = position_of(_POSITIONS, cursor)
    return position.start, position.person_id, position.source
