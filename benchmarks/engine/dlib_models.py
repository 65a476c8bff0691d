"""dlib's own models, and face chips cut by them."""

import importlib.util
from collections.abc import Iterable
from pathlib import Path

import dlib
import numpy as np

from app_tier.engine.pixels import Chips, Pixels

_PACKAGE = "face_recognition_models"


def model_file(name: str) -> str:
    """Return the path of a file of `face_recognition_models`, whose import is slow and not needed."""
    package = importlib.util.find_spec(_PACKAGE)
    if package is None or package.origin is None:
        raise ModuleNotFoundError(f"{_PACKAGE} is not installed: see worker_requirements.txt")
    return str(Path(package.origin).parent / "models" / name)


def cut_chips(portraits: Iterable[Pixels]) -> Chips:
    """Return the largest face of each portrait in which dlib finds one, aligned by it, 150 by 150."""
    detector = dlib.get_frontal_face_detector()
    predictor = dlib.shape_predictor(model_file("shape_predictor_5_face_landmarks.dat"))
    chips = []
    for pixels in portraits:
        if faces := detector(pixels, 1):
            largest = max(faces, key=lambda face: face.area())
            chips.append(dlib.get_face_chip(pixels, predictor(pixels, largest), 150, 0.25))
    return np.stack(chips)
