"""A canvas of any size is scanned in pieces of few sizes, and that does not show."""

import numpy as np
import pytest

from app_tier.engine.detection import mmod_scan
from app_tier.engine.detection.mmod_canvas import UNIT, Canvas
from app_tier.engine.detection.mmod_grid import cell_count
from app_tier.engine.detection.mmod_scan import scan
from app_tier.engine.pixels import Output, Tensor
from tests.app_tier.engine.detection.spread import SpreadNetwork, of_bytes


class NoFaces:
    """A network that is quickly done."""

    def __init__(self) -> None:
        self.shapes: list[tuple[int, ...]] = []

    def run(self, batch: Tensor) -> Output:
        self.shapes.append(batch.shape)
        return np.zeros((1, 1, cell_count(batch.shape[1]), cell_count(batch.shape[2])), np.float32)


def canvas(width: int, height: int) -> Canvas:
    return np.random.default_rng(1).integers(0, 255, (height, width, 4)).astype(np.uint16) * np.uint16(UNIT)


@pytest.fixture
def network() -> SpreadNetwork:
    return SpreadNetwork(of_bytes)


def test_there_is_a_score_for_every_cell(network: SpreadNetwork) -> None:
    assert scan(network, canvas(29 + 8 * 5, 29 + 8 * 11 + 7)).shape == (12, 6)


def test_a_canvas_whose_sides_need_no_rounding_is_scanned_as_it_is(network: SpreadNetwork) -> None:
    drawn = canvas(192, 256)

    scores = scan(network, drawn)

    assert network.shapes == [(1, 256, 192, 3)]
    assert np.array_equal(scores, network.run((drawn[None, ..., :3] // UNIT).astype(np.uint8))[0, 0])


def test_bands_give_the_scores_of_the_whole_but_where_it_ends(
    network: SpreadNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = canvas(192, 1024)
    whole = scan(network, drawn)

    monkeypatch.setattr(mmod_scan, "_BAND_AREA", 192 * 300)
    bands = scan(network, drawn)

    assert len(network.shapes) == 1 + 4
    assert bands[:-10] == pytest.approx(whole[:-10], abs=1e-4)


def test_canvases_of_similar_sizes_are_scanned_at_the_same_size(network: SpreadNetwork) -> None:
    for width, height in ((200, 400), (230, 450), (256, 512)):
        scan(network, canvas(width, height))

    assert set(network.shapes) == {(1, 512, 256, 3)}


def test_a_large_canvas_is_never_given_to_the_network_whole() -> None:
    network = NoFaces()

    assert scan(network, canvas(600, 6000)).shape == (747, 72)

    assert len(network.shapes) == 2
    assert all(rows * columns < 3_000_000 for _, rows, columns, _ in network.shapes)
