"""Measures what a model pack's distances mean: the table [calibration] of its manifest.

  python -m benchmarks.calibrate_matching --images lfw
  python -m benchmarks.calibrate_matching --images lfw --pack dlib-reference

Pictures lie as in Labeled Faces in the Wild, DIR/<name>/*.jpg; the face nearest to the centre counts. The
shipped tables are of the 601 people of its first pair fold. If those whom Facefleet is to tell apart are more
alike than celebrities of the whole world (children, women only, people of one descent), calibrate on pictures
of such people. The manifest of a new pack has another pack's table until it has its own.

The curve counts all pairs of people alike, however many their pictures. The handicap is measured on those who
have four. Enrolled faces are embedded thoroughly, those that are asked for with their mirror image, as the
service does.

Then the promise is checked: of strangers at most 1 % are `known`, and at most 10 % `known` or `unsure`. The
galleries are filled with people who have a picture to spare, then with others.
"""

import argparse
import sys
from dataclasses import asdict
from pathlib import Path

import numpy as np

from benchmarks.faces.findings import Findings
from benchmarks.matching.calibrating import calibrate
from benchmarks.matching.checks import by_size, held_out
from benchmarks.matching.embedding import embed_people
from benchmarks.matching.tables import show_held_out, show_sizes, toml
from benchmarks.options import add_json, add_pack, command
from benchmarks.report import write_json
from pipeline.errors import FacefleetError


def main() -> None:
    """Measure, check and show; ends with code 2 if there are no pictures, or too few."""
    options = _options()
    try:
        findings = measure(options)
    except FacefleetError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    if options.json:
        write_json(options.json, findings.figures, findings.details)


def measure(options: argparse.Namespace) -> Findings:
    """Print the calibration and its checks. Raises FacefleetError."""
    people = embed_people(options.pack, options.images).people
    rng = np.random.default_rng(0)
    calibration = calibrate(people, rng)
    print(toml(calibration))
    checked, sizes = held_out(people, rng), by_size(people, calibration, rng)
    show_held_out(checked)
    show_sizes(sizes)
    return Findings(
        figures={"handicap": calibration.handicap},
        details={
            "people": len(people),
            "pictures": sum(len(person.pictures) for person in people),
            "curve": calibration.curve,
            "held_out": [asdict(each) for each in checked],
            "by_size": [asdict(each) for each in sizes],
        },
    )


def _options() -> argparse.Namespace:
    parser = command("calibrate_matching", __doc__)
    parser.add_argument("--images", type=Path, required=True, metavar="DIR", help="DIR/<name>/*.jpg")
    add_pack(parser)
    add_json(parser)
    return parser.parse_args()


if __name__ == "__main__":
    main()
