"""All that the benchmark measures, and the figures that it is quoted by."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import TypeVar

from app_tier.calibration import Calibration
from benchmarks.faces.findings import Findings
from benchmarks.search.apart import apart
from benchmarks.search.catching_up import CatchingUp, measure_catching_up
from benchmarks.search.clustering import Clustering, measure_clustering
from benchmarks.search.crowd import Crowd
from benchmarks.search.loading import Loading, measure_loading
from benchmarks.search.searching import (
    COMPARE_FACES,
    MEMORY,
    MEMORY_IN_BATCHES,
    Searching,
    measure_searching,
)

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is measured."""

    sizes: Sequence[int]  #: people, ascending; at least one size
    strangers: Sequence[int]  #: to place new faces among, ascending; at least one size
    others: Mapping[str, int]  #: among how many people each of the others searches at most
    calibration: Calibration


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Each part's figures by size, ascending."""

    loading: Sequence[Loading]
    catching_up: Sequence[CatchingUp]
    searching: Sequence[Searching]
    clustering: Sequence[Clustering]


def measure(crowd: Crowd, plan: Plan) -> Measured:
    """Measure every size, each in processes of its own, and say how far it is."""
    sizes, strangers = plan.sizes, plan.strangers
    return Measured(
        loading=_by_size("loading", sizes, partial(measure_loading, crowd)),
        catching_up=_by_size("catching up", sizes, partial(measure_catching_up, crowd)),
        searching=_by_size("searching", sizes, partial(measure_searching, crowd, plan.others)),
        clustering=_by_size("clustering", strangers, partial(measure_clustering, crowd, plan.calibration)),
    )


def findings(measured: Measured) -> Findings:
    """Return the figures, which have the usual sizes' names, and all that was measured."""
    return Findings(
        figures=dict(_figures(measured)),
        details={part: [asdict(each) for each in rows] for part, rows in vars(measured).items()},
    )


def _figures(measured: Measured) -> Iterator[tuple[str, float]]:
    """Yield the figures of the largest galleries that were measured."""
    ms, size = measured.searching[-1].ms, _short(measured.searching[-1].people)
    yield f"search_ms_{size}", ms[MEMORY]
    yield f"search_ms_per_query_{size}_batch32", ms[MEMORY_IN_BATCHES]
    compared = next((each.ms for each in reversed(measured.searching) if COMPARE_FACES in each.ms), None)
    if compared:
        yield "search_speedup_vs_compare_faces", compared[COMPARE_FACES] / compared[MEMORY]
    yield "bytes_per_face", _bytes_per_face(measured)
    yield "enrol_to_searchable_ms", measured.catching_up[-1].enrol_to_searchable_ms
    strangers = measured.clustering[-1]
    yield f"cluster_ms_per_new_face_{_short(strangers.strangers)}", strangers.ms_per_new_face


def _bytes_per_face(measured: Measured) -> float:
    """Return what a face takes of a large gallery, by whichever measure it is more."""
    return max(measured.loading[-1].traced_bytes_per_face, measured.catching_up[-1].resident_bytes_per_face)


def _short(number: int) -> str:
    """Return 1000000 as `1m` and 1000 as `1k`."""
    for size, letter in ((1_000_000, "m"), (1_000, "k")):
        if number % size == 0:
            return f"{number // size}{letter}"
    return str(number)


def _by_size(part: str, sizes: Sequence[int], measure: Callable[[int], T]) -> list[T]:
    """Return what is measured at each size, saying how far it is."""
    rows = []
    for size in sizes:
        print(f"{part}: {size:,} …", flush=True)
        rows.append(apart(measure, size))
    return rows
