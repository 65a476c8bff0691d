"""The files of the package face_recognition_models."""

from functools import cache
from pathlib import Path

from app_tier.engine.pack_files import package_folder

EMBEDDER = "dlib_face_recognition_resnet_model_v1.dat"
MMOD = "mmod_human_face_detector.dat"
PREDICTOR = "shape_predictor_5_face_landmarks.dat"


def path_of(name: str) -> Path:
    return package_folder("face_recognition_models") / "models" / name


@cache
def content_of(name: str) -> bytes:
    return path_of(name).read_bytes()
