"""Measures in a process of its own, with one thread and a memory that nothing else was in."""

import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

from app_tier.one_thread import ONE_THREAD

T = TypeVar("T")


def apart(function: Callable[[int], T], argument: int) -> T:
    """Return what the function returns in a fresh process."""
    os.environ.update(ONE_THREAD)  # numpy reads it when it is loaded
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        return process.submit(function, argument).result()
