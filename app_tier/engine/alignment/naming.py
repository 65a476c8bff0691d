"""Gives the points of a face their names."""

from collections.abc import Sequence

from app_tier.engine.pixels import Points
from pipeline.results import Landmark


def named(names: Sequence[str], points: Points) -> tuple[Landmark, ...]:
    """Return the points, shape (n, 2), as landmarks; a tenth of a pixel is finer than any detector."""
    return tuple(
        Landmark(type=name, x=round(float(x), 1), y=round(float(y), 1))
        for name, (x, y) in zip(names, points, strict=True)
    )
