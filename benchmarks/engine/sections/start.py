"""An engine process as a worker starts it: seconds to its first result, and the memory it comes to."""

import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial

import psutil

from app_tier.engine.packs import EngineChoice, load_engine
from app_tier.engine_child import EngineLimits
from app_tier.engine_process import EngineProcess
from app_tier.settings import WorkerSettings
from benchmarks.engine.scenes import mixed_sizes, scene
from benchmarks.engine.setting import OURS, Setting
from benchmarks.engine.timing import Entrant, interleaved
from benchmarks.faces.findings import Findings
from pipeline.messages import Options

_STARTS = 5
_PICTURES = 20
_MB = 1e6
_LIMITS = EngineLimits(
    memory_mb=WorkerSettings.model_fields["engine_memory_mb"].default,
    picture_seconds=WorkerSettings.model_fields["engine_timeout_seconds"].default,
)


def measure(setting: Setting) -> Findings:
    """Start engines of each kind in turn, their models converted already."""
    kinds = setting.engines()
    runtimes = {name: _runtime(choice) for name, choice in kinds.items()}
    mix = mixed_sizes(_PICTURES, setting.pictures)
    resident = {name: _resident_mb(choice, mix) for name, choice in kinds.items()}
    start = _start_seconds(kinds, scene("480p", 1, setting.pictures).data)
    return Findings(
        figures={"start_to_first_result_s": start[OURS], "resident_mb": resident[OURS]},
        details={
            "rows": [
                {
                    "engine": name,
                    "runtime": runtimes[name],
                    "start_s": start[name],
                    "resident_mb": resident[name],
                }
                for name in kinds
            ]
        },
    )


def _start_seconds(kinds: dict[str, EngineChoice], picture: bytes) -> dict[str, float]:
    starts = interleaved(
        {
            name: Entrant(take_turn=partial(_seconds_to_result, choice, picture), rounds=_STARTS)
            for name, choice in kinds.items()
        }
    )
    return {name: statistics.median(seconds) for name, seconds in starts.items()}


def _seconds_to_result(choice: EngineChoice, picture: bytes) -> float:
    started = time.perf_counter()
    with _engine(choice) as engine:
        engine.analyse(picture, Options())
        return time.perf_counter() - started


def _resident_mb(choice: EngineChoice, pictures: Sequence[bytes]) -> float:
    with _engine(choice) as engine:
        for picture in pictures:
            engine.analyse(picture, Options())
        resident: int = psutil.Process(engine.pid).memory_info().rss
        return resident / _MB


def _runtime(choice: EngineChoice) -> str:
    """Return what the engine says that it runs on; the first start of all converts its models."""
    process = _process(choice)
    ready = process.start()
    process.kill()
    return ready.model.runtime


@contextmanager
def _engine(choice: EngineChoice) -> Iterator[EngineProcess]:
    process = _process(choice)
    process.start()
    try:
        yield process
    finally:
        process.kill()


def _process(choice: EngineChoice) -> EngineProcess:
    return EngineProcess(partial(load_engine, choice), _LIMITS)
