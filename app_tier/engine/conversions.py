"""Which conversion makes which network. What it needs is imported when it is made: once a machine."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onnx import ModelProto

#: Part of every converted model's name: raise it whenever the same weights would give another model.
VERSION = "1"


def proposal(weights: bytes) -> "ModelProto":
    """Return MTCNN's first network as ONNX."""
    from app_tier.engine.detection.strip import TILE_SIDE
    from app_tier.engine.weights.mtcnn_onnx import proposal_model
    from app_tier.engine.weights.mtcnn_wheel import PROPOSAL_FILE, read_mtcnn

    return proposal_model(read_mtcnn(weights, PROPOSAL_FILE), TILE_SIDE)


def refinement(weights: bytes) -> "ModelProto":
    """Return MTCNN's second network as ONNX."""
    from app_tier.engine.detection.mtcnn import REFINED_AT_ONCE
    from app_tier.engine.weights.mtcnn_onnx import refinement_model
    from app_tier.engine.weights.mtcnn_wheel import REFINEMENT_FILE, read_mtcnn

    return refinement_model(read_mtcnn(weights, REFINEMENT_FILE), REFINED_AT_ONCE)


def output(weights: bytes) -> "ModelProto":
    """Return MTCNN's third network as ONNX."""
    from app_tier.engine.detection.mtcnn import OUTPUT_AT_ONCE
    from app_tier.engine.weights.mtcnn_onnx import output_model
    from app_tier.engine.weights.mtcnn_wheel import OUTPUT_FILE, read_mtcnn

    return output_model(read_mtcnn(weights, OUTPUT_FILE), OUTPUT_AT_ONCE)


def mmod_scan(weights: bytes) -> "ModelProto":
    """Return dlib's face detector as ONNX, for scanning pictures."""
    from app_tier.engine.weights.dlib_mmod import read_mmod
    from app_tier.engine.weights.mmod_onnx import scan_model

    return scan_model(read_mmod(weights))


def mmod_int8_scan(weights: bytes, ranges: bytes) -> "ModelProto":
    """Return the same with its convolutions in int8."""
    from app_tier.engine.weights.activation_ranges import read_ranges
    from app_tier.engine.weights.dlib_mmod import read_mmod
    from app_tier.engine.weights.mmod_onnx import int8_scan_model

    return int8_scan_model(read_mmod(weights), read_ranges(ranges))


def mmod_exact(weights: bytes) -> "ModelProto":
    """Return dlib's face detector as ONNX, for scoring places exactly."""
    from app_tier.engine.weights.dlib_mmod import read_mmod
    from app_tier.engine.weights.mmod_onnx import exact_model

    return exact_model(read_mmod(weights))


def embedder(weights: bytes) -> "ModelProto":
    """Return dlib's embedder as ONNX."""
    from app_tier.engine.weights.dlib_embedder import read_embedder
    from app_tier.engine.weights.embedder_onnx import embedder_model

    return embedder_model(read_embedder(weights))


def int8_embedder(weights: bytes, ranges: bytes) -> "ModelProto":
    """Return dlib's embedder as ONNX with its convolutions in int8."""
    from app_tier.engine.weights.activation_ranges import read_ranges
    from app_tier.engine.weights.dlib_embedder import read_embedder
    from app_tier.engine.weights.embedder_onnx import embedder_model
    from app_tier.engine.weights.int8 import quantise

    return quantise(embedder_model(read_embedder(weights)), read_ranges(ranges))
