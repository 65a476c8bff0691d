"""The status in words, for a log and for a terminal. Pure."""

from scripts.local.status import PartStatus, Status


def status_line(status: Status) -> str:
    """Return the status as one line."""
    return " · ".join([queue_words(status), worker_words(status), done_words(status), part_words(status)])


def queue_words(status: Status) -> str:
    """Return what waits and what is in work."""
    if status.depth is None:
        return "queue not answering"
    return f"queue {status.depth.visible} waiting, {status.depth.in_flight} in work"


def worker_words(status: Status) -> str:
    """Return how many workers do what."""
    if status.workers is None:
        return "workers unknown"
    return "workers " + (", ".join(f"{count} {name}" for name, count in status.workers) or "0")


def done_words(status: Status) -> str:
    """Return what was done since the start, and how fast it goes."""
    return f"{status.images_done} images done, {status.images_per_second:.1f}/s"


def part_words(status: Status) -> str:
    """Return which parts are up; what needs attention is said at length."""
    return ", ".join(_part(part) for part in status.parts)


def _part(part: PartStatus) -> str:
    state = "up" if part.ready else "down"
    restarts = f" (restarted {part.restarts}×)" if part.restarts else ""  # noqa: RUF001
    return f"{part.name} {state}{restarts}"
