"""Measures the activation ranges that the int8 embedder is made with.

  python -m benchmarks.calibrate_int8 --images lfw

The shipped ranges are of 1,369 pictures of Labeled Faces in the Wild: the people of its first pair fold.
dlib finds and aligns the faces, which takes a minute.
"""

import argparse
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper
from PIL import Image
from rich.progress import track

from app_tier.engine.pixels import Chips, Pixels
from app_tier.engine.runtimes.onnxruntime_library import onnxruntime
from app_tier.engine.weights.activation_ranges import DLIB_EMBEDDER, ActivationRanges, encode_ranges
from app_tier.engine.weights.dlib_embedder import read_embedder
from app_tier.engine.weights.embedder_onnx import embedder_model
from app_tier.engine.weights.int8 import convolved_values
from benchmarks.engine.dlib_models import cut_chips, model_file
from benchmarks.options import command

_BATCH = 16


def main() -> None:
    """Measure and write the file; ends with code 2 if there are no pictures."""
    options = asked("calibrate_int8", __doc__, DLIB_EMBEDDER)
    chips = cut_chips(_opened(options.paths))
    weights = Path(model_file("dlib_face_recognition_resnet_model_v1.dat")).read_bytes()
    ranges = ActivationRanges(
        measured_on=f"{len(chips)} faces of {len(options.paths)} pictures, {options.images.name}",
        largest=measure(embedder_model(read_embedder(weights)), _batches(chips)),
    )
    options.json.write_bytes(encode_ranges(ranges))
    print(f"{options.json}: {len(ranges.largest)} ranges, {ranges.measured_on}")


def measure(model: onnx.ModelProto, batches: Iterable[NDArray[np.float32]]) -> dict[str, float]:
    """Return the largest number in each value that a convolution takes, over all batches."""
    names = convolved_values(model)
    session = _session(model, names)
    source = model.graph.input[0].name
    largest = dict.fromkeys(names, 0.0)
    for batch in batches:
        for name, value in zip(names, session.run(names, {source: batch}), strict=True):
            if value.min() < 0:
                raise ValueError(f"{name} has numbers below zero, which the int8 conversion cannot take")
            largest[name] = max(largest[name], float(value.max()))
    return {name: round(number, 4) for name, number in largest.items()}


def _session(model: onnx.ModelProto, outputs: Sequence[str]) -> onnxruntime.InferenceSession:
    observed = onnx.ModelProto()
    observed.CopyFrom(model)
    observed.graph.output.extend(helper.make_empty_tensor_value_info(name) for name in outputs)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(observed.SerializeToString(), options, ["CPUExecutionProvider"])


def _opened(paths: Sequence[Path]) -> Iterator[Pixels]:
    for path in track(paths, "faces"):
        with Image.open(path) as image:
            yield np.asarray(image.convert("RGB"))


def _batches(chips: Chips) -> Iterator[NDArray[np.float32]]:
    for start in track(range(0, len(chips), _BATCH), "ranges"):
        yield np.ascontiguousarray(chips[start : start + _BATCH].transpose(0, 3, 1, 2), dtype=np.float32)


def asked(name: str, description: str | None, shipped: Path) -> argparse.Namespace:
    """Return `images`, the `paths` below it and the `json` to write; ends with code 2 without pictures."""
    parser = command(name, description)
    parser.add_argument("--images", type=Path, required=True, metavar="DIR", help="JPEGs, in folders or not")
    parser.add_argument(
        "--json", type=Path, default=shipped, metavar="FILE", help="the file to write (the shipped one)"
    )
    options = parser.parse_args()
    options.paths = sorted(options.images.rglob("*.jpg"))
    if not options.paths:
        parser.error(f"There is no .jpg below {options.images}.")
    return options


if __name__ == "__main__":
    main()
