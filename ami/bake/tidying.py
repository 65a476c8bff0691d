"""Which images are no longer needed: a pure decision."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

#: Tag that every baked image has: when, in ISO 8601 and UTC.
BUILT_AT = "facefleet:built-at"


@dataclass(frozen=True, kw_only=True)
class MachineImage:
    """An image of this account."""

    id: str
    built_at: str
    snapshots: tuple[str, ...]


def superfluous(images: Iterable[MachineImage], *, keep: int, needed: Collection[str]) -> list[MachineImage]:
    """Return all but the newest `keep` images, oldest first, leaving those that somebody needs."""
    newest_first = sorted(images, key=lambda image: image.built_at, reverse=True)
    return [image for image in reversed(newest_first[keep:]) if image.id not in needed]
