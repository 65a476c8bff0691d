"""The engine in a loop, one process per core, the pictures in memory: what the machine can do at most."""

import multiprocessing
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.synchronize import Barrier

from app_tier.engine.engine import FaceEngine
from app_tier.engine.packs import EngineChoice, load_engine
from benchmarks.pictures import Picture
from pipeline.messages import Options


@dataclass(frozen=True, kw_only=True)
class EngineLoad:
    """What came of it."""

    images_per_second: float
    cpu_ms_per_image: float


def analyse_all(pictures: Sequence[Picture], processes: int, choice: EngineChoice) -> EngineLoad:
    """Share the pictures among `processes`, and time them from a common start to the last one's end."""
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(processes)
    with context.Pool(processes, _load, (choice, barrier)) as pool:
        shares = [[picture.data for picture in pictures[index::processes]] for index in range(processes)]
        timings = pool.map(_analyse_share, shares, chunksize=1)
    seconds = max(end for _, end, _ in timings) - min(start for start, _, _ in timings)
    return EngineLoad(
        images_per_second=len(pictures) / seconds,
        cpu_ms_per_image=sum(cpu for _, _, cpu in timings) * 1000 / len(pictures),
    )


_engine: FaceEngine
_barrier: Barrier


def _load(choice: EngineChoice, barrier: Barrier) -> None:
    global _engine, _barrier
    _engine, _barrier = load_engine(choice), barrier


def _analyse_share(share: Sequence[bytes]) -> tuple[float, float, float]:
    _engine.analyse(share[0], Options())  # the first call pays for what is made once
    _barrier.wait()
    start, cpu = time.monotonic(), time.process_time()
    for data in share:
        _engine.analyse(data, Options())
    return start, time.monotonic(), time.process_time() - cpu
