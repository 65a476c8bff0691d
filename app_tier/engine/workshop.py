"""What the parts of a model pack are made with: its files, converted models, runtimes."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app_tier.engine import conversions
from app_tier.engine.manifest import Part
from app_tier.engine.pack_files import locate, read_verified
from app_tier.engine.runtimes.runtime import Runtime
from app_tier.engine.weights.converted import ConvertedModels


@dataclass(frozen=True, kw_only=True)
class Workshop:
    """Everything is read and made when it is asked for."""

    folder: Path  #: where those of the pack's files lie that no package brings
    converted: ConvertedModels
    runtime: Runtime

    def contents(self, part: Part) -> list[bytes]:
        """Return the part's files, in order. Raises InvalidPack."""
        return [read_verified(file, self.folder) for file in part.files]

    def path(self, part: Part) -> Path:
        """Return where the part's first file is, for a library that reads it itself. Raises InvalidPack."""
        read_verified(part.files[0], self.folder)
        return locate(part.files[0], self.folder)

    def model(self, name: str, convert: Callable[..., bytes], *sources: bytes) -> Path:
        """Return the network that `convert` makes of the sources, made now or earlier."""
        return self.converted.get(
            name, sources=sources, version=conversions.VERSION, convert=lambda: convert(*sources)
        )
