"""A workload from a file: your own load, put on trial."""

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from controller.simulator.workload import Workload
from pipeline.errors import FacefleetError


class UnreadableTrace(FacefleetError):
    """A trace that is no list of `seconds[,images]`."""


def read(path: Path) -> Workload:
    """Return what a CSV file of `seconds[,images]` tells; a heading is passed over.

    Times count from the first one on. Raises UnreadableTrace.
    """
    try:
        with path.open(newline="") as file:
            rows = list(_rows(csv.reader(file)))
    except (OSError, ValueError) as error:
        raise UnreadableTrace(f"{path}: {error}") from error
    if not rows:
        raise UnreadableTrace(f"{path}: no image arrives")
    times = np.sort(np.concatenate([np.full(images, seconds) for seconds, images in rows]))
    return Workload(name=path.stem, arrivals=times - times[0], duration_seconds=float(times[-1] - times[0]))


def _rows(lines: Iterator[list[str]]) -> Iterator[tuple[float, int]]:
    """Yield seconds and images, and pass over empty lines and the heading. Raises ValueError."""
    for number, line in enumerate(lines):
        if not line or (number == 0 and line[0].strip() == "seconds"):
            continue
        seconds, images = float(line[0]), int(line[1]) if len(line) > 1 else 1
        if not np.isfinite(seconds) or images < 0:
            raise ValueError(f"line {number + 1}: no time and number of images: {','.join(line)}")
        if images:
            yield seconds, images
