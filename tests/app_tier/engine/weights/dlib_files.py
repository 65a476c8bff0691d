"""The files of the package face_recognition_models."""

import importlib.util
from functools import cache
from pathlib import Path

EMBEDDER = "dlib_face_recognition_resnet_model_v1.dat"
MMOD = "mmod_human_face_detector.dat"
PREDICTOR = "shape_predictor_5_face_landmarks.dat"


def path_of(name: str) -> Path:
    package = importlib.util.find_spec("face_recognition_models")
    assert package is not None and package.origin is not None, "see worker_requirements.txt"
    return Path(package.origin).parent / "models" / name


@cache
def content_of(name: str) -> bytes:
    return path_of(name).read_bytes()
