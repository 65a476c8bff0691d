"""How well people are known again among others, and strangers told from them and from each other.

  python -m benchmarks.identification --images lfw
  python -m benchmarks.identification --images lfw --json identification.json

Pictures lie as in Labeled Faces in the Wild, DIR/<name>/*.jpg; the face nearest to the centre counts. People
with three pictures or more are enrolled with two, the others of theirs are probes; people with fewer are
strangers, and all their pictures are asked for. Which two is drawn many times. All figures are per cent,
means over what was drawn.

  rank1                probes whose nearest person is who they are
  tpir_at_fpir_1pct    probes that are named rightly where 1 % of strangers' pictures are named at all
  balanced_fpir        strangers' pictures that are `known` with the preset `balanced`, and
  balanced_tpir        probes that are, and named rightly
  cluster_purity       pictures in an identity that is mostly of their person, and
  cluster_pair_recall  pairs of a person's pictures that are in one identity, where 300 pictures of 40 people
                       arrive one by one and nobody is enrolled

`nearest face` is how face_recognition's examples name a face: whose single face is nearest, by plain
embeddings as the network gives them.
"""

import argparse
import sys
from dataclasses import asdict
from pathlib import Path

import numpy as np

from benchmarks.faces.findings import Findings, together
from benchmarks.faces.lfw import pictures_below
from benchmarks.faces.measured import embed_with
from benchmarks.matching.embedding import embed_people
from benchmarks.options import add_json, add_pack, command
from benchmarks.people.identifying import identification
from benchmarks.people.tables import show
from benchmarks.people.telling_apart import telling_apart
from benchmarks.report import write_json
from pipeline.errors import FacefleetError


def main() -> None:
    """Measure and show; ends with code 2 if there are no pictures, or too few."""
    options = _options()
    try:
        findings = measure(options.pack, options.images)
    except FacefleetError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    show(findings)
    if options.json:
        write_json(options.json, findings.figures, findings.details)


def measure(pack: str, images: Path) -> Findings:
    """Embed everybody and ask. Raises FacefleetError."""
    embedded = embed_people(pack, images)
    plain = embed_with(pack, pictures_below(images), images).pictures
    rng = np.random.default_rng(0)
    model = Findings(figures={}, details={"model": asdict(embedded.pack.model)})
    calibration = embedded.pack.calibration
    return together(
        [
            model,
            identification(embedded.people, plain, calibration, rng),
            telling_apart(embedded.people, calibration, rng),
        ]
    )


def _options() -> argparse.Namespace:
    parser = command("identification", __doc__)
    parser.add_argument("--images", type=Path, required=True, metavar="DIR", help="DIR/<name>/*.jpg")
    add_pack(parser)
    add_json(parser)
    return parser.parse_args()


if __name__ == "__main__":
    main()
