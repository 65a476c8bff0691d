"""How well an engine finds faces and tells people apart: LFW pairs, mosaics of small faces, masks.

  python -m benchmarks.accuracy
  python -m benchmarks.accuracy --pairs pairs.txt --images lfw --json accuracy.json

All figures are per cent. Pictures are analysed on all cores; nothing is timed.

  lfw_accuracy            listed pairs answered rightly by the distance between two embeddings
  lfw_faces_found         pictures below --images in which a face is found
  false_match_rate        pairs of two people that are `known` in a gallery of one, and
  false_non_match_rate    pairs of one person that do not: all pictures against all
  mosaic_recall           faces 24 to 80 pixels wide found in mosaics of 853 by 480 made of these pictures
  mosaic_false_boxes      boxes that are none of the mosaics' faces, which are 20 to 80 pixels wide
  masks_recall            pictures below --masks, one face each, in which a face is found
  reference_lfw_accuracy  lfw_accuracy of dlib's HOG detector and embedder, which face_recognition uses

With several folds, each is judged at the threshold that is best on all others. One fold alone is judged at
--threshold, or in ten groups of people, each at the distance where false matches and false non-matches are
equally frequent over all pictures of people who are in none of the group's pairs, every person counting once,
in steps of 0.01. lfw_accuracy compares embeddings as the network gives them, as face_recognition does, or
scaled to length one, whichever has the lower equal error rate over all pictures. The two rates are of unit
embeddings, each the mean of a face and its mirror image, as the service compares them. The face nearest to a
picture's centre counts. Where none is found, the pair is wrong in lfw_accuracy and left out of the two rates.

The last table also has what users of face_recognition get, whose tolerance is 0.6.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.accuracy_tables import show
from benchmarks.faces.all_pairs import all_pairs
from benchmarks.faces.comparison import comparison
from benchmarks.faces.engine_pool import PackFacts, engine_pool
from benchmarks.faces.findings import Findings, together
from benchmarks.faces.lfw import Fold, pictures_below, read_pairs, with_pictures
from benchmarks.faces.lfw_findings import error_rates, verification
from benchmarks.faces.masks_findings import masks_findings, portraits
from benchmarks.faces.measured import embed
from benchmarks.faces.mosaic_findings import mosaic_findings
from benchmarks.matching.embedding import AS_PROBES
from benchmarks.options import add_json, add_pack, command
from benchmarks.report import write_json
from pipeline.errors import FacefleetError

REAL_DATA = Path(__file__).parents[2] / "shared" / "data"


def main() -> None:
    """Run the benchmark and show its figures; ends with code 2 if pictures or lists are missing."""
    options = _options()
    try:
        findings = measure(options)
    except FacefleetError as error:
        print(error, file=sys.stderr)
        print("Give other pairs and pictures with --pairs FILE --images DIR; see --help.", file=sys.stderr)
        sys.exit(2)
    show(findings)
    if options.json:
        write_json(options.json, findings.figures, findings.details)


def measure(options: argparse.Namespace) -> Findings:
    """Run the measured engine and those it is compared with. Raises FacefleetError."""
    listed, masks = read_pairs(options.pairs), _masks(options.masks)
    folds = with_pictures(listed, options.images)
    with engine_pool(options.pack) as pool:
        names = pictures_below(options.images)
        measured = embed(pool, names, options.images)
        probes = embed(pool, names, options.images, AS_PROBES).pictures
        parts = [
            _setting(pool.pack, listed, folds),
            verification(measured.pictures, folds, options.threshold),
            error_rates(all_pairs(probes.normalised()), pool.pack.calibration.among(1)),
            mosaic_findings(pool, measured.pictures.names, options.images),
            *([masks_findings(pool, masks)] if masks else []),
        ]
    return together([*parts, comparison(options.pack, measured, folds, options.images, options.threshold)])


def _options() -> argparse.Namespace:
    parser = command("accuracy", __doc__)
    parser.add_argument(
        "--pairs",
        type=Path,
        default=REAL_DATA / "lfw_pairs.txt",
        metavar="FILE",
        help="pair list in LFW's format",
    )
    parser.add_argument(
        "--images",
        type=Path,
        default=REAL_DATA / "lfw",
        metavar="DIR",
        help="the pictures: DIR/<name>/<name>_NNNN.jpg",
    )
    parser.add_argument("--masks", type=Path, metavar="DIR", help="portraits of one face each, with masks")
    add_pack(parser)
    parser.add_argument(
        "--threshold",
        type=float,
        metavar="D",
        help="for a single fold; distances that other people determine",
    )
    add_json(parser)
    return parser.parse_args()


def _masks(given: Path | None) -> Path | None:
    """Return the folder to measure, if it was given or is in its usual place. Raises DataMissing."""
    folder = given or REAL_DATA / "masks"
    if given is None and not folder.is_dir():
        print(f"masks_recall is left out: there is no folder {folder}. Give one with --masks DIR.")
        return None
    portraits(folder)
    return folder


def _setting(pack: PackFacts, listed: Sequence[Fold], used: Sequence[Fold]) -> Findings:
    """Return what was measured on what, and say so where pictures are missing."""
    missing = sum(map(len, listed)) - sum(map(len, used))
    if missing:
        print(f"{missing} pairs are left out: their pictures are not in the folder.")
    setting = {"model": asdict(pack.model), "calibration": asdict(pack.calibration)}
    return Findings(figures={}, details={**setting, "pairs_left_out": missing})


if __name__ == "__main__":
    main()
