"""The first stage with a network that is easy to foretell: it takes white windows for faces."""

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

from app_tier.engine.detection import proposals
from app_tier.engine.detection.proposals import propose
from app_tier.engine.detection.pyramid import WINDOW, draw_pyramid
from app_tier.engine.detection.strip import STRIDE, TILE_SIDE
from app_tier.engine.pixels import Output, Pixels, Tensor


class WhiteLover:
    """Gives each window the brightness of its darkest pixel as logit, from -1 for black to 1 for white."""

    def __init__(self, offsets: tuple[float, float, float, float] = (0, 0, 0, 0)) -> None:
        self._offsets = np.array(offsets, np.float32)
        self.tiles = 0

    def run(self, batch: Tensor) -> Output:
        assert batch.shape == (1, TILE_SIDE, TILE_SIDE, 3)
        self.tiles += 1
        windows = sliding_window_view(batch[0, :, :, 0], (WINDOW, WINDOW))[::2, ::2]
        logits = windows.min(axis=(2, 3)) / np.float32(127.5) - 1
        offsets = np.broadcast_to(self._offsets, (*logits.shape, 4))
        return np.concatenate([logits[..., None], offsets], axis=2, dtype=np.float32)[None]


def with_white_square(left: int, top: int, side: int) -> Pixels:
    picture = np.zeros((300, 500, 3), np.uint8)
    picture[top : top + side, left : left + side] = 255
    return picture


@pytest.mark.parametrize(
    ("left", "top", "side"), [(0, 0, 24), (211, 97, 40), (440, 240, 60), (116, 130, 160)]
)
def test_what_looks_like_a_face_is_proposed_where_it_is(left: int, top: int, side: int) -> None:
    boxes = propose(WhiteLover(), draw_pyramid(with_white_square(left, top, side), 20), 0.5)

    assert len(boxes)
    assert boxes[:, :2].min(axis=0) == pytest.approx([left, top], abs=side / 6)
    assert boxes[:, 2:].max(axis=0) == pytest.approx([left + side, top + side], abs=side / 6)


def test_nothing_is_proposed_where_no_window_reaches_the_threshold() -> None:
    grey = np.full((300, 500, 3), 100, np.uint8)

    assert propose(WhiteLover(), draw_pyramid(grey, 20), 0.5).shape == (0, 4)


def test_a_box_is_moved_by_fractions_of_its_window() -> None:
    pyramid = draw_pyramid(with_white_square(100, 100, 24), 20)
    (still, *_), (moved, *_) = (
        propose(WhiteLover(offsets), pyramid, 0.5) for offsets in ((0, 0, 0, 0), (-0.5, 0, 0, 1))
    )

    side = still[2] - still[0]
    assert moved - still == pytest.approx([-side / 2, 0, 0, side], abs=1e-3)


def test_each_window_of_each_level_is_proposed_once_and_none_across_two_pieces_of_the_strip(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(proposals, "peaks", lambda cells, scores, shape: np.arange(len(cells)))
    pyramid = draw_pyramid(np.full((300, 500, 3), 255, np.uint8), 20)

    boxes = propose(WhiteLover(), pyramid, 0.5)

    counts = [[(side - WINDOW) // STRIDE + 1 for side in level.shape[:2]] for level in pyramid.levels]
    assert len(boxes) == sum(rows * columns for rows, columns in counts)
    assert boxes.min() >= 0
    assert boxes[:, 2].max() <= 501
    assert boxes[:, 3].max() <= 301


def test_small_pictures_take_one_tile() -> None:
    network = WhiteLover()
    propose(network, draw_pyramid(np.zeros((120, 120, 3), np.uint8), 20), 0.5)

    assert network.tiles == 1
