"""Cuts a batch into pieces of the sizes that a network was prepared for."""

from collections.abc import Sequence


def cut(count: int, sizes: Sequence[int]) -> list[slice]:
    """Return the pieces of `count` items, largest first. Raises ValueError where no sizes make it up."""
    pieces = []
    start = 0
    for size in sorted(sizes, reverse=True):
        while count - start >= size:
            pieces.append(slice(start, start + size))
            start += size
    if start < count or not pieces:
        raise ValueError(f"{count} items cannot be cut into pieces of {sorted(sizes)}")
    return pieces
