"""The figures that the benchmark is quoted by."""

from benchmarks.search.catching_up import CatchingUp
from benchmarks.search.clustering import Clustering
from benchmarks.search.findings import Measured, findings
from benchmarks.search.loading import Loading
from benchmarks.search.searching import COMPARE_FACES, MEMORY, MEMORY_IN_BATCHES, Searching


def measured(people: int, strangers: int, *, compared_up_to: int, resident: float = 540.0) -> Measured:
    """Return made measurements of a tenth of these people and of all."""
    sizes = (people // 10, people)
    return Measured(
        loading=[
            Loading(people=each, bulk_ms=1.0, one_more_ms=0.5, traced_bytes_per_face=531.0) for each in sizes
        ],
        catching_up=[
            CatchingUp(
                people=each, all_ms=3.0, enrol_to_searchable_ms=each / 1000, resident_bytes_per_face=resident
            )
            for each in sizes
        ],
        searching=[
            Searching(
                people=each,
                ms={MEMORY: 2.0, MEMORY_IN_BATCHES: 0.5}
                | ({COMPARE_FACES: each / 1000} if each <= compared_up_to else {}),
                same_answers=None,
            )
            for each in sizes
        ],
        clustering=[Clustering(strangers=strangers, ms_per_new_face=4.0, search_ms=3.0)],
    )


def test_figures_are_of_the_largest_sizes_and_named_after_them() -> None:
    figures = findings(measured(1_000_000, 100_000, compared_up_to=1_000_000)).figures

    assert figures == {
        "search_ms_1m": 2.0,
        "search_ms_per_query_1m_batch32": 0.5,
        "search_speedup_vs_compare_faces": 500.0,
        "bytes_per_face": 540.0,
        "enrol_to_searchable_ms": 1000.0,
        "cluster_ms_per_new_face_100k": 4.0,
    }


def test_the_speedup_is_of_the_largest_gallery_that_compare_faces_searched() -> None:
    figures = findings(measured(500, 50, compared_up_to=50)).figures

    assert figures["search_speedup_vs_compare_faces"] == 0.025
    assert figures["search_ms_500"] == 2.0


def test_without_compare_faces_there_is_no_speedup() -> None:
    figures = findings(measured(2_000, 1_000, compared_up_to=0)).figures

    assert "search_speedup_vs_compare_faces" not in figures


def test_a_face_takes_what_the_larger_measure_says() -> None:
    figures = findings(measured(1_000, 1_000, compared_up_to=0, resident=12.0)).figures

    assert figures["bytes_per_face"] == 531.0
