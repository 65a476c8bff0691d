"""Builds the parts that manifests name; the kinds are the keys of the tables below."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeVar

from app_tier.engine import conversions
from app_tier.engine.alignment.aligner import Aligner
from app_tier.engine.alignment.five_points import ARCFACE_CHIP, DLIB_CHIP, FivePointAligner, Template
from app_tier.engine.detection.detector import Detector
from app_tier.engine.detection.mmod import MmodDetector
from app_tier.engine.detection.mtcnn import MtcnnDetector
from app_tier.engine.detection.yunet import YunetDetector
from app_tier.engine.embedding.dlib_embedder import DlibEmbedder
from app_tier.engine.embedding.embedder import Embedder
from app_tier.engine.embedding.mirrored import MirroredEmbedder
from app_tier.engine.embedding.onnx_embedder import OnnxEmbedder
from app_tier.engine.manifest import EmbedderPart, InvalidPack, Manifest, Part
from app_tier.engine.pack_engine import Pack
from app_tier.engine.runtimes.capabilities import processor_capabilities
from app_tier.engine.runtimes.choice import RuntimeName
from app_tier.engine.runtimes.loading import load_runtime
from app_tier.engine.runtimes.runtime import Network
from app_tier.engine.trial import try_out
from app_tier.engine.weights.activation_ranges import DLIB_EMBEDDER, DLIB_MMOD
from app_tier.engine.workshop import Workshop
from pipeline.results import ModelId

B = TypeVar("B")


def assemble(manifest: Manifest, workshop: Workshop) -> Pack:
    """Load a pack's parts. Raises InvalidPack, and what reading and converting weights raises."""
    pack = Pack(
        model=ModelId(
            pack=manifest.name,
            version=manifest.version,
            embeddings=manifest.embeddings,
            runtime=workshop.runtime.name,
        ),
        calibration=manifest.calibration,
        detector=_builder(_DETECTORS, manifest.detector)(manifest.detector, workshop),
        aligner=_builder(_ALIGNERS, manifest.aligner)(manifest.aligner, workshop),
        embedder=_embedder(manifest.embedder, workshop),
    )
    try_out(pack)
    return pack


def _embedder(part: EmbedderPart, workshop: Workshop) -> Embedder:
    embedder = _builder(_EMBEDDERS, part)(part, workshop)
    return MirroredEmbedder(embedder) if part.mirrored else embedder


def _mtcnn(part: Part, workshop: Workshop) -> Detector:
    """Return MTCNN. Its networks take fixed numbers of windows, so nothing is compiled for a picture."""
    proposal, refinement, output = workshop.contents(part, 3)
    return MtcnnDetector(
        proposals=workshop.runtime.load(workshop.model("mtcnn-proposal", conversions.proposal, proposal)),
        refinement=workshop.runtime.load(
            workshop.model("mtcnn-refinement", conversions.refinement, refinement)
        ),
        output=workshop.runtime.load(workshop.model("mtcnn-output", conversions.output, output)),
    )


def _mmod(part: Part, workshop: Workshop) -> Detector:
    """Return dlib's CNN detector. Whatever scans, its boxes are decided in single precision."""
    (weights,) = workshop.contents(part, 1)
    exact = workshop.model("mmod-exact", conversions.mmod_exact, weights)
    return MmodDetector(
        scanner=_mmod_scanner(weights, workshop),
        exact=load_runtime(RuntimeName.ONNX_FP32).load(exact),
    )


def _mmod_scanner(weights: bytes, workshop: Workshop) -> Network:
    """Return the scan in int8 where that is to be had: since it decides nothing, it need only be fast."""
    if workshop.runtime.name == RuntimeName.ONNX_FP32 or not processor_capabilities().int8:
        model = workshop.model("mmod-scan", conversions.mmod_scan, weights)
        return workshop.runtime.load(model, (1,))
    ranges = DLIB_MMOD.read_bytes()
    model = workshop.model("mmod-scan-int8", conversions.mmod_int8_scan, weights, ranges)
    return load_runtime(RuntimeName.OPENVINO_INT8).load(model, (1,))


def _yunet(part: Part, workshop: Workshop) -> Detector:
    return YunetDetector(workshop.path(part))


def _five_points(template: Template, part: Part, workshop: Workshop) -> Aligner:
    workshop.contents(part, 0)
    return FivePointAligner(template)


def _dlib_predictor(part: Part, workshop: Workshop) -> Aligner:
    from app_tier.engine.alignment.dlib_predictor import DlibAligner  # dlib's import takes 0.1 s

    return DlibAligner(workshop.path(part))


def _dlib_embedder(part: EmbedderPart, workshop: Workshop) -> Embedder:
    (weights,) = workshop.contents(part, 1)
    if workshop.runtime.name == RuntimeName.OPENVINO_INT8:
        ranges = DLIB_EMBEDDER.read_bytes()
        model = workshop.model("dlib-embedder-int8", conversions.int8_embedder, weights, ranges)
    else:
        model = workshop.model("dlib-embedder", conversions.embedder, weights)
    return DlibEmbedder(workshop.runtime.load(model))


def _onnx_embedder(part: EmbedderPart, workshop: Workshop) -> Embedder:
    network = workshop.runtime.load(workshop.path(part))
    return OnnxEmbedder(network, mean=part.mean, deviation=part.deviation)


_DETECTORS: Mapping[str, Callable[[Part, Workshop], Detector]] = {
    "mtcnn": _mtcnn,
    "mmod": _mmod,
    "yunet": _yunet,
}
_ALIGNERS: Mapping[str, Callable[[Part, Workshop], Aligner]] = {
    "dlib-chip": partial(_five_points, DLIB_CHIP),
    "dlib-predictor": _dlib_predictor,
    "arcface-chip": partial(_five_points, ARCFACE_CHIP),
}
_EMBEDDERS: Mapping[str, Callable[[EmbedderPart, Workshop], Embedder]] = {
    "dlib": _dlib_embedder,
    "onnx": _onnx_embedder,
}


def _builder(builders: Mapping[str, B], part: Part) -> B:
    if part.kind not in builders:
        raise InvalidPack(f"There is no part of kind {part.kind!r} here, but: {', '.join(builders)}.")
    return builders[part.kind]
