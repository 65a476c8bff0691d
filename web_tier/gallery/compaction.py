"""Decides which segments become one: few objects to read, and every template seldom written again. Pure.

Segments that nobody has written yet are written as one. Once there are many small ones, each is merged with
the one before it unless that is more than twice as large, so that sizes at least halve from one to the next.
So a template is written again only into a segment half as large again as its last, O(log n) times.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

LARGEST = 20_000  #: templates in an object that was merged, 10 MB: what a deletion has to write anew
SMALL = LARGEST // 2  #: of larger ones no two neighbours can be merged
MANY = 24  #: small segments that are left as they are


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A segment."""

    first: int
    last: int
    weight: int  #: in templates
    written: bool  #: whether there is an object


def join_unwritten(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the segments that replace several which were never written, given all of a gallery in order."""
    return _new(pieces, _are_unwritten)


def compact(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the segments that replace several each, given all of a gallery in order."""
    many = sum(piece.weight < SMALL for piece in pieces) > MANY
    return _new(pieces, _are_out_of_proportion) if many else join_unwritten(pieces)


def _new(pieces: Sequence[Piece], belong: Callable[[Piece, Piece], bool]) -> list[Piece]:
    done: list[Piece] = []
    for newer in pieces:
        while done and belong(done[-1], newer) and done[-1].weight + newer.weight <= LARGEST:
            newer = _joined(done.pop(), newer)
        done.append(newer)
    return [piece for piece in done if piece not in pieces]


def _are_unwritten(older: Piece, newer: Piece) -> bool:
    return not older.written and not newer.written


def _are_out_of_proportion(older: Piece, newer: Piece) -> bool:
    return older.weight <= 2 * newer.weight or _are_unwritten(older, newer)


def _joined(older: Piece, newer: Piece) -> Piece:
    return Piece(first=older.first, last=newer.last, weight=older.weight + newer.weight, written=False)
