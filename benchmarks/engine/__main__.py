"""How fast the engine is, next to `face_recognition`, dlib and OpenCV: one run, one thread each, medians.

  python -m benchmarks.engine
  python -m benchmarks.engine --json engine.json
  python -m benchmarks.engine --only embed --only image
  python -m benchmarks.engine --thorough          all portraits and photos, CNN at all sizes: about an hour

Everything compared works in a process of its own and has its turn in every round. `ours` is the default
pack in the fastest runtime of this processor, `ours, exact` the same in single precision. Sections:

  embed   one aligned face: dlib-bin's compute_face_descriptor and ours, their differences, share of the peak
  detect  decoded pictures: ours for faces from 40 and from 20 pixels, face_recognition's HOG, OpenCV's YuNet
  image   bytes to embeddings with the service's default options (faces from 20 pixels), 240p to 1080p, 1 to
          10 faces: ours, face_recognition with HOG (upsampling 1) and CNN (upsampling 0, as in its example)
  mmod    dlib's CNN detector and its twin: times at 853x480, and faces found on portraits and photos
  mix     pictures of fifty sizes, first and later passes of fresh processes: what a new size costs
  cores   pictures per second with an engine process per core
  start   an engine process from its start to its first result, models converted; memory after 20 pictures

Figures:

  embed_exact_speedup_vs_dlib_bin  embed_speedup_vs_dlib_bin    one aligned face, one at a time
  embed_max_abs_diff               largest difference of any number of an embedding, exact from dlib
  embed_fast_distance              largest distance between the default's and the exact embedding of a face
  embed_fraction_of_fp32_peak      operations per second of the exact one, as a share of the measured peak
  detect_480p_ms  detect_speedup_vs_hog_480p                    faces from 40 pixels, 853x480, one face
  image_480p_ms   image_480p_vs_hog  image_480p_vs_cnn          853x480, one face; our time over theirs
  mmod_speedup_vs_dlib_cnn_480p
  mmod_agreement                   share of dlib's boxes that ours has with an IoU of 0.8 or more, 0 to 1
  images_per_second_all_cores      portraits of 250x250, as in benchmarks.pipeline
  start_to_first_result_s          853x480, one face
  resident_mb                      million bytes
"""

import argparse
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from app_tier.one_thread import ONE_THREAD
from app_tier.settings import WorkerSettings
from benchmarks.engine import tables
from benchmarks.engine.machine import machine
from benchmarks.engine.measuring import Section, measured
from benchmarks.engine.sections import cores, detect, embed, image, mix, mmod, start
from benchmarks.engine.setting import Setting, find_yunet, is_installed
from benchmarks.options import add_json, command
from benchmarks.report import write_json
from pipeline.settings import load

SHARED = Path(__file__).parents[3] / "shared"
SECTIONS: Mapping[str, Section] = {
    "embed": embed.measure,
    "detect": detect.measure,
    "image": image.measure,
    "mmod": mmod.measure,
    "mix": mix.measure,
    "cores": cores.measure,
    "start": start.measure,
}


def main() -> None:
    """Run the benchmark and show its figures; ends with code 1 if a section could not be measured."""
    options = _options()
    os.environ.update(ONE_THREAD)  # of every process that is started from here
    setting = _setting(options)
    left_out = setting.left_out()
    print(*left_out, sep="\n", end="\n" if left_out else "")
    findings, failures = measured({name: SECTIONS[name] for name in options.only or SECTIONS}, setting)
    figures = {name: value for each in findings.values() for name, value in each.figures.items()}
    tables.show_figures(figures)
    if options.json:
        details = {name: each.details for name, each in findings.items()}
        missing = {"left_out": [*left_out, *failures]}
        write_json(options.json, figures, {"machine": machine(), **missing, **details})
    sys.exit(1 if failures else 0)


def _setting(options: argparse.Namespace) -> Setting:
    return Setting(
        pictures=options.pictures,
        models=options.models or load(WorkerSettings).models,
        yunet=find_yunet(options.yunet, SHARED / "models"),
        face_recognition=is_installed("face_recognition"),
        thorough=options.thorough,
    )


def _options() -> argparse.Namespace:
    parser = command("engine", __doc__)
    parser.add_argument(
        "--only",
        action="append",
        choices=SECTIONS,
        metavar="SECTION",
        help="measure this, not all; repeatable",
    )
    parser.add_argument("--thorough", action="store_true", help="measure more, for as long as it takes")
    parser.add_argument(
        "--pictures", type=Path, default=SHARED / "data", metavar="DIR", help="folder with lfw/ and photos/"
    )
    parser.add_argument("--yunet", type=Path, metavar="FILE", help="YuNet's ONNX file")
    parser.add_argument(
        "--models", type=Path, metavar="DIR", help="converted models; those of the worker by default"
    )
    add_json(parser)
    return parser.parse_args()


if __name__ == "__main__":
    main()
