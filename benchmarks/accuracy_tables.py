"""The tables of `benchmarks.accuracy`."""

from collections.abc import Mapping
from typing import Any

from benchmarks.faces.findings import Findings
from benchmarks.report import print_table


def show(findings: Findings) -> None:
    """Print the figures, what thresholds bring, and recall by size."""
    details = findings.details
    model = details["model"]
    print_table(f"{model['pack']} {model['version']}", ["", "%"], list(findings.figures.items()))
    print_table(
        f"Mistakes, {details['genuine_pairs']:,} genuine and {details['impostor_pairs']:,} impostor pairs",
        ["distance", "", "false match %", "false non-match %", "each person once %"],
        [
            _rates(details["rates_at_known"], "known"),
            _rates(details["rates_at_unsure"], "unsure"),
            *(_rates(row, "") for row in details["rates_at_false_match_rates"]),
        ],
    )
    print_table(
        "Faces of mosaics by width, pixels",
        ["", "faces", "recall %"],
        [
            (f"{row['least_px']}-{row['below_px']}", row["faces"], row["recall"])
            for row in details["mosaic_recall_by_size"]
        ],
    )
    print_table("LFW pairs", ["", "%", "as face_recognition %"], _compared(details["compared"]))


def _rates(row: Mapping[str, float], name: str) -> tuple[str, str, str, str, str]:
    return (
        f"{row['threshold']:.3f}",
        name,
        f"{row['false_match_rate']:.3f}",
        f"{row['false_non_match_rate']:.2f}",
        f"{row['false_non_match_rate_by_person']:.2f}",
    )


def _compared(engines: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, object, object]]:
    return [
        (name, each["lfw_accuracy"], each.get("lfw_accuracy_as_face_recognition", ""))
        for name, each in engines.items()
    ]
