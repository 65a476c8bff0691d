"""Measures the activation ranges that the int8 scan of dlib's CNN detector is made with.

  python -m benchmarks.calibrate_mmod --images lfw

The shipped ranges are of 1,369 pictures of Labeled Faces in the Wild: the people of its first pair fold.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from rich.progress import track

from app_tier.engine.detection.mmod_canvas import UNIT, draw
from app_tier.engine.detection.mmod_layout import lay_out
from app_tier.engine.pixels import Size
from app_tier.engine.weights.activation_ranges import DLIB_MMOD, ActivationRanges, encode_ranges
from app_tier.engine.weights.dlib_mmod import read_mmod
from app_tier.engine.weights.mmod_onnx import exact_model
from benchmarks.calibrate_int8 import asked, measure
from benchmarks.engine.dlib_models import model_file


def main() -> None:
    """Measure and write the file; ends with code 2 if there are no pictures."""
    options = asked("calibrate_mmod", __doc__, DLIB_MMOD)
    weights = read_mmod(Path(model_file("mmod_human_face_detector.dat")).read_bytes())
    ranges = ActivationRanges(
        measured_on=f"the pyramids of {len(options.paths)} pictures, {options.images.name}",
        largest=measure(exact_model(weights), _canvases(options.paths)),
    )
    options.json.write_bytes(encode_ranges(ranges))
    print(f"{options.json}: {len(ranges.largest)} ranges, {ranges.measured_on}")


def _canvases(paths: Sequence[Path]) -> Iterator[NDArray[np.float32]]:
    for path in track(paths, "ranges"):
        with Image.open(path) as image:
            pixels = np.asarray(image.convert("RGB"))
        canvas = draw(pixels, lay_out(Size(width=pixels.shape[1], height=pixels.shape[0]), 0))
        yield np.ascontiguousarray(canvas[None, ..., :3].transpose(0, 3, 1, 2), np.float32) / np.float32(UNIT)


if __name__ == "__main__":
    main()
