"""What users of `face_recognition` do: compare a face with a list of known ones, all anew each time."""

import importlib.util
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.gallery import Units

Encoding = NDArray[np.float64]
Compare = Callable[[Sequence[Encoding], Encoding], list[Any]]

#: What is measured: the package, or where it is not installed the formula of its documentation.
PACKAGE, FORMULA = "face_recognition.compare_faces", "numpy's norm over a list, as compare_faces does"
_TOLERANCE = 0.6


class CompareFaces:
    """The people's embeddings as a list, which is how the package's users keep them."""

    def __init__(self, people: Units) -> None:
        self._known = list(people.astype(np.float64))
        self._compare = _compare_faces()

    def search(self, faces: Units) -> None:
        """Find out who is like each of these faces."""
        for face in faces.astype(np.float64):
            self._compare(self._known, face)


def name() -> str:
    """Return which of the two is measured."""
    return PACKAGE if importlib.util.find_spec("face_recognition") else FORMULA


def _compare_faces() -> Compare:
    if name() == FORMULA:
        return _by_formula
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its models are found by pkg_resources, which is deprecated
        import face_recognition
    compare: Compare = face_recognition.compare_faces
    return compare


def _by_formula(known: Sequence[Encoding], face: Encoding) -> list[Any]:
    return list(np.linalg.norm(np.asarray(known) - face, axis=1) <= _TOLERANCE)
