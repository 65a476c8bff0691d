"""A picture's bytes to the embeddings of its faces, stage by stage: ours next to `face_recognition`."""

from collections.abc import Sequence
from dataclasses import asdict

from benchmarks.engine.contest import contest
from benchmarks.engine.contestants import CNN, HOG, engines
from benchmarks.engine.rows import Row, milliseconds, rows_of
from benchmarks.engine.scenes import SIZES, Scene, scene
from benchmarks.engine.setting import OURS, Setting
from benchmarks.faces.findings import Findings

_FACES = (1, 2, 5, 10)
#: The scene that the figures are of.
_SIZE, _ONE = "480p", 1
_ROUNDS, _ROUNDS_OF_FIGURES = 3, 15
#: The CNN takes seconds a picture: up to here, unless all is wanted.
_CNN_SIZES = ("240p", "480p")


def measure(setting: Setting) -> Findings:
    """Compare all engines on all sizes and numbers of faces."""
    rows: list[Row] = []
    with contest(engines(setting)) as analysing:
        analysing.warm_up(scene("240p", 1, setting.pictures).data)
        for each in (scene(size, faces, setting.pictures) for size in SIZES for faces in _FACES):
            print(f"  {each.name}", flush=True)
            rounds = _ROUNDS_OF_FIGURES if _is_of_figures(each) else _ROUNDS
            without = () if setting.thorough or each.size in _CNN_SIZES else (CNN,)
            rows.extend(rows_of(each, analysing.compare(each.data, rounds, without), int))
    return Findings(figures=figures(rows), details={"rows": [asdict(row) for row in rows]})


def figures(rows: Sequence[Row]) -> dict[str, float]:
    """Return the figures, of one face at 480p."""
    ms = milliseconds(rows, _SIZE, _ONE, "whole")
    rivals = {"image_480p_vs_hog": HOG, "image_480p_vs_cnn": CNN}
    return {
        "image_480p_ms": ms[OURS],
        **{figure: ms[OURS] / ms[rival] for figure, rival in rivals.items() if rival in ms},
    }


def _is_of_figures(each: Scene) -> bool:
    return (each.size, each.faces) == (_SIZE, _ONE)
