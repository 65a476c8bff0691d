"""One engine process per core, for measurements in which time is not measured."""

import multiprocessing
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from rich.progress import track

from app_tier.calibration import Calibration
from app_tier.engine.engine import Analysis, FaceEngine
from benchmarks.faces.engines import load_engine
from benchmarks.faces.errors import UnreadablePicture
from benchmarks.pictures import Picture
from pipeline.cores import usable_cores
from pipeline.errors import InvalidImage
from pipeline.messages import Options
from pipeline.results import ModelId


@dataclass(frozen=True, kw_only=True)
class PackFacts:
    """What a loaded engine says of itself."""

    model: ModelId
    calibration: Calibration


class EnginePool:
    """Engines of one pack, ready to work."""

    def __init__(self, executor: ProcessPoolExecutor) -> None:
        self._executor = executor
        self.pack: PackFacts = executor.submit(_facts).result()

    def analyse(
        self, pictures: Iterable[Picture], count: int, options: Options, title: str
    ) -> list[Analysis]:
        """Return an analysis per picture, in their order, showing progress. Raises UnreadablePicture."""
        answers = self._executor.map(partial(_analyse, options=options), pictures)
        return list(track(answers, f"{self.pack.model.pack}: {title}", total=count))


@contextmanager
def engine_pool(pack: str) -> Iterator[EnginePool]:
    """Load the pack into a process per core, and end them afterwards."""
    context = multiprocessing.get_context("spawn")
    executor = ProcessPoolExecutor(usable_cores(), context, _load, (pack,))
    try:
        yield EnginePool(executor)
    finally:
        executor.shutdown(cancel_futures=True)


_engine: FaceEngine


def _load(pack: str) -> None:
    global _engine
    _engine = load_engine(pack)


def _facts() -> PackFacts:
    return PackFacts(model=_engine.model, calibration=_engine.calibration)


def _analyse(picture: Picture, options: Options) -> Analysis:
    return analysed(_engine, picture, options)


def analysed(engine: FaceEngine, picture: Picture, options: Options) -> Analysis:
    """Return what the engine says of a picture. Raises UnreadablePicture, which names it."""
    try:
        return engine.analyse(picture.data, options)
    except InvalidImage as error:
        raise UnreadablePicture(f"{picture.name}: {error}") from error
