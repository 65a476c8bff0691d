"""Long lists in pages: a cursor names the last item seen, so that pages stay right while items come."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, Field
from sqlalchemy import Select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from pipeline.codec import Codec
from web_tier.cursors import cursor_of, foreign, position_of

T = TypeVar("T")


class PageQuery(BaseModel):
    """The query parameters of every list; a route's own derive from it."""

    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[str, Field(max_length=200, description="`next` of the page before")] | None = None


@dataclass(frozen=True, kw_only=True)
class Page(Generic[T]):
    """Some items of a list, and where the next ones begin."""

    items: list[T]
    next: str | None


@dataclass(frozen=True, kw_only=True)
class Position:
    """The last item of a page: what it is ordered by, such as a time, and its id where that is equal."""

    at: Annotated[tuple[Annotated[float, Field(allow_inf_nan=False)], ...], Field(max_length=4)]
    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


_POSITIONS = Codec(Position)
#: A list's order: columns of numbers, and one of ids at last.
Order = Sequence[InstrumentedAttribute[float] | InstrumentedAttribute[int] | InstrumentedAttribute[str]]


def oldest_first(session: Session, query: Select[T], order: Order, asked: PageQuery) -> Page[T]:
    """Return the page of `query` that was asked for; what is added meanwhile comes at the end."""
    if asked.cursor is not None:
        query = query.where(tuple_(*order) > _values(asked.cursor, order))
    return _page(session, query.order_by(*order), order, asked.limit)


def newest_first(session: Session, query: Select[T], order: Order, asked: PageQuery) -> Page[T]:
    """Return the page of `query` that was asked for; what is added meanwhile comes before the first."""
    return greatest_first(session, query, order, asked)


def greatest_first(session: Session, query: Select[T], order: Order, asked: PageQuery) -> Page[T]:
    """Return the page of `query` that was asked for; what grows meanwhile may be missed or come twice."""
    if asked.cursor is not None:
        query = query.where(tuple_(*order) < _values(asked.cursor, order))
    return _page(session, query.order_by(*(column.desc() for column in order)), order, asked.limit)


def _page(session: Session, query: Select[T], order: Order, limit: int) -> Page[T]:
    found = list(session.scalars(query.limit(limit + 1)))
    return Page(items=found[:limit], next=_cursor(found[limit - 1], order) if len(found) > limit else None)


def _cursor(item: Any, order: Order) -> str:
    *at, key = (getattr(item, column.key) for column in order)
    return cursor_of(_POSITIONS, Position(at=tuple(at), id=key))


def _values(cursor: str, order: Order) -> tuple[float | str, ...]:
    position = position_of(_POSITIONS, cursor)
    if len(position.at) != len(order) - 1:
        raise foreign()
    return *position.at, position.id
