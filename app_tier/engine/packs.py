"""Loads model packs; called inside an engine process, where the model runtimes are imported."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from app_tier.engine.runtimes.capabilities import installed_libraries, processor_capabilities
from app_tier.engine.runtimes.choice import RuntimeName, choose
from app_tier.engine.weights.converted import ConvertedModels
from pipeline.images import ImageLimits

if TYPE_CHECKING:
    from app_tier.engine.engine import FaceEngine
    from app_tier.engine.pack_engine import Pack

#: The pack that runs face_recognition's own libraries, and nothing of what follows below.
REFERENCE_PACK = "dlib-reference"
DEFAULT_PACK = "dlib"
_SHIPPED = Path(__file__).parent / "manifests"


@dataclass(frozen=True, kw_only=True)
class EngineChoice:
    """Which engine to load, and how. Pickles: engine processes are given one."""

    models: Path  #: folder of converted models, and of files that packs want and no package brings
    pack: str = DEFAULT_PACK  #: a shipped pack's name, or the path of a manifest
    runtime: RuntimeName | Literal["auto"] = "auto"
    limits: ImageLimits = field(default_factory=ImageLimits)
    max_image_px: int = 2048  #: larger pictures are made smaller first, longer side


def load_engine(choice: EngineChoice) -> "FaceEngine":
    """Load the engine. Raises InvalidPack, RuntimeUnavailable, and what converting weights raises."""
    if choice.pack == REFERENCE_PACK:
        from app_tier.engine.reference import ReferenceEngine  # dlib's import takes long

        _keep_opencv_to_one_thread()
        return ReferenceEngine(choice.limits)
    from app_tier.engine.pack_engine import PackEngine

    return PackEngine(load_pack(choice), choice.limits, choice.max_image_px)


def load_pack(choice: EngineChoice) -> "Pack":
    """Load the parts of any pack but the reference. Raises as `load_engine` does."""
    from app_tier.engine import parts
    from app_tier.engine.manifest import read_manifest
    from app_tier.engine.runtimes.loading import load_runtime
    from app_tier.engine.workshop import Workshop

    _keep_opencv_to_one_thread()
    path = _manifest(choice.pack)
    manifest = read_manifest(path)
    name = choose(choice.runtime, processor_capabilities(), installed_libraries())
    return parts.assemble(
        manifest,
        Workshop(
            folder=choice.models / manifest.name if path.parent == _SHIPPED else path.parent,
            converted=ConvertedModels(choice.models),
            runtime=load_runtime(name),
        ),
    )


def _keep_opencv_to_one_thread() -> None:
    import cv2  # not above: the supervisor names this module, and must not load cv2

    cv2.setNumThreads(1)  # the engine's processes are the parallelism


def shipped_packs() -> list[str]:
    """Return the names that `EngineChoice.pack` can have without a file of the user's."""
    return sorted([REFERENCE_PACK, *(path.stem for path in _SHIPPED.glob("*.toml"))])


def _manifest(pack: str) -> Path:
    """Return the pack's manifest: one of ours by its name, or the user's own by its path."""
    if pack in shipped_packs():
        return _SHIPPED / f"{pack}.toml"
    if not pack.endswith(".toml"):
        from app_tier.engine.manifest import InvalidPack

        raise InvalidPack(
            f"There is no model pack {pack!r} but {', '.join(shipped_packs())}, and manifests (….toml)."
        )
    return Path(pack)
