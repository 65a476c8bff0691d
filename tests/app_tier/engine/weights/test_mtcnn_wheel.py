"""MTCNN's files are read if they are the very ones, and nothing else is."""

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app_tier.engine.weights.mtcnn_wheel import (
    OUTPUT_FILE,
    PROPOSAL_FILE,
    REFINEMENT_FILE,
    WheelFile,
    read_mtcnn,
)
from app_tier.engine.weights.unreadable import UnreadableWeights
from tests.app_tier.engine.weights.mtcnn_files import content_of, weights_of

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("file", "hidden", "answers"),
    [
        (PROPOSAL_FILE, [10, 16, 32], [4, 2]),
        (REFINEMENT_FILE, [28, 48, 64, 128], [4, 2]),
        (OUTPUT_FILE, [32, 64, 64, 128, 256], [4, 10, 2]),
    ],
)
def test_a_file_has_the_papers_layers(file: WheelFile, hidden: list[int], answers: list[int]) -> None:
    weights = weights_of(file)

    assert [len(layer.bias) for layer in weights.hidden] == hidden
    assert [layer.slope.shape for layer in weights.hidden] == [(outputs,) for outputs in hidden]
    assert [layer.weights.shape[-1] for layer in (*weights.hidden, *weights.answers)] == hidden + answers
    assert {layer.weights.dtype for layer in (*weights.hidden, *weights.answers)} == {np.dtype(np.float32)}


def test_one_networks_file_is_not_taken_for_anothers() -> None:
    with pytest.raises(UnreadableWeights, match=r"rnet\.lz4"):
        read_mtcnn(content_of(PROPOSAL_FILE), REFINEMENT_FILE)


def test_a_truncated_file_is_refused() -> None:
    with pytest.raises(UnreadableWeights, match="sha256"):
        read_mtcnn(content_of(PROPOSAL_FILE)[:-1], PROPOSAL_FILE)


class Harmful:
    """Writes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self) -> tuple[Any, tuple[Path]]:
        return Path.touch, (self._path,)


def test_a_file_that_is_not_the_right_one_is_never_unpickled(tmp_path: Path) -> None:
    harm = tmp_path / "harm"

    with pytest.raises(UnreadableWeights):
        read_mtcnn(pickle.dumps(Harmful(harm)), PROPOSAL_FILE)

    assert not harm.exists()
