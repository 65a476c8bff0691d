"""Finding the faces of decoded pictures: ours next to `face_recognition`'s HOG and OpenCV's YuNet."""

from collections.abc import Sequence
from dataclasses import asdict

from benchmarks.engine.contest import contest
from benchmarks.engine.contestants import HOG, detectors, named
from benchmarks.engine.rows import Row, milliseconds, rows_of
from benchmarks.engine.scenes import SIZES, decoded, scene
from benchmarks.engine.setting import OURS, Setting
from benchmarks.faces.findings import Findings

#: Smallest faces that ours is asked for, pixels: that of the figures, and the service's default.
MIN_FACES = (40, 20)
_OURS = named(OURS, MIN_FACES[0])
#: One face, and many: the cascade's later stages work on every candidate.
_FACES = (1, 10)
#: The scene that the figures are of.
_SIZE, _ONE = "480p", 1
_ROUNDS, _ROUNDS_OF_FIGURES = 3, 15


def measure(setting: Setting) -> Findings:
    """Compare all detectors on all sizes."""
    rows: list[Row] = []
    with contest(detectors(setting, MIN_FACES)) as detecting:
        detecting.warm_up(decoded(scene("240p", 1, setting.pictures).data))
        for each in (scene(size, faces, setting.pictures) for size in SIZES for faces in _FACES):
            print(f"  {each.name}", flush=True)
            rounds = _ROUNDS_OF_FIGURES if (each.size, each.faces) == (_SIZE, _ONE) else _ROUNDS
            rows.extend(rows_of(each, detecting.compare(decoded(each.data), rounds), len))
    return Findings(figures=figures(rows), details={"rows": [asdict(row) for row in rows]})


def figures(rows: Sequence[Row]) -> dict[str, float]:
    """Return the figures, of one face at 480p."""
    ms = milliseconds(rows, _SIZE, _ONE, "detect")
    found = {"detect_480p_ms": ms[_OURS]}
    if HOG in ms:
        found["detect_speedup_vs_hog_480p"] = ms[HOG] / ms[_OURS]
    return found
