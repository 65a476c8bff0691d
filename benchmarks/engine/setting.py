"""What a run of the benchmark can use."""

import importlib.util
from dataclasses import dataclass
from pathlib import Path

from app_tier.engine.packs import DEFAULT_PACK, REFERENCE_PACK, EngineChoice
from app_tier.engine.runtimes.choice import RuntimeName

OURS, EXACT = "ours", "ours, exact"
#: What Facefleet had before: dlib's HOG detector and embedder.
FIRST = "first engine"


@dataclass(frozen=True, kw_only=True)
class Setting:
    """Where things are, and which are there."""

    pictures: Path  #: folder of real pictures; may not be there
    models: Path  #: folder of converted models
    yunet: Path | None
    face_recognition: bool  #: whether the package is installed
    thorough: bool  #: measure more, for as long as it takes

    def modes(self, pack: str = DEFAULT_PACK) -> dict[str, EngineChoice]:
        """Return a pack in the fastest runtime of this processor and in the exact one."""
        exact = EngineChoice(pack=pack, models=self.models, runtime=RuntimeName.ONNX_FP32)
        return {OURS: EngineChoice(pack=pack, models=self.models), EXACT: exact}

    def engines(self) -> dict[str, EngineChoice]:
        """Return the engines that a service can be run on."""
        return {**self.modes(), FIRST: EngineChoice(pack=REFERENCE_PACK, models=self.models)}

    def left_out(self) -> list[str]:
        """Return what cannot be measured, or on less, as sentences."""
        sentences = {
            "The package face_recognition is not installed (dev_requirements.txt has it): "
            "its times and the figures relative to it are left out.": self.face_recognition,
            "There is no YuNet file (--yunet FILE): its times are left out.": self.yunet is not None,
            f"There are no pictures in {self.pictures} (--pictures DIR): they are drawn.": (
                self.pictures.is_dir()
            ),
        }
        return [sentence for sentence, there in sentences.items() if not there]


def find_yunet(given: Path | None, folder: Path) -> Path | None:
    """Return the given file, else one below the folder, else nothing."""
    return given or next(iter(sorted(folder.rglob("*yunet*.onnx"))), None)


def is_installed(package: str) -> bool:
    """Tell whether a package can be imported, without doing so."""
    return importlib.util.find_spec(package) is not None
