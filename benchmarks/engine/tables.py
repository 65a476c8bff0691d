"""The tables of `benchmarks.engine`."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from benchmarks.report import print_table

Details = Mapping[str, Any]
_STAGES = ("decode", "detect", "align", "embed", "whole")
_NOTHING = "-"


def show(section: str, details: Details) -> None:
    """Print the tables of one section."""
    _TABLES[section](details)


def show_figures(figures: Mapping[str, float]) -> None:
    """Print all figures, if there are any."""
    if figures:
        print_table("Figures", ["", ""], [(name, f"{value:.4g}") for name, value in figures.items()])


def _embed(details: Details) -> None:
    ms = details["ms"]
    dlib = next(iter(ms.values()))
    print_table(
        "One aligned face, ms",
        ["", "alone", "of 8 at once", "times as fast as dlib-bin"],
        [(arm, ms[arm], details["ms_each_of_8"][arm], dlib / ms[arm]) for arm in ms],
    )


def _detect(details: Details) -> None:
    _by_size("Detection of decoded pictures", details["rows"], "detect")


def _image(details: Details) -> None:
    _by_size("Picture to embeddings", details["rows"], "whole")
    for faces in _numbers(details["rows"]):
        _by_stage(faces, [row for row in details["rows"] if row["faces"] == faces])


def _by_size(title: str, rows: Sequence[Details], stage: str) -> None:
    """Print a table for each number of faces: the arms, and what a stage takes them at every size."""
    sizes, arms = (list(dict.fromkeys(row[key] for row in rows)) for key in ("size", "arm"))
    for faces in _numbers(rows):
        cells = {
            (row["arm"], row["size"]): f"{row['ms'][stage]:.1f} ({row['found']})"
            for row in rows
            if row["faces"] == faces
        }
        lines = [(arm, *(cells.get((arm, size), _NOTHING) for size in sizes)) for arm in arms]
        print_table(f"{title}, faces: {faces}, ms (faces found)", ["", *sizes], lines)


def _by_stage(faces: int, rows: Sequence[Details]) -> None:
    lines = [(row["arm"], row["size"], *(_number(row["ms"].get(stage)) for stage in _STAGES)) for row in rows]
    print_table(f"Stages, faces: {faces}, ms", ["", "", *_STAGES], lines)


def _numbers(rows: Sequence[Details]) -> list[int]:
    return sorted({row["faces"] for row in rows})


def _mmod(details: Details) -> None:
    print_table("CNN detector (MMOD), 853x480, ms", ["", ""], list(details["ms"].items()))
    print_table(
        f"The same faces as dlib's, {details['pictures']} pictures",
        ["", "dlib's boxes", "found", "others"],
        [(arm, each["boxes"], each["shared"], each["more"]) for arm, each in details["agreement"].items()],
    )


def _mix(details: Details) -> None:
    first, later = details["first_pass_ms_per_picture"], details["later_passes_ms_per_picture"]
    passes = [(f"pass {number}", ms) for number, ms in enumerate((first, *later), start=1)]
    print_table(f"Pictures of {details['pictures']} sizes in a fresh process, ms each", ["", ""], passes)


def _cores(details: Details) -> None:
    print_table(
        f"Pictures per second, {details['cores']} engine processes",
        ["", "portraits, 250x250", "480p, 1 face"],
        [(row["engine"], row["portraits"], _number(row["480p"])) for row in details["rows"]],
    )


def _start(details: Details) -> None:
    print_table(
        "An engine process",
        ["", "runtime", "start to first result, s", "resident, MB"],
        [(row["engine"], row["runtime"], row["start_s"], row["resident_mb"]) for row in details["rows"]],
    )


def _number(value: float | None) -> str:
    return _NOTHING if value is None else f"{value:,.1f}"


_TABLES: Mapping[str, Callable[[Details], None]] = {
    "embed": _embed,
    "detect": _detect,
    "image": _image,
    "mmod": _mmod,
    "mix": _mix,
    "cores": _cores,
    "start": _start,
}
