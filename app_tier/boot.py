"""Times a worker's way from the start of its machine to its being ready."""

import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

_PROC = Path("/proc")


class BootTimer:
    """Runs from when it is made; `before` are the seconds of phases that were over by then."""

    def __init__(
        self, before: Mapping[str, float] = MappingProxyType({}), clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._phases = dict(before)
        self._clock = clock
        self._last = clock()

    @property
    def phases(self) -> dict[str, float]:
        """The seconds of each phase."""
        return {name: round(seconds, 3) for name, seconds in self._phases.items()}

    def lap(self, phase: str) -> None:
        """End a phase, which began when the last one ended."""
        now = self._clock()
        self._phases[phase] = now - self._last
        self._last = now


def phases_so_far(proc: Path = _PROC) -> dict[str, float]:
    """Return `machine`, from the kernel's start to this process's, and `process`, from there to now, seconds.

    Nothing where the system has no /proc. See proc(5): the 22nd field of a process's `stat` is its start in
    clock ticks since the kernel's, and the 2nd, its name, may hold spaces and brackets.
    """
    try:
        uptime = float((proc / "uptime").read_text().split()[0])
        fields = (proc / "self" / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return {}
    started = int(fields[22 - 3]) / os.sysconf("SC_CLK_TCK")
    return {"machine": started, "process": uptime - started}
