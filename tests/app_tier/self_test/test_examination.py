"""The self-test: what passes, and what does not."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from app_tier.engine.engine import Analysis
from app_tier.self_test.examination import examine
from app_tier.self_test.expectations import allowed_distance, expected_embedding, picture
from pipeline.gallery import Embedding
from pipeline.messages import Options
from pipeline.results import ImageSize, ModelId
from tests.app_tier.world import face

DLIB = ModelId(pack="dlib", version="1", embeddings="dlib-reference", runtime="onnx-fp32")


class Engine:
    """Finds one face for each of the embeddings it is made with."""

    def __init__(self, *embeddings: Embedding) -> None:
        self._faces = tuple(replace(face("drawn"), embedding=each) for each in embeddings)

    def analyse(self, picture: bytes, options: Options) -> Analysis:
        return Analysis(image=ImageSize(width=250, height=250), faces=self._faces, timings={})


def expected() -> Embedding:
    embedding = expected_embedding(DLIB)
    assert embedding is not None
    return embedding


def moved(distance: float) -> Embedding:
    """Return an embedding of length one so far from the expected one."""
    aside = np.zeros_like(expected())
    aside[0] = 1
    aside -= expected() * (aside @ expected())
    aside /= np.linalg.norm(aside)
    half = np.arcsin(distance / 2)
    turned: NDArray[np.float32] = np.cos(2 * half) * expected() + np.sin(2 * half) * aside
    return turned.astype(np.float32)


def test_the_expected_embedding_passes_whatever_its_length() -> None:
    report = examine(Engine(3 * expected()), DLIB)

    assert report.problem is None
    assert report.distance == pytest.approx(0, abs=1e-4)


@pytest.mark.parametrize("runtime", ["onnx-fp32", "openvino-bf16", "openvino-int8"])
def test_each_runtime_may_be_off_by_what_its_precision_costs(runtime: str) -> None:
    model = replace(DLIB, runtime=runtime)
    allowed = allowed_distance(model)

    assert examine(Engine(moved(0.95 * allowed)), model).problem is None
    beyond = examine(Engine(moved(1.05 * allowed)), model)
    assert beyond.problem is not None and "from the expected one" in beyond.problem


def test_no_precision_excuses_another_face() -> None:
    assert (
        max(allowed_distance(replace(DLIB, runtime=each)) for each in ("openvino-bf16", "openvino-int8"))
        < 0.1
    )


@pytest.mark.parametrize("faces", [0, 2])
def test_one_face_is_to_be_found(faces: int) -> None:
    report = examine(Engine(*[expected()] * faces), DLIB)

    assert report.problem == f"It finds {faces} faces in a picture of one."


def test_an_embedding_that_is_no_number_fails() -> None:
    assert examine(Engine(np.full(128, np.nan, dtype=np.float32)), DLIB).problem is not None


def test_an_embedding_of_another_kind_fails() -> None:
    assert examine(Engine(np.ones(512, dtype=np.float32)), DLIB).problem is not None


def test_a_pack_of_the_users_own_has_only_to_answer() -> None:
    report = examine(Engine(), replace(DLIB, pack="my-own"))

    assert (report.problem, report.distance) == (None, None)


def test_the_picture_is_a_small_jpeg() -> None:
    assert picture().startswith(b"\xff\xd8") and len(picture()) < 10_000
