"""Remembers the highest wish of a while, so that a lull does not undo what is about to be needed again."""

Wishes = tuple[tuple[float, int], ...]  #: (seconds since the epoch, workers), falling


def remember(wishes: Wishes, now: float, workers: int, hold: float) -> Wishes:
    """Return the wishes of the last `hold` seconds that no later one exceeds, with this one."""
    kept = [each for each in wishes if now - each[0] <= hold and each[0] < now and each[1] > workers]
    return (*kept, (now, workers))


def highest(wishes: Wishes) -> int:
    """Return the highest of them."""
    return max(workers for _, workers in wishes)
