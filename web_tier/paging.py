"""Long lists in pages: a cursor names the last item seen, so that pages stay right while items come."""

import base64
import binascii
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, Field
from sqlalchemy import Select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from pipeline.codec import Codec
from pipeline.errors import MalformedMessage
from web_tier.failures import RequestFailure

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
    """The last item of a page: its time (seconds since the epoch), and its id where times are equal."""

    at: Annotated[float, Field(allow_inf_nan=False)]
    id: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


_POSITIONS = Codec(Position)
#: A list's order: a column of times and one of ids.
Order = tuple[InstrumentedAttribute[float], InstrumentedAttribute[str]]


def oldest_first(session: Session, query: Select[T], order: Order, asked: PageQuery) -> Page[T]:
    """Return the page of `query` that was asked for; what is added meanwhile comes at the end."""
    if asked.cursor is not None:
        query = query.where(tuple_(*order) > _values(asked.cursor))
    return _page(session, query.order_by(*order), order, asked.limit)


def newest_first(session: Session, query: Select[T], order: Order, asked: PageQuery) -> Page[T]:
    """Return the page of `query` that was asked for; what is added meanwhile comes before the first."""
    if asked.cursor is not None:
        query = query.where(tuple_(*order) < _values(asked.cursor))
    return _page(session, query.order_by(*(column.desc() for column in order)), order, asked.limit)


def _page(session: Session, query: Select[T], order: Order, limit: int) -> Page[T]:
    found = list(session.scalars(query.limit(limit + 1)))
    return Page(items=found[:limit], next=_cursor(found[limit - 1], order) if len(found) > limit else None)


def _cursor(item: Any, order: Order) -> str:
    at, key = (getattr(item, column.key) for column in order)
    return base64.urlsafe_b64encode(_POSITIONS.encode(Position(at=at, id=key))).decode()


def _values(cursor: str) -> tuple[float, str]:
    try:
        position = _POSITIONS.decode(base64.urlsafe_b64decode(cursor))
    except (binascii.Error, ValueError, MalformedMessage) as error:
        raise RequestFailure("This cursor was not given by this list.") from error
    return position.at, position.id
