"""Who takes part in which comparison."""

from functools import partial

import numpy as np
from numpy.typing import NDArray

from app_tier.engine.pixels import Chips, Pixels
from benchmarks.engine.arms import loading
from benchmarks.engine.contest import Contestant
from benchmarks.engine.setting import Setting
from pipeline.results import Box

HOG, CNN = "face_recognition, HOG", "face_recognition, CNN"
DLIB = "dlib-bin"
YUNET = "OpenCV YuNet"
#: Each turn of dlib's CNN detector takes seconds.
_CNN_ROUNDS = 3

Detecting = Contestant[Pixels, list[Box]]
Embedding = Contestant[Chips, NDArray[np.float32]]
Analysing = Contestant[bytes, int]


def embedders(setting: Setting) -> list[Embedding]:
    """Return those that embed aligned faces."""
    load = loading.load_embedder_arm
    ours = [Embedding(name=name, load=partial(load, choice)) for name, choice in setting.modes().items()]
    return [Embedding(name=DLIB, load=loading.load_dlib_embedder), *ours]


def detectors(setting: Setting, min_faces: tuple[int, ...]) -> list[Detecting]:
    """Return those that find faces; ours for each of the smallest sizes."""
    found = [
        Detecting(name=named(name, least), load=partial(loading.load_detector_arm, choice, least))
        for least in min_faces
        for name, choice in setting.modes().items()
    ]
    if setting.face_recognition:
        found.append(Detecting(name=HOG, load=loading.load_hog_detector))
    if setting.yunet:
        found.append(Detecting(name=YUNET, load=partial(loading.load_yunet, setting.yunet)))
    return found


def named(name: str, min_face_px: int) -> str:
    """Return what a detector is called that looks for faces from a size up."""
    return f"{name}, from {min_face_px} px"


def cnn_detectors(setting: Setting) -> list[Detecting]:
    """Return dlib's CNN detector and its twins, which like it find all that they can."""
    ours = [
        Detecting(name=name, load=partial(loading.load_detector_arm, choice, 1))
        for name, choice in setting.modes("dlib-mmod").items()
    ]
    return [Detecting(name=DLIB, load=loading.load_dlib_cnn, most_rounds=_CNN_ROUNDS), *ours]


def engines(setting: Setting) -> list[Analysing]:
    """Return those that go from a picture's bytes to embeddings."""
    load = loading.load_engine_arm
    found = [Analysing(name=name, load=partial(load, choice)) for name, choice in setting.modes().items()]
    if setting.face_recognition:
        found.append(Analysing(name=HOG, load=loading.load_hog_pipeline))
        found.append(Analysing(name=CNN, load=loading.load_cnn_pipeline, most_rounds=_CNN_ROUNDS))
    return found
