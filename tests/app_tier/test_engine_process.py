"""Real engine processes: what they survive, what ends them, and what the supervisor hears of it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from app_tier.engine_child import EngineLimits
from app_tier.engine_process import EngineCrashed, EngineProcess
from app_tier.one_thread import ONE_THREAD
from pipeline.errors import InvalidImage
from pipeline.messages import Options
from tests.app_tier.rough_engines import load_never, load_refused, load_rough
from tests.waiting import wait_until

ROOT = Path(__file__).parents[2]
LIMITS = EngineLimits(memory_mb=1024, picture_seconds=30)
IMPATIENT = EngineLimits(memory_mb=1024, picture_seconds=0.3)


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """Let engines have what a worker's have: each thread more, one per core, reserves address space."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in ONE_THREAD.items():
            patch.setenv(name, value)
        yield


@pytest.fixture(scope="module")
def shared_engine() -> Iterator[EngineProcess]:
    """Start one process for all tests that leave it alive."""
    engine = EngineProcess(load_rough, LIMITS)
    engine.start()
    yield engine
    engine.kill()


@pytest.fixture
def engine() -> Iterator[EngineProcess]:
    """Start a process of the test's own."""
    engine = EngineProcess(load_rough, LIMITS)
    engine.start()
    yield engine
    engine.kill()


def analysed(engine: EngineProcess, picture: bytes) -> int:
    """Return the length of the picture, as the engine answers it."""
    return engine.analyse(picture, Options()).image.width


def is_gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_it_answers_one_picture_after_another(shared_engine: EngineProcess) -> None:
    assert [analysed(shared_engine, bytes(size)) for size in (5, 3_000_000, 7)] == [5, 3_000_000, 7]


def test_a_damaged_picture_comes_back_as_such_and_the_process_lives(shared_engine: EngineProcess) -> None:
    pid = shared_engine.pid

    with pytest.raises(InvalidImage) as raised:
        shared_engine.analyse(b"damaged", Options())

    assert (raised.value.code, str(raised.value)) == ("damaged_image", "The picture is damaged.")
    assert (analysed(shared_engine, b"ada"), shared_engine.pid) == (3, pid)


def test_signals_to_stop_are_for_the_supervisor_alone(shared_engine: EngineProcess) -> None:
    assert analysed(shared_engine, b"terminate") == len(b"terminate")


@pytest.mark.parametrize("picture", [b"exit", b"grow", b"raise"])
def test_a_crash_is_an_exception_and_the_next_process_works(engine: EngineProcess, picture: bytes) -> None:
    with pytest.raises(EngineCrashed, match="died with exit code"):
        engine.analyse(picture, Options())

    engine.start()
    assert analysed(engine, b"ada") == 3


def test_a_process_killed_while_it_idles_is_noticed_at_the_next_picture(engine: EngineProcess) -> None:
    os.kill(engine.pid, signal.SIGKILL)

    with pytest.raises(EngineCrashed):
        engine.analyse(b"ada", Options())


def test_a_hanging_process_is_killed_in_time() -> None:
    engine = EngineProcess(load_rough, IMPATIENT)
    engine.start()
    started = time.monotonic()

    with pytest.raises(EngineCrashed, match="took more than"):
        engine.analyse(b"hang", Options())

    assert time.monotonic() - started < 5
    assert is_gone(engine.pid)


def test_a_process_that_does_not_even_read_is_killed_in_time() -> None:
    engine = EngineProcess(load_rough, IMPATIENT)
    engine.start()
    os.kill(engine.pid, signal.SIGSTOP)

    with pytest.raises(EngineCrashed, match="took more than"):
        engine.analyse(bytes(20_000_000), Options())


def test_an_engine_that_cannot_load_is_a_crash() -> None:
    with pytest.raises(EngineCrashed):
        EngineProcess(load_never, LIMITS).start()


def test_an_engine_ends_when_its_supervisor_is_killed() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.app_tier.orphan"], cwd=ROOT, stdout=subprocess.PIPE
    ) as supervisor:
        assert supervisor.stdout is not None
        pid = int(supervisor.stdout.readline())
        assert not is_gone(pid)

        supervisor.kill()

        wait_until(lambda: is_gone(pid), seconds=10)


def test_why_an_engine_cannot_be_loaded_is_told_in_its_own_words() -> None:
    with pytest.raises(EngineCrashed, match="There is no such model pack"):
        EngineProcess(load_refused, LIMITS).start()
