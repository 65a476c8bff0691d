"""What has to change so that faces are whose they were found to be. Pure."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Regrouping:
    """Who becomes more: by all that others were, and by single faces of others."""

    into: str
    is_new: bool  #: nobody has this id yet
    absorbs: tuple[str, ...]  #: ids of those of whom nothing is left, and whose faces mostly are theirs now
    faces: tuple[str, ...]  #: ids of all faces that were others'


def plan(before: Mapping[str, str], after: Mapping[str, str]) -> list[Regrouping]:
    """Return what makes the owners `before` those `after`, both by face id; in the order of owners."""
    heirs = _heirs(before, after)
    moved = defaultdict(list)
    for face_id, owner in sorted(after.items()):
        if before[face_id] != owner:
            moved[owner].append(face_id)
    known = set(before.values())
    return [
        Regrouping(
            into=owner,
            is_new=owner not in known,
            absorbs=tuple(former for former, heir in heirs.items() if heir == owner),
            faces=tuple(moved[owner]),
        )
        for owner in sorted(moved)
    ]


def _heirs(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """Return who takes the place of those who have no face any more: who has most of theirs."""
    owners: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for face_id, former in before.items():
        owners[former][after[face_id]] += 1
    gone = {former: counts for former, counts in sorted(owners.items()) if former not in counts}
    return {former: _main(counts) for former, counts in gone.items()}


def _main(counts: Counter[str]) -> str:
    return min(counts, key=lambda owner: (-counts[owner], owner))
