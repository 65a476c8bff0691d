"""How large the values between a network's layers get: what int8 scales are made from, measured once.

`python -m benchmarks.calibrate_int8` and `python -m benchmarks.calibrate_mmod` write the files. These lie
beside this module, so that nobody needs pictures to quantise a network.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from pipeline.errors import FacefleetError

DLIB_EMBEDDER = Path(__file__).with_name("dlib_embedder_ranges.json")
DLIB_MMOD = Path(__file__).with_name("dlib_mmod_ranges.json")


class RangesUnfit(FacefleetError):
    """The activation ranges are damaged, or are not those of this network."""


@dataclass(frozen=True, kw_only=True)
class ActivationRanges:
    """The measured values, none of which is ever below zero."""

    __pydantic_config__ = ConfigDict(extra="forbid")
    measured_on: str
    #: by the ONNX name of each value that a convolution takes
    largest: Mapping[str, Annotated[float, Field(gt=0, allow_inf_nan=False)]]


_RANGES = TypeAdapter(ActivationRanges)


def read_ranges(data: bytes) -> ActivationRanges:
    """Read a file's content. Raises RangesUnfit."""
    try:
        return _RANGES.validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise RangesUnfit(f"These are no activation ranges: {first['loc']}: {first['msg']}") from error


def encode_ranges(ranges: ActivationRanges) -> bytes:
    """Return the file's content."""
    return _RANGES.dump_json(ranges, indent=1) + b"\n"
