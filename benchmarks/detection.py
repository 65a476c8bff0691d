"""How many of the counted faces an engine finds, and how long a picture takes.

  python -m benchmarks.detection --images DIR --counts FILE
  python -m benchmarks.detection --images DIR --counts FILE --min-face 20 --json detection.json

FILE is a CSV with a header line and the columns `image`, a path below DIR, and `faces`; others are ignored.

  recall        sum over the pictures of min(found, faces), over all faces: 0 to 1. Only numbers are compared,
                so that a false box can stand for a missed face: look at `boxes`, too
  boxes         all boxes found
  faces         all faces counted
  ms_per_image  median over the pictures, one process with one thread: decode, detect and embed. The details
                have each picture and the stages' own medians
"""

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rich.progress import track

from app_tier.engine.engine import FaceEngine
from benchmarks.faces import engines
from benchmarks.faces.counts import Counted, read_counts
from benchmarks.faces.detected import Detected, summary
from benchmarks.faces.engine_pool import analysed
from benchmarks.options import add_json, add_pack, command
from benchmarks.pictures import Picture
from benchmarks.report import print_table, write_json
from pipeline.errors import FacefleetError
from pipeline.messages import Options

_MOST_FACES = 1000


def main() -> None:
    """Run the benchmark and show its figures; ends with code 2 if a picture or the list cannot be read."""
    options = _options()
    try:
        counts = read_counts(options.counts, options.images)
        engine = engines.load_engine(options.pack)
        detected = detect(engine, counts, options.images, options.min_face)
    except FacefleetError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    findings = summary(detected)
    title = f"{engine.model.pack}, {len(counts)} pictures, faces from {options.min_face} pixels"
    print_table(title, ["", ""], list(findings.figures.items()))
    if options.json:
        details = {**findings.details, "model": asdict(engine.model), "min_face_px": options.min_face}
        write_json(options.json, findings.figures, details)


def detect(engine: FaceEngine, counts: Sequence[Counted], folder: Path, min_face_px: int) -> list[Detected]:
    """Analyse the pictures one after the other. Raises UnreadablePicture."""
    options = Options(min_face_px=min_face_px, max_faces=_MOST_FACES)
    _detected(engine, counts[0], folder, options)  # the first call pays for what is made once
    return [_detected(engine, each, folder, options) for each in track(counts, f"{engine.model.pack}")]


def _detected(engine: FaceEngine, counted: Counted, folder: Path, options: Options) -> Detected:
    picture = Picture(name=counted.image, data=(folder / counted.image).read_bytes())
    started = time.perf_counter()
    analysis = analysed(engine, picture, options)
    return Detected(
        image=counted.image,
        faces=counted.faces,
        boxes=len(analysis.faces),
        milliseconds=round((time.perf_counter() - started) * 1000, 2),
        stages=analysis.timings,
    )


def _options() -> argparse.Namespace:
    parser = command("detection", __doc__)
    parser.add_argument("--images", type=Path, required=True, metavar="DIR", help="the pictures' folder")
    parser.add_argument("--counts", type=Path, required=True, metavar="FILE", help="CSV: image,faces")
    parser.add_argument("--min-face", type=int, default=20, metavar="PX", help="smallest face, pixels (20)")
    add_pack(parser)
    add_json(parser)
    return parser.parse_args()


if __name__ == "__main__":
    main()
