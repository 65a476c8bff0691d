"""The tables of `benchmarks.pipeline`."""

from collections.abc import Mapping

from benchmarks.report import print_table


def show(figures: Mapping[str, float]) -> None:
    """Print throughput, CPU per image, and the rest."""
    print_table(
        "Throughput on the same cores",
        ["", "images/s"],
        [
            ("engine alone", figures["engine_images_per_second"]),
            ("Facefleet", figures["images_per_second"]),
            ("Facefleet, remembering all faces", figures["remembering_images_per_second"]),
            ("plain worker", figures["plain_worker_images_per_second"]),
            ("Facefleet, first engine", figures["first_engine_images_per_second"]),
            *_slow_rows(figures),
        ],
    )
    print_table(
        "CPU per image, Facefleet",
        ["", "ms"],
        [(name, value) for name, value in figures.items() if name.endswith("_cpu_ms_per_image")],
    )
    print_table(
        "All figures",
        ["", "median"],
        [(name, value) for name, value in figures.items() if not name.endswith("_cpu_ms_per_image")],
    )


def _slow_rows(figures: Mapping[str, float]) -> list[tuple[str, float]]:
    if "service_latency_ms" not in figures:
        return []
    added = f"calls {figures['service_latency_ms']:g} ms longer"
    return [
        (f"Facefleet, {added}", figures["images_per_second_with_service_latency"]),
        (f"plain worker, {added}", figures["plain_worker_images_per_second_with_service_latency"]),
    ]
