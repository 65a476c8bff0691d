"""What an engine is to find in the test picture. `benchmarks.self_test` draws that and writes both files."""

import json
from pathlib import Path

import numpy as np

from pipeline.gallery import Embedding
from pipeline.results import ModelId

FOLDER = Path(__file__).parent
#: How far an embedding may lie from the expected one, which single precision gave, both of length one. bf16
#: moves this picture's by 0.008 (dlib's network) and 0.029 (MobileFaceNet), int8 by 0.020. Other drawn faces,
#: all much alike, are 0.13 and more away.
_ALLOWED = {"openvino-bf16": 0.05, "openvino-int8": 0.06}
_ALLOWED_OF_EXACT = 0.01


def picture() -> bytes:
    """Return the test picture: a JPEG of one face."""
    return (FOLDER / "face.jpg").read_bytes()


def expected_embedding(model: ModelId) -> Embedding | None:
    """Return the face's embedding, of length one; None for a pack that Facefleet does not ship."""
    embeddings = json.loads((FOLDER / "expected.json").read_text())
    numbers = embeddings.get(name_of(model))
    return None if numbers is None else np.array(numbers, dtype=np.float32)


def name_of(model: ModelId) -> str:
    """Return what the embedding is kept under: runtimes share it."""
    return f"{model.pack} {model.version}"


def allowed_distance(model: ModelId) -> float:
    """Return how far an embedding may lie from the expected one."""
    return _ALLOWED.get(model.runtime, _ALLOWED_OF_EXACT)
