"""Cursors: where a page of a list ended, as text that only the list itself can read."""

import base64
import binascii
from typing import TypeVar

from pipeline.codec import Codec
from pipeline.errors import MalformedMessage
from web_tier.failures import RequestFailure

T = TypeVar("T")


def cursor_of(positions: Codec[T], position: T) -> str:
    """Return a position as a cursor."""
    return base64.urlsafe_b64encode(positions.encode(position)).decode()


def position_of(positions: Codec[T], cursor: str) -> T:
    """Return the position of a cursor. Raises RequestFailure where it cannot be one."""
    try:
        return positions.decode(base64.urlsafe_b64decode(cursor))
    except (binascii.Error, ValueError, MalformedMessage) as error:
        raise foreign() from error


def foreign() -> RequestFailure:
    """Return how a cursor is refused that is another list's, or made up."""
    return RequestFailure("This cursor was not given by this list.")
