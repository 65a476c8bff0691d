"""How each model pack is loaded; called inside an engine process, where the model runtime is imported."""

from app_tier.engine.engine import FaceEngine
from pipeline.images import ImageLimits


def load_reference(limits: ImageLimits) -> FaceEngine:
    """Load dlib's detector and embedder."""
    from app_tier.engine.reference import ReferenceEngine  # the supervisor names this, and must not load dlib

    return ReferenceEngine(limits)
