"""The ONNX detector gives the very scores that dlib gives, on a face that is drawn here."""

import dlib
import numpy as np
import onnx
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from app_tier.engine.detection.mmod_grid import CELL, FIRST_CENTRE
from app_tier.engine.weights.convolution import Reals
from app_tier.engine.weights.dlib_mmod import DlibMmod, read_mmod
from app_tier.engine.weights.mmod_onnx import exact_model
from tests.app_tier.engine.weights.dlib_files import MMOD, content_of, path_of
from tests.app_tier.engine.weights.onnx_session import Session
from tests.app_tier.engine.weights.plain_network import convolve

pytestmark = pytest.mark.model
MEAN_COLOUR = (122.782, 117.001, 104.298)
#: Pixels of mean colour that dlib puts around the pyramid's levels.
EDGE = 11


@pytest.fixture(scope="module")
def weights() -> DlibMmod:
    return read_mmod(content_of(MMOD))


@pytest.fixture(scope="module")
def session(weights: DlibMmod) -> Session:
    return Session(exact_model(weights))


@pytest.fixture(scope="module")
def reference() -> dlib.cnn_face_detection_model_v1:
    return dlib.cnn_face_detection_model_v1(str(path_of(MMOD)))


def drawn_face(zoom: float) -> NDArray[np.uint8]:
    """Return a picture with a face of some 80 pixels at (110, 110), and room below it.

    The room keeps the pyramid's next level, which dlib lays below the picture, out of the face's scores.
    """
    picture = Image.new("RGB", (220, 420), (123, 117, 104))
    draw = ImageDraw.Draw(picture)

    def ellipse(x: float, y: float, width: float, height: float, colour: tuple[int, int, int]) -> None:
        corners = (x - width, y - height, x + width, y + height)
        draw.ellipse([110 + zoom * each for each in corners], fill=colour)

    ellipse(0, -8, 32, 43, (40, 30, 25))
    ellipse(0, 0, 30, 40, (170, 130, 105))
    for side in (-12, 12):
        ellipse(side, -14, 8, 2, (50, 35, 30))
        ellipse(side, -6, 8, 5, (105, 80, 65))
        ellipse(side, -6, 6, 3, (230, 230, 230))
        ellipse(side, -6, 3, 3, (30, 20, 20))
    ellipse(0, 8, 5, 3, (105, 80, 65))
    ellipse(0, 21, 11, 4, (120, 65, 65))
    return np.asarray(picture.filter(ImageFilter.GaussianBlur(2 * zoom)))


def with_edge(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the network's input: the picture as dlib has it in its pyramid, with mean colour around it."""
    rows, columns, _ = picture.shape
    canvas = np.tile(np.array(MEAN_COLOUR, np.float32), (rows + 2 * EDGE, columns + 2 * EDGE, 1))
    canvas[EDGE:-EDGE, EDGE:-EDGE] = picture
    return np.ascontiguousarray(canvas.transpose(2, 0, 1)[None])


@pytest.mark.parametrize("zoom", [1.1, 1.2, 1.3, 1.4])
def test_a_face_has_dlibs_confidence_and_place(
    zoom: float, session: Session, reference: dlib.cnn_face_detection_model_v1
) -> None:
    picture = drawn_face(zoom)
    (expected,) = reference(picture, 0)

    scores = session.run(with_edge(picture))[0, 0]

    assert scores.max() == pytest.approx(expected.confidence, abs=1e-4)
    best = np.array(np.unravel_index(scores.argmax(), scores.shape))
    centre = dlib.center(expected.rect)
    assert best * CELL + FIRST_CENTRE - EDGE == pytest.approx([centre.y, centre.x], abs=1)


def test_a_picture_without_a_face_has_no_score_above_zero(session: Session) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (300, 400, 3), dtype=np.uint8)

    assert session.run(with_edge(noise)).max() < 0


def test_every_score_is_that_of_the_layers_one_by_one(weights: DlibMmod, session: Session) -> None:
    picture = np.random.default_rng(2).uniform(0, 255, (3, 97, 133)).astype(np.float32)

    values: Reals = picture.astype(np.float64)
    for convolution in weights.convolutions[:-1]:
        values = np.maximum(convolve(values, convolution), 0)
    expected = convolve(values, weights.convolutions[-1])

    assert session.run(picture[None])[0] == pytest.approx(expected, abs=1e-4)


def test_the_model_keeps_onnxs_rules(weights: DlibMmod) -> None:
    onnx.checker.check_model(exact_model(weights), full_check=True)
