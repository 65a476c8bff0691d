"""What a model pack says of itself: a TOML file of its parts, their files, and what its distances mean."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from app_tier.calibration import Calibration
from pipeline.errors import FacefleetError

_STRICT = ConfigDict(extra="forbid")
_Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]


class InvalidPack(FacefleetError):
    """The model pack's manifest, or one of the files it names, is not what it should be."""


@dataclass(frozen=True, kw_only=True)
class PackFile:
    """A file of weights."""

    __pydantic_config__ = _STRICT
    path: str  #: inside `package`; without one, beside the manifest
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    package: str | None = None  #: an installed Python package


@dataclass(frozen=True, kw_only=True)
class Part:
    """One of a pack's parts, of a kind that `parts.py` knows how to build."""

    __pydantic_config__ = _STRICT
    kind: str
    licence: str
    source: str  #: where the files come from
    files: tuple[PackFile, ...] = ()


@dataclass(frozen=True, kw_only=True)
class EmbedderPart(Part):
    """The part that makes the embeddings."""

    __pydantic_config__ = _STRICT
    mirrored: bool = False  #: average with the embedding of the mirrored face: twice the work, some accuracy
    #: Of the pixels, 0 to 255, red first; what an ONNX file was trained with.
    mean: tuple[float, float, float] = (0.0, 0.0, 0.0)
    deviation: tuple[float, float, float] = (1.0, 1.0, 1.0)


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """A whole pack."""

    __pydantic_config__ = _STRICT
    name: _Name
    version: str
    #: Names the embeddings: those of packs with the same name here are comparable, all others never are.
    embeddings: _Name
    detector: Part
    aligner: Part
    embedder: EmbedderPart
    calibration: Calibration


_MANIFEST = TypeAdapter(Manifest)


def read_manifest(path: Path) -> Manifest:
    """Read a manifest. Raises InvalidPack with the first thing that is wrong."""
    try:
        return _MANIFEST.validate_python(tomllib.loads(path.read_text()))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidPack(f"The model pack's manifest {path} cannot be read: {error}") from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise InvalidPack(f"The model pack's manifest {path} is wrong: {where}: {first['msg']}") from error
