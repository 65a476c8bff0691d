"""How many engines a machine can keep busy."""

import os


def usable_cores() -> int:
    """Return how many cores this process may use; a container's CPU set counts, where the system tells it."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
