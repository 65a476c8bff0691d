"""Whether there is something to do, from nobody being there to do it."""

from pipeline.queue import Depth

Sightings = tuple[bool, ...]  #: of the last looks, whether they found something waiting

_LOOKS = 3


def look(sightings: Sightings, depth: Depth) -> Sightings:
    """Return the last looks, this one included."""
    return (*sightings, depth.visible > 0)[-_LOOKS:]


def is_work(depth: Depth, sightings: Sightings, phantom: int) -> bool:
    """Return whether a first worker is worth its launch.

    Counts are approximate, so that a few waiting are believed when two of three looks say so. Messages in
    flight are no evidence: a drained worker finishes them, or they come back and are visible again.
    """
    return depth.visible > phantom or sum(sightings) > 1
