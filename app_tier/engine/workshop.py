"""What the parts of a model pack are made with: its files, converted models, runtimes."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app_tier.engine import conversions
from app_tier.engine.manifest import InvalidPack, PackFile, Part
from app_tier.engine.pack_files import read_verified, verified_path
from app_tier.engine.runtimes.runtime import Runtime
from app_tier.engine.weights.converted import ConvertedModels

if TYPE_CHECKING:
    from onnx import ModelProto


@dataclass(frozen=True, kw_only=True)
class Workshop:
    """Everything is read and made when it is asked for."""

    folder: Path  #: where those of the pack's files lie that no package brings
    converted: ConvertedModels
    runtime: Runtime

    def contents(self, part: Part, count: int) -> list[bytes]:
        """Return the part's files, in order. Raises InvalidPack, also where they are not `count`."""
        return [read_verified(file, self.folder) for file in _counted(part, count)]

    def path(self, part: Part) -> Path:
        """Return where the part's only file is, for a library that reads it itself. Raises InvalidPack."""
        (file,) = _counted(part, 1)
        return verified_path(file, self.folder)

    def model(self, name: str, convert: Callable[..., "ModelProto"], *sources: bytes) -> Path:
        """Return the network that `convert` makes of the sources, made now or earlier."""
        return self.converted.get(
            name,
            sources=sources,
            version=conversions.VERSION,
            convert=lambda: bytes(convert(*sources).SerializeToString()),
        )


def _counted(part: Part, count: int) -> tuple[PackFile, ...]:
    if len(part.files) != count:
        raise InvalidPack(f"A part of kind {part.kind!r} takes {count} files, and not {len(part.files)}.")
    return part.files
