"""dlib's own models, and face chips cut by them."""

from collections.abc import Iterable

import dlib
import numpy as np

from app_tier.engine.pack_files import package_folder
from app_tier.engine.pixels import Chips, Pixels


def model_file(name: str) -> str:
    """Return the path of a file of `face_recognition_models`, as dlib wants it. Raises InvalidPack."""
    return str(package_folder("face_recognition_models") / "models" / name)


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
