"""How often each preset takes strangers for somebody, and knows whom it should."""

from collections.abc import Sequence
from dataclasses import dataclass

from app_tier.calibration import Calibration
from app_tier.matching import judge
from benchmarks.people.rules import Neighbours, right
from benchmarks.people.splits import Split
from pipeline.messages import Preset
from pipeline.outcomes import Verdict


@dataclass(frozen=True, kw_only=True)
class Rates:
    """Shares of the answers of one split, 0 to 1."""

    strangers_known: float  #: false positive identification rate
    strangers_known_or_unsure: float
    named: float  #: probes that are known and named rightly: true positive identification rate
    named_or_unsure: float  #: or unsure, and rightly named


def rates(
    split: Split, probes: Neighbours, strangers: Neighbours, calibration: Calibration, preset: Preset
) -> Rates:
    """Judge all probes and strangers as the worker does."""
    scale = calibration.among(len(split.known), preset)
    mistaken = [judge(nearest, scale).verdict for nearest in strangers]
    named = [
        judge(nearest, scale).verdict
        for nearest, is_right in zip(probes, right(split, probes), strict=True)
        if is_right
    ]
    return Rates(
        strangers_known=_share(mistaken, [Verdict.KNOWN], len(strangers)),
        strangers_known_or_unsure=_share(mistaken, [Verdict.KNOWN, Verdict.UNSURE], len(strangers)),
        named=_share(named, [Verdict.KNOWN], len(probes)),
        named_or_unsure=_share(named, [Verdict.KNOWN, Verdict.UNSURE], len(probes)),
    )


def _share(verdicts: Sequence[Verdict], wanted: Sequence[Verdict], of: int) -> float:
    return sum(verdict in wanted for verdict in verdicts) / of
