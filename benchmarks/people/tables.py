"""The tables of `benchmarks.identification`."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from benchmarks.faces.findings import Findings
from benchmarks.report import print_table


def show(findings: Findings) -> None:
    """Print the figures and what stands behind them."""
    details = findings.details
    model = details["model"]
    print_table(
        f"{model['pack']} {model['version']}, {model['runtime']}", ["", "%"], [*findings.figures.items()]
    )
    _show_rules(details)
    _show_presets(details["presets"])
    _show_orders(details["by_arrival_order"])


def _show_rules(details: Mapping[str, Any]) -> None:
    rules: Mapping[str, Mapping[str, float]] = details["rules"]
    names = list(next(iter(rules.values())))
    print_table(
        f"{details['enrolled']} people enrolled with two pictures, {details['probes']} probes,"
        f" {details['strangers']} pictures of strangers, %",
        ["", *rules],
        [(name, *(each[name] for each in rules.values())) for name in names],
    )


def _show_presets(presets: Mapping[str, Mapping[str, Any]]) -> None:
    print_table(
        "Presets, %",
        ["", "strangers known", "promised", "or unsure", "promised", "named", "or unsure and right"],
        [
            (
                name,
                each["strangers_known"],
                each["promised"]["known"],
                each["strangers_known_or_unsure"],
                each["promised"]["unsure"],
                each["named"],
                each["named_or_unsure"],
            )
            for name, each in presets.items()
        ],
    )


def _show_orders(crowds: Sequence[Mapping[str, list[float]]]) -> None:
    print_table(
        "Strangers arriving in several orders, %",
        ["", "mean", "worst", "largest difference between orders"],
        [(name, *_summary([each[name] for each in crowds])) for name in ("purity", "pair_recall")],
    )


def _summary(crowds: list[list[float]]) -> tuple[float, float, float]:
    return float(np.mean(crowds)), float(np.min(crowds)), float(np.ptp(crowds, axis=1).max())
