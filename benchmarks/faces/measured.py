"""An engine and the embeddings that it makes of LFW's pictures."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.faces.embedded import EmbeddedPictures, embedded
from benchmarks.faces.engine_pool import EnginePool, PackFacts, engine_pool
from benchmarks.pictures import Picture
from pipeline.messages import Options

_PLAIN = Options()


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What one engine gave."""

    pack: PackFacts
    pictures: EmbeddedPictures  #: not normalised

    def comparable_with(self, other: "Measured") -> bool:
        """Return whether a distance between the two's embeddings means anything."""
        return self.pack.model.embeddings == other.pack.model.embeddings


def embed(pool: EnginePool, names: Sequence[str], folder: Path, options: Options = _PLAIN) -> Measured:
    """Return the embeddings of the pictures' central faces. Raises UnreadablePicture."""
    pictures = (Picture(name=name, data=(folder / name).read_bytes()) for name in names)
    analyses = pool.analyse(pictures, len(names), options, "LFW")
    return Measured(pack=pool.pack, pictures=embedded(names, analyses))


def embed_with(pack: str, names: Sequence[str], folder: Path) -> Measured:
    """Load the pack, and do the same."""
    with engine_pool(pack) as pool:
        return embed(pool, names, folder)
