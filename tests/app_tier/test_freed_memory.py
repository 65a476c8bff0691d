"""Memory that is freed between what stays goes back to the system."""

import ctypes
import subprocess
import sys
from pathlib import Path

import pytest

STATM = Path("/proc/self/statm")
#: Frees every other piece of 2 MB, after glibc has seen a larger one freed and takes such pieces for small.
SCRIPT = """
from pathlib import Path
from app_tier.freed_memory import give_back_at_once

def resident_mb():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6

{first}
bytearray(30 << 20)
pieces = [bytearray(2 << 20) for _ in range(40)]
before = resident_mb()
del pieces[::2]
print(before - resident_mb())
"""


def freed_mb(first: str) -> float:
    """Return how much of 42 MB goes back to the system in a process that does this first."""
    script = SCRIPT.format(first=first)
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    return float(done.stdout)


@pytest.mark.skipif(
    not STATM.exists() or not hasattr(ctypes.CDLL(None), "mallopt"), reason="needs Linux and glibc"
)
def test_it_goes_back_once_that_was_asked_for_and_not_before() -> None:
    assert freed_mb("give_back_at_once()") > 35
    assert freed_mb("") < 10
