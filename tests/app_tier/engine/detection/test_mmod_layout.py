"""A picture's pyramid lies on its canvas as dlib lays it."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app_tier.engine.detection.mmod_layout import Layout, Level, lay_out, level_sizes
from app_tier.engine.pixels import Size

sides = st.integers(1, 3000)


def size(width: int, height: int) -> Size:
    return Size(width=width, height=height)


def apart(one: Level, other: Level, pixels: int) -> bool:
    return (
        one.left + one.size.width + pixels <= other.left
        or other.left + other.size.width + pixels <= one.left
        or one.top + one.size.height + pixels <= other.top
        or other.top + other.size.height + pixels <= one.top
    )


def within(layout: Layout, level: Level, edge: int) -> bool:
    across = edge <= level.left and level.left + level.size.width <= layout.size.width - edge
    down = edge <= level.top and level.top + level.size.height <= layout.size.height - edge
    return across and down


def test_each_level_is_five_sixths_of_the_one_before() -> None:
    assert level_sizes(size(100, 40)) == [
        size(100, 40),
        size(83, 33),
        size(69, 27),
        size(57, 22),
        size(47, 18),
        size(39, 15),
        size(32, 12),
        size(26, 10),
        size(21, 8),
        size(17, 6),
        size(14, 5),
    ]


@pytest.mark.parametrize(
    ("picture", "canvas", "levels"),
    [(size(853, 480), size(875, 1782), 24), (size(250, 250), size(272, 957), 20)],
)
def test_a_canvas_is_as_large_as_dlibs(picture: Size, canvas: Size, levels: int) -> None:
    layout = lay_out(picture, 0)

    assert layout.size == canvas
    assert len(layout.levels) == levels


def test_levels_go_down_the_left_side_and_up_the_right() -> None:
    places = [(level.left, level.top, level.size.width) for level in lay_out(size(250, 250), 0).levels]

    assert places[:4] == [(11, 11, 250), (11, 271, 208), (11, 489, 173), (11, 672, 144)]
    left, right = places[:5], places[5:]
    assert {left for left, _, _ in left} == {11}
    assert {left + width for left, _, width in right} == {261}
    assert [top for _, top, _ in right] == sorted((top for _, top, _ in right), reverse=True)


@given(width=sides, height=sides)
def test_levels_lie_apart_and_away_from_the_edge(width: int, height: int) -> None:
    layout = lay_out(size(width, height), 0)

    assert layout.levels[0].size == size(width, height)
    assert all(within(layout, level, 11) for level in layout.levels)
    first, *others = layout.levels
    assert all(apart(one, other, 10) for one, other in itertools.pairwise(layout.levels))
    assert all(apart(first, other, 0) for other in others)


@pytest.mark.parametrize(
    ("min_face_px", "first"), [(0, 853), (80, 853), (81, 710), (95, 710), (96, 591), (1000, 64)]
)
def test_levels_that_only_find_smaller_faces_are_left_out(min_face_px: int, first: int) -> None:
    layout = lay_out(size(853, 480), min_face_px)

    assert layout.levels[0].size.width == first
    assert layout.levels[0].zoom == pytest.approx(853 / first, rel=0.05)


def test_no_level_finds_faces_much_larger_than_the_picture() -> None:
    assert lay_out(size(100, 40), 2000) == Layout(size=size(0, 0), levels=())
