"""Batches are cut into pieces of the sizes that a network was prepared for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app_tier.engine.runtimes.batches import cut


@given(count=st.integers(1, 200), sizes=st.sets(st.integers(2, 40), max_size=4))
def test_pieces_follow_one_another_and_have_prepared_sizes(count: int, sizes: set[int]) -> None:
    pieces = cut(count, [1, *sizes])

    covered = [index for piece in pieces for index in range(piece.start, piece.stop)]
    assert covered == list(range(count))
    assert {piece.stop - piece.start for piece in pieces} <= {1, *sizes}


def test_large_pieces_come_first() -> None:
    assert cut(23, (1, 4, 16)) == [slice(0, 16), slice(16, 20), slice(20, 21), slice(21, 22), slice(22, 23)]


@pytest.mark.parametrize(("count", "sizes"), [(3, (2,)), (0, (1, 4))])
def test_what_the_sizes_cannot_make_up_is_refused(count: int, sizes: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="cannot be cut"):
        cut(count, sizes)
