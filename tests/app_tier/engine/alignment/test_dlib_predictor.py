"""The aligner for boxes alone gives the chips that dlib gives."""

from pathlib import Path

import dlib
import numpy as np
import pytest
from PIL import Image, ImageFilter

from app_tier.engine.alignment.dlib_predictor import LANDMARKS, DlibAligner
from app_tier.engine.detection.detector import Detection
from app_tier.engine.pixels import Pixels
from app_tier.engine.weights.unreadable import UnreadableWeights
from tests.app_tier.engine.weights.dlib_files import PREDICTOR, path_of

pytestmark = pytest.mark.model
MODEL = path_of(PREDICTOR)


def clouds(width: int, height: int) -> Pixels:
    """Return a picture as smooth as a photograph. The predictor finds its points where no face is, too."""
    noise = np.random.default_rng(5).integers(0, 256, (height, width, 3), dtype=np.uint8)
    smooth = Image.fromarray(noise).filter(ImageFilter.GaussianBlur(6))
    return np.asarray(smooth.point(lambda value: min(255, max(0, 6 * (value - 106)))))


#: The sizes of boxes, and how far the chips may differ, of 255: dlib shrinks large faces in another way.
@pytest.mark.parametrize(("side", "difference"), [(60, 1.0), (150, 1.0), (300, 2.0), (470, 4.0)])
def test_its_chips_are_dlibs_own(side: int, difference: float) -> None:
    picture = clouds(700, 600)
    box = Detection(left=90, top=70, right=90 + side, bottom=70 + side, score=1.0)
    rectangle = dlib.rectangle(90, 70, 89 + side, 69 + side)  # dlib's name their last pixels
    assert (rectangle.width(), rectangle.height()) == (side, side)
    shape = dlib.shape_predictor(str(MODEL))(picture, rectangle)
    expected = dlib.get_face_chip(picture, shape, 150, 0.25)

    aligned = DlibAligner(MODEL).align(picture, [box])

    assert np.abs(aligned.chips[0].astype(int) - expected).mean() < difference
    assert [landmark.type for landmark in aligned.landmarks[0]] == list(LANDMARKS)
    assert aligned.landmarks[0][4].x == pytest.approx(shape.part(4).x + 0.5)
    assert aligned.landmarks[0][0].x == pytest.approx(shape.part(0).x + 0.5)


def test_a_file_that_is_no_predictor_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "points.dat").write_bytes(b"no predictor")

    with pytest.raises(UnreadableWeights, match=r"points\.dat is no shape predictor"):
        DlibAligner(tmp_path / "points.dat")
