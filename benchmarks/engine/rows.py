"""What one arm took for one scene."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from benchmarks.engine.arms.arm import Timed
from benchmarks.engine.scenes import Scene
from benchmarks.engine.timing import Stages

Result = TypeVar("Result")


@dataclass(frozen=True, kw_only=True)
class Row:
    """A line of a table."""

    size: str
    faces: int  #: how many there are
    arm: str
    found: int
    ms: Stages  #: milliseconds by stage


def rows_of(scene: Scene, results: Mapping[str, Timed[Result]], count: Callable[[Result], int]) -> list[Row]:
    """Return a row per arm; `count` says how many faces a result has."""
    return [
        Row(size=scene.size, faces=scene.faces, arm=arm, found=count(timed.result), ms=timed.stages)
        for arm, timed in results.items()
    ]


def milliseconds(rows: Sequence[Row], size: str, faces: int, stage: str) -> dict[str, float]:
    """Return what each arm took for a stage."""
    return {row.arm: row.ms[stage] for row in rows if (row.size, row.faces) == (size, faces)}
