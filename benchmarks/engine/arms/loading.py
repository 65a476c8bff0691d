"""How each arm is loaded; called inside its process, so that no other one imports its libraries."""

import warnings
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app_tier.engine.packs import EngineChoice

if TYPE_CHECKING:
    from benchmarks.engine.arms.dlib_arms import DlibCnnArm, DlibEmbedderArm
    from benchmarks.engine.arms.face_recognition_arms import FaceRecognitionArm, HogArm
    from benchmarks.engine.arms.ours import DetectorArm, EmbedderArm, EngineArm
    from benchmarks.engine.arms.yunet_arm import YunetArm


def load_engine_arm(choice: EngineChoice) -> "EngineArm":
    """Load a whole engine of ours."""
    from benchmarks.engine.arms.ours import EngineArm

    return EngineArm(choice)


def load_detector_arm(choice: EngineChoice, min_face_px: int) -> "DetectorArm":
    """Load a detector of ours."""
    from benchmarks.engine.arms.ours import DetectorArm

    return DetectorArm(choice, min_face_px)


def load_embedder_arm(choice: EngineChoice) -> "EmbedderArm":
    """Load an embedder of ours."""
    from benchmarks.engine.arms.ours import EmbedderArm

    return EmbedderArm(choice)


def load_dlib_embedder() -> "DlibEmbedderArm":
    """Load dlib's embedder."""
    from benchmarks.engine.arms.dlib_arms import DlibEmbedderArm

    return DlibEmbedderArm()


def load_dlib_cnn() -> "DlibCnnArm":
    """Load dlib's CNN detector."""
    from benchmarks.engine.arms.dlib_arms import DlibCnnArm

    return DlibCnnArm()


def _load_face_recognition(model: str, upsampling: int) -> "FaceRecognitionArm":
    warnings.filterwarnings("ignore", message="pkg_resources")  # an import of face_recognition_models
    from benchmarks.engine.arms.face_recognition_arms import FaceRecognitionArm

    return FaceRecognitionArm(model, upsampling)


#: `face_recognition` with its default detector and upsampling.
load_hog_pipeline = partial(_load_face_recognition, "hog", 1)
#: With its CNN detector, on the picture as it is, as in the package's own example of it.
load_cnn_pipeline = partial(_load_face_recognition, "cnn", 0)


def load_hog_detector() -> "HogArm":
    """Load the detector that `face_recognition` uses by default."""
    warnings.filterwarnings("ignore", message="pkg_resources")
    from benchmarks.engine.arms.face_recognition_arms import HogArm

    return HogArm()


def load_yunet(model: Path) -> "YunetArm":
    """Load OpenCV's YuNet."""
    from benchmarks.engine.arms.yunet_arm import YunetArm

    return YunetArm(model)
