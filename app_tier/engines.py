"""A worker's engine processes: loaded all at once, tested, and none left behind."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

from app_tier.boot import BootTimer
from app_tier.engine_child import Ready
from app_tier.engine_process import EngineProcess
from app_tier.self_test.examination import SelfTestFailed, examine
from app_tier.settings import WorkerSettings
from pipeline.logs import get_logger

log = get_logger()


@contextmanager
def spawned_engines(settings: WorkerSettings) -> Iterator[list[EngineProcess]]:
    """Start the processes, which load by themselves, and end them with the block."""
    load, limits = settings.load_engine(), settings.engine_limits()
    engines = [EngineProcess(load, limits) for _ in range(settings.slots)]
    with ExitStack() as started:
        for engine in engines:
            engine.spawn()
            started.callback(engine.kill)
        yield engines


def wait_until_tested(engines: Sequence[EngineProcess], timer: BootTimer) -> Ready:
    """Return what each of them says of itself. Raises EngineCrashed and SelfTestFailed."""
    ready, *_ = [engine.wait_until_ready() for engine in engines]  # all load the same
    timer.lap("load")
    _test(engines, ready)
    timer.lap("self_test")
    return ready


def _test(engines: Sequence[EngineProcess], ready: Ready) -> None:
    """Have all look at the test picture at once."""
    with ThreadPoolExecutor(len(engines), "self-test") as pool:
        reports = list(pool.map(lambda engine: examine(engine, ready.model), engines))
    for report in reports:
        if report.problem is not None:
            raise SelfTestFailed(f"The self-test failed: {report.problem}")
    log.info("self-test passed", distance=reports[0].distance, allowed=reports[0].allowed)
