"""Has an engine look at the test picture, and says what differs from what is expected."""

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from app_tier.engine.engine import Analysis
from app_tier.self_test.expectations import allowed_distance, expected_embedding, picture
from pipeline.errors import FacefleetError
from pipeline.gallery import Embedding, unit
from pipeline.messages import Options
from pipeline.results import ModelId


class SelfTestFailed(FacefleetError):
    """This machine's engine does not find what it should."""


class Analyses(Protocol):
    """What the examination needs of an engine."""

    def analyse(self, picture: bytes, options: Options) -> Analysis:
        """Find and embed the picture's faces."""


@dataclass(frozen=True, kw_only=True)
class Report:
    """How an engine fared."""

    model: ModelId
    distance: float | None = None  #: of the embedding from the expected one, both of length one
    allowed: float | None = None  #: the largest distance that is well
    problem: str | None = None  #: what differs, in words


def examine(engine: Analyses, model: ModelId) -> Report:
    """Return how the engine fares; of a pack of the user's own, that it answers. Raises what it raises."""
    faces = engine.analyse(picture(), Options()).faces
    expected = expected_embedding(model)
    if expected is None:
        return Report(model=model)
    if len(faces) != 1:
        return Report(model=model, problem=f"It finds {len(faces)} faces in a picture of one.")
    return _compared(model, faces[0].embedding, expected)


def _compared(model: ModelId, embedding: Embedding, expected: Embedding) -> Report:
    if embedding.shape != expected.shape:
        numbers = f"{embedding.shape} numbers for a face, and not {expected.shape}"
        return Report(model=model, problem=f"It gives {numbers}.")
    distance, allowed = float(np.linalg.norm(unit(embedding) - expected)), allowed_distance(model)
    within = Report(model=model, distance=round(distance, 5), allowed=allowed)
    if distance <= allowed:  # which NaN is not
        return within
    return replace(within, problem=f"The face's embedding lies {distance:.4f} from the expected one.")
