"""Has the C library give memory back to the system, as far as it was freed in large pieces."""

import ctypes

#: mallopt(3): pieces from so many bytes up are mapped, and unmapped when they are freed.
_M_MMAP_THRESHOLD = -3
_LARGE = 1 << 20


def give_back_at_once() -> None:
    """Do so from now on in this process, where the C library can (glibc).

    A gallery's segments and its blocks lie among each other in memory. When the segments are freed, glibc
    would keep their places for later: loading a million people would leave a worker twice as large for good.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, _LARGE)
