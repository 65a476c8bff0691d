"""Which segments become one."""

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from web_tier.gallery.compaction import LARGEST, MANY, SMALL, Piece, compact, join_unwritten

weights = st.lists(st.integers(min_value=0, max_value=LARGEST), max_size=80)


def test_what_was_never_written_is_written_as_one() -> None:
    pieces = _pieces([5, 1, 1, 1], written=[True, False, False, False])

    assert join_unwritten(pieces) == [Piece(first=2, last=4, weight=3, written=False)]
    assert compact(pieces) == join_unwritten(pieces)


def test_what_was_written_is_left_alone_while_it_is_not_much() -> None:
    assert compact(_pieces([1] * MANY)) == []


def test_many_small_ones_become_one() -> None:
    assert compact(_pieces([1] * (MANY + 1))) == [Piece(first=1, last=25, weight=25, written=False)]


def test_a_large_one_is_not_written_again_because_of_a_few_changes() -> None:
    (whole,) = compact(_pieces([1000] + [1] * (MANY + 1)))

    assert (whole.first, whole.weight) == (2, 25)


def test_one_that_most_have_left_joins_the_next() -> None:
    wholes = compact(_pieces([9000, 3, 2000] + [0] * MANY))

    assert [(whole.first, whole.last, whole.weight) for whole in wholes] == [(2, 27, 2003)]


def test_nothing_grows_beyond_the_largest() -> None:
    wholes = compact(_pieces([LARGEST - 1000, 600, 600] + [0] * MANY))

    assert [(whole.first, whole.last) for whole in wholes] == [(2, 27)]


@given(weights, st.data())
def test_a_plan_replaces_neighbours_and_loses_nothing(sizes: list[int], data: st.DataObject) -> None:
    written = data.draw(st.lists(st.booleans(), min_size=len(sizes), max_size=len(sizes)))
    pieces = _pieces(sizes, written)

    after = _carried_out(pieces)

    assert [piece.first for piece in after] == [1, *(piece.last + 1 for piece in after)][: len(after)]
    assert sum(piece.weight for piece in after) == sum(sizes)
    assert all(piece.weight <= LARGEST for piece in after)
    assert not any(
        not older.written and not newer.written and older.weight + newer.weight <= LARGEST
        for older, newer in pairwise(after)
    )


@given(weights)
def test_a_gallery_is_few_objects_however_it_came_about(sizes: list[int]) -> None:
    after = _carried_out(_pieces(sizes))

    full = sum(older.weight + newer.weight > LARGEST for older, newer in pairwise(after))
    assert full <= 2 * sum(sizes) / LARGEST
    assert len(after) <= max(MANY, 16 * (full + 1)) + sum(size >= SMALL for size in sizes)


def test_a_template_is_seldom_written_again() -> None:
    people, rewritten = 10_000, 0
    pieces: list[Piece] = []
    for version in range(1, people + 1):
        pieces.append(Piece(first=version, last=version, weight=1, written=True))
        rewritten += sum(whole.weight for whole in compact(pieces))
        pieces = [_as_written(piece) for piece in _carried_out(pieces)]

    assert rewritten / people < 8
    assert len(pieces) < MANY + 5


def _pieces(sizes: Sequence[int], written: Sequence[bool] = ()) -> list[Piece]:
    known = [*written, *[True] * len(sizes)]
    return [
        Piece(first=n, last=n, weight=size, written=known[n - 1]) for n, size in enumerate(sizes, start=1)
    ]


def _carried_out(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the segments as they are when the plan was carried out."""
    wholes = compact(pieces)
    kept = [
        piece for piece in pieces if not any(whole.first <= piece.first <= whole.last for whole in wholes)
    ]
    return sorted([*kept, *wholes], key=lambda piece: piece.first)


def _as_written(piece: Piece) -> Piece:
    return Piece(first=piece.first, last=piece.last, weight=piece.weight, written=True)
