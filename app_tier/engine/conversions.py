"""Which conversion makes which network. What it needs is imported when it is made: once a machine."""

#: Part of every converted model's name: raise it whenever the same weights would give another model.
VERSION = "1"


def proposal(weights: bytes) -> bytes:
    """Return MTCNN's first network as ONNX."""
    from app_tier.engine.detection.strip import TILE_SIDE
    from app_tier.engine.weights.mtcnn_onnx import proposal_model
    from app_tier.engine.weights.mtcnn_wheel import PROPOSAL_FILE, read_mtcnn

    return bytes(proposal_model(read_mtcnn(weights, PROPOSAL_FILE), TILE_SIDE).SerializeToString())


def refinement(weights: bytes) -> bytes:
    """Return MTCNN's second network as ONNX."""
    from app_tier.engine.detection.mtcnn import REFINED_AT_ONCE
    from app_tier.engine.weights.mtcnn_onnx import refinement_model
    from app_tier.engine.weights.mtcnn_wheel import REFINEMENT_FILE, read_mtcnn

    return bytes(refinement_model(read_mtcnn(weights, REFINEMENT_FILE), REFINED_AT_ONCE).SerializeToString())


def output(weights: bytes) -> bytes:
    """Return MTCNN's third network as ONNX."""
    from app_tier.engine.detection.mtcnn import OUTPUT_AT_ONCE
    from app_tier.engine.weights.mtcnn_onnx import output_model
    from app_tier.engine.weights.mtcnn_wheel import OUTPUT_FILE, read_mtcnn

    return bytes(output_model(read_mtcnn(weights, OUTPUT_FILE), OUTPUT_AT_ONCE).SerializeToString())


def mmod_scan(weights: bytes) -> bytes:
    """Return dlib's face detector as ONNX, for scanning pictures."""
    from app_tier.engine.weights.dlib_mmod import read_mmod
    from app_tier.engine.weights.mmod_onnx import scan_model

    return bytes(scan_model(read_mmod(weights)).SerializeToString())


def mmod_int8_scan(weights: bytes, ranges: bytes) -> bytes:
    """Return the same with its convolutions in int8."""
    from app_tier.engine.weights.activation_ranges import read_ranges
    from app_tier.engine.weights.dlib_mmod import read_mmod
    from app_tier.engine.weights.mmod_onnx import int8_scan_model

    return bytes(int8_scan_model(read_mmod(weights), read_ranges(ranges)).SerializeToString())


def mmod_exact(weights: bytes) -> bytes:
    """Return dlib's face detector as ONNX, for scoring places exactly."""
    from app_tier.engine.weights.dlib_mmod import read_mmod
    from app_tier.engine.weights.mmod_onnx import exact_model

    return bytes(exact_model(read_mmod(weights)).SerializeToString())


def embedder(weights: bytes) -> bytes:
    """Return dlib's embedder as ONNX."""
    from app_tier.engine.weights.dlib_embedder import read_embedder
    from app_tier.engine.weights.embedder_onnx import embedder_model

    return bytes(embedder_model(read_embedder(weights)).SerializeToString())


def int8_embedder(weights: bytes, ranges: bytes) -> bytes:
    """Return dlib's embedder as ONNX with its convolutions in int8."""
    from app_tier.engine.weights.activation_ranges import read_ranges
    from app_tier.engine.weights.dlib_embedder import read_embedder
    from app_tier.engine.weights.embedder_onnx import embedder_model
    from app_tier.engine.weights.int8 import quantise

    return bytes(quantise(embedder_model(read_embedder(weights)), read_ranges(ranges)).SerializeToString())
