"""The engines that are measured, by what stands for them on the command line."""

from app_tier.engine import packs
from app_tier.engine.engine import FaceEngine
from app_tier.engine.packs import DEFAULT_PACK, REFERENCE_PACK, EngineChoice
from app_tier.engine.runtimes.choice import RuntimeName
from app_tier.settings import WorkerSettings

REFERENCE = REFERENCE_PACK
DEFAULT = DEFAULT_PACK
#: The default pack without the arithmetic that saves time.
EXACT = f"{DEFAULT_PACK}:{RuntimeName.ONNX_FP32}"
#: The engines that any other is compared with.
COMPARED = (EXACT, REFERENCE)


def load_engine(name: str) -> FaceEngine:
    """Load an engine into this process: `PACK` or `PACK:RUNTIME`, the pack as in FACEFLEET_MODEL_PACK.

    Raises as the engine's own loading does, and ValueError for an unknown runtime.
    """
    pack, _, runtime = name.partition(":")
    folder = WorkerSettings().models
    return packs.load_engine(
        EngineChoice(models=folder, pack=pack, runtime=RuntimeName(runtime) if runtime else "auto")
    )
