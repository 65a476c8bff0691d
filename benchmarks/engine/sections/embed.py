"""One aligned face to its embedding: how fast, how near dlib's own, how near the processor's peak."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app_tier.engine.pixels import Chips
from app_tier.engine.weights.dlib_embedder import read_embedder
from app_tier.engine.weights.embedder_onnx import embedder_model
from benchmarks.engine.contest import Contest, contest
from benchmarks.engine.contestants import DLIB, embedders
from benchmarks.engine.dlib_models import cut_chips, model_file
from benchmarks.engine.scenes import decoded
from benchmarks.engine.setting import EXACT, OURS, Setting
from benchmarks.faces.findings import Findings
from benchmarks.peak import network_gflop, peak_gflops
from benchmarks.pictures import pictures

_ROUNDS, _ROUNDS_TOGETHER = 15, 5
_TOGETHER = 8
#: Portraits whose faces all embed, for the differences.
_PORTRAITS, _PORTRAITS_THOROUGH = 60, 600

Embeddings = NDArray[np.float32]
Milliseconds = Mapping[str, float]  #: by arm


def measure(setting: Setting) -> Findings:
    """Compare dlib's embedder with ours, in exact and default mode."""
    chips, peak = _chips(setting), peak_gflops()
    with contest(embedders(setting)) as embedding:
        alone, together = _each(embedding, chips[:1], _ROUNDS), _each(embedding, chips, _ROUNDS_TOGETHER)
        vectors = {name: embedding.once(name, chips) for name in alone}
    far = differences(vectors[DLIB], vectors[EXACT], vectors[OURS])
    peak = max(peak, peak_gflops())  # what disturbs it can only lower it
    gflop = _gflop()
    return Findings(
        figures={
            "embed_exact_speedup_vs_dlib_bin": alone[DLIB] / alone[EXACT],
            "embed_speedup_vs_dlib_bin": alone[DLIB] / alone[OURS],
            "embed_max_abs_diff": far["exact_from_dlib_max_abs"],
            "embed_fast_distance": far["fast_from_exact_max"],
            "embed_fraction_of_fp32_peak": gflop / alone[EXACT] * 1000 / peak,
        },
        details={
            "ms": alone,
            "ms_each_of_8": together,
            "gflop": gflop,
            "peak_gflops": peak,
            "chips": len(chips),
            **far,
        },
    )


def differences(dlib: Embeddings, exact: Embeddings, fast: Embeddings) -> dict[str, float]:
    """Return how far embeddings of the same chips, shape (chips, d), lie from one another."""
    distances = np.linalg.norm(fast - exact, axis=1)
    return {
        "exact_from_dlib_max_abs": float(np.abs(exact - dlib).max()),
        "fast_from_exact_max": float(distances.max()),
        "fast_from_exact_p99": float(np.quantile(distances, 0.99)),
        "fast_from_exact_mean": float(distances.mean()),
    }


def _each(embedding: Contest[Chips, Embeddings], chips: Chips, rounds: int) -> dict[str, float]:
    """Return milliseconds per chip of every arm, at most eight chips at once."""
    batch = chips[:_TOGETHER]
    timed = embedding.compare(batch, rounds)
    return {name: each.stages["embed"] / len(batch) for name, each in timed.items()}


def _gflop() -> float:
    data = Path(model_file("dlib_face_recognition_resnet_model_v1.dat")).read_bytes()
    return network_gflop(embedder_model(read_embedder(data)))


def _chips(setting: Setting) -> Chips:
    count = _PORTRAITS_THOROUGH if setting.thorough else _PORTRAITS
    portraits = pictures(setting.pictures / "lfw", count)
    return cut_chips(decoded(each.data) for each in portraits)
