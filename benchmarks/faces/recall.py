"""Which faces of which sizes were found."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, kw_only=True)
class Sighting:
    """A true face, and whether it was found."""

    face_px: float
    found: bool


@dataclass(frozen=True, kw_only=True)
class SizeClass:
    """The recall of faces from `least_px` up to, but without, `below_px`."""

    least_px: float
    below_px: float
    faces: int
    found: int

    @property
    def recall(self) -> float:
        """Share of these faces that was found, 0..1; 0 without any."""
        return self.found / self.faces if self.faces else 0.0


def recall_between(sightings: Sequence[Sighting], least_px: float, below_px: float) -> SizeClass:
    """Return the recall of the faces of these sizes."""
    chosen = [each.found for each in sightings if least_px <= each.face_px < below_px]
    return SizeClass(least_px=least_px, below_px=below_px, faces=len(chosen), found=sum(chosen))


def recall_by_size(sightings: Sequence[Sighting], limits: Sequence[float]) -> list[SizeClass]:
    """Return the recall between each two limits, ascending."""
    return [recall_between(sightings, *each) for each in pairwise(limits)]
