"""The models for scanning compute what the exact one does."""

import numpy as np
import onnx
import pytest

from app_tier.engine.pixels import Output, Tensor
from app_tier.engine.weights.activation_ranges import DLIB_MMOD, ActivationRanges, RangesUnfit, read_ranges
from app_tier.engine.weights.dlib_mmod import DlibMmod, read_mmod
from app_tier.engine.weights.mmod_onnx import exact_model, int8_scan_model, scan_model
from tests.app_tier.engine.weights.dlib_files import MMOD, content_of
from tests.app_tier.engine.weights.onnx_session import Session

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def weights() -> DlibMmod:
    return read_mmod(content_of(MMOD))


@pytest.fixture(scope="module")
def ranges() -> ActivationRanges:
    return read_ranges(DLIB_MMOD.read_bytes())


@pytest.fixture(scope="module")
def picture() -> Tensor:
    """Return waves of many lengths, as bytes, pixel after pixel."""
    down, across, colour = np.ogrid[0:181, 0:205, 0:3]
    waves = np.sin(down * across / 900 + colour) + np.sin(down / 7) + np.cos(across / (5 + colour))
    return np.asarray(np.rint(127 + 42 * waves)[None], np.uint8)


@pytest.fixture(scope="module")
def exact_scores(weights: DlibMmod, picture: Tensor) -> Output:
    planes = np.ascontiguousarray(picture.transpose(0, 3, 1, 2), np.float32)
    return Session(exact_model(weights)).run(planes)


def test_bytes_pixel_after_pixel_give_the_same_scores(
    weights: DlibMmod, picture: Tensor, exact_scores: Output
) -> None:
    assert Session(scan_model(weights)).run(picture) == pytest.approx(exact_scores, abs=1e-4)


def test_int8_gives_nearly_the_same_scores(
    weights: DlibMmod,
    ranges: ActivationRanges,
    picture: Tensor,
    exact_scores: Output,
) -> None:
    scores = Session(int8_scan_model(weights, ranges)).run(picture)

    assert np.ptp(exact_scores) > 1
    assert np.abs(scores - exact_scores).mean() < 0.02
    assert np.abs(scores - exact_scores).max() < 0.15


def test_int8_rounds_the_bytes_before_their_planes_are_made(
    weights: DlibMmod, ranges: ActivationRanges
) -> None:
    kinds = [node.op_type for node in int8_scan_model(weights, ranges).graph.node]

    assert kinds[0] == "Cast"
    assert kinds.index("QuantizeLinear") < kinds.index("Transpose") < kinds.index("Conv")


def test_ranges_of_another_network_are_refused(weights: DlibMmod) -> None:
    with pytest.raises(RangesUnfit):
        int8_scan_model(weights, ActivationRanges(measured_on="nothing", largest={"elsewhere": 1.0}))


def test_the_models_keep_onnxs_rules(weights: DlibMmod, ranges: ActivationRanges) -> None:
    for model in (exact_model(weights), scan_model(weights), int8_scan_model(weights, ranges)):
        onnx.checker.check_model(model, full_check=True)
