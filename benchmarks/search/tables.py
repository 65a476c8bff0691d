"""The tables of `benchmarks.gallery`."""

from benchmarks.report import print_table
from benchmarks.search.findings import Measured
from benchmarks.search.searching import COMPARE_FACES, MEMORY, MEMORY_IN_BATCHES, PGVECTOR, Searching

_NOT_MEASURED = "-"


def show(measured: Measured) -> None:
    """Print what was measured, a row for each size."""
    print_table(
        "Searches, ms for each query; - is not measured",
        ["people", MEMORY, MEMORY_IN_BATCHES, COMPARE_FACES, "times", PGVECTOR, "times"],
        [_search_row(each) for each in measured.searching],
    )
    print_table(
        "Loading",
        ["people", "people/s, all at once", "one more, ms", "bytes a face, traced"],
        [
            (f"{row.people:,}", 1000 * row.people / row.bulk_ms, row.one_more_ms, row.traced_bytes_per_face)
            for row in measured.loading
        ],
    )
    print_table(
        "Catching up with an object store",
        ["people", "all, s", "enrolled to found, ms", "bytes a face, resident"],
        [
            (f"{row.people:,}", row.all_ms / 1000, row.enrol_to_searchable_ms, row.resident_bytes_per_face)
            for row in measured.catching_up
        ],
    )
    print_table(
        "A new face among strangers",
        ["strangers", "ms", "of it search"],
        [(f"{row.strangers:,}", row.ms_per_new_face, row.search_ms) for row in measured.clustering],
    )


def _search_row(row: Searching) -> tuple[object, ...]:
    others = (cell for name in (COMPARE_FACES, PGVECTOR) for cell in _compared(row, name))
    return (f"{row.people:,}", row.ms[MEMORY], row.ms[MEMORY_IN_BATCHES], *others)


def _compared(row: Searching, name: str) -> tuple[object, object]:
    """Return another's time, and how many times as long it is as the gallery's in memory."""
    if name not in row.ms:
        return _NOT_MEASURED, _NOT_MEASURED
    return row.ms[name], row.ms[name] / row.ms[MEMORY]
