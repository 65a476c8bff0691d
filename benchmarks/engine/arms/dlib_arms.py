"""dlib's own embedder and CNN detector, from the wheel."""

import dlib
import numpy as np
from numpy.typing import NDArray

from app_tier.engine.pixels import Chips, Pixels
from app_tier.engine.stopwatch import Stopwatch
from benchmarks.engine.arms.arm import Timed
from benchmarks.engine.dlib_models import model_file
from pipeline.results import Box


class DlibEmbedderArm:
    """`compute_face_descriptor` on chips that are aligned already."""

    def __init__(self) -> None:
        path = model_file("dlib_face_recognition_resnet_model_v1.dat")
        self._embedder = dlib.face_recognition_model_v1(path)

    def answer(self, question: Chips) -> Timed[NDArray[np.float32]]:
        """Return the embeddings."""
        watch = Stopwatch()
        embeddings = [np.asarray(self._embedder.compute_face_descriptor(chip)) for chip in question]
        watch.lap("embed")
        return Timed(stages=watch.stages, result=np.stack(embeddings))


class DlibCnnArm:
    """The CNN detector (MMOD) on the picture as it is, as in `face_recognition`'s examples of it."""

    def __init__(self) -> None:
        self._detector = dlib.cnn_face_detection_model_v1(model_file("mmod_human_face_detector.dat"))

    def answer(self, question: Pixels) -> Timed[list[Box]]:
        """Return the faces' boxes."""
        watch = Stopwatch()
        found = self._detector(question, 0)
        watch.lap("detect")
        return Timed(stages=watch.stages, result=[_box(each.rect) for each in found])


def _box(rectangle: dlib.rectangle) -> Box:
    return Box(left=rectangle.left(), top=rectangle.top(), width=rectangle.width(), height=rectangle.height())
