"""CPU seconds that groups of processes used between two readings."""

from collections.abc import Mapping, Sequence

import psutil

Groups = Mapping[str, Sequence[psutil.Process]]


def read(groups: Groups) -> dict[str, float]:
    """Return the CPU seconds (user and system) that each group's processes have used so far."""
    return {name: sum(_seconds(process) for process in processes) for name, processes in groups.items()}


def used(before: Mapping[str, float], after: Mapping[str, float]) -> dict[str, float]:
    """Return the CPU seconds between two readings."""
    return {name: after[name] - before[name] for name in before}


def _seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    seconds: float = times.user + times.system
    return seconds
