"""What a part of a benchmark comes to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Findings:
    """Figures under the names they are quoted by, and what stands behind them."""

    figures: Mapping[str, float]
    details: Mapping[str, Any]


def together(parts: Sequence[Findings]) -> Findings:
    """Return the findings of all parts; their names differ."""
    return Findings(
        figures={name: value for part in parts for name, value in part.figures.items()},
        details={name: value for part in parts for name, value in part.details.items()},
    )


def per_cent(share: float) -> float:
    """Return a share of 0..1 as it is printed."""
    return round(100 * share, 4)
