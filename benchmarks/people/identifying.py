"""Galleries of people enrolled with two pictures, asked for their other pictures and for strangers."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np
from rich.progress import track

from app_tier.calibration import Calibration
from app_tier.presets import RATES
from benchmarks.faces.embedded import EmbeddedPictures
from benchmarks.faces.findings import Findings, per_cent
from benchmarks.matching.people import Person
from benchmarks.people.rules import by_nearest_face, by_verdict, neighbours
from benchmarks.people.scores import Scores
from benchmarks.people.splits import Split, splits
from benchmarks.people.verdicts import Rates, rates
from pipeline.messages import Preset

#: How often it is drawn who is enrolled with which pictures.
SPLITS = 50
#: Shares of strangers taken for somebody at which the rules are compared.
_FALSE_POSITIVES = (0.001, 0.01, 0.05)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What one split came to."""

    ours: Scores
    nearest_face: Scores
    by_preset: Mapping[Preset, Rates]


def identification(
    people: Sequence[Person], pictures: EmbeddedPictures, calibration: Calibration, rng: np.random.Generator
) -> Findings:
    """Ask many splits. `pictures` are those of all people, embedded plainly. Raises DataMissing."""
    drawn = list(splits(people, SPLITS, rng))
    asked = [_asked(each, pictures, calibration) for each in track(drawn, "identification: splits")]
    balanced = [each.by_preset[Preset.BALANCED] for each in asked]
    return Findings(
        figures={
            "rank1": _mean([each.ours.rank1 for each in asked]),
            "tpir_at_fpir_1pct": _mean([each.ours.identified_at(0.01) for each in asked]),
            "balanced_fpir": _mean([each.strangers_known for each in balanced]),
            "balanced_tpir": _mean([each.named for each in balanced]),
        },
        details={
            "enrolled": len(drawn[0].known),
            "probes": len(drawn[0].answers),
            "strangers": sum(len(person.pictures) for person in drawn[0].strangers),
            "rules": {
                "Facefleet": _rule([each.ours for each in asked]),
                "nearest face": _rule([each.nearest_face for each in asked]),
            },
            "presets": {
                preset: _preset(preset, [each.by_preset[preset] for each in asked]) for preset in Preset
            },
            "by_split": [_split_row(each) for each in asked],
        },
    )


def _asked(split: Split, pictures: EmbeddedPictures, calibration: Calibration) -> Asked:
    probes, strangers = neighbours(split, calibration)
    return Asked(
        ours=by_verdict(split, probes, strangers, calibration),
        nearest_face=by_nearest_face(split, pictures),
        by_preset={preset: rates(split, probes, strangers, calibration, preset) for preset in Preset},
    )


def _rule(scores: Sequence[Scores]) -> dict[str, float]:
    tpir = {
        f"tpir_at_fpir_{per_cent(share):g}pct": [each.identified_at(share) for each in scores]
        for share in _FALSE_POSITIVES
    }
    worst = {f"{name}_worst": per_cent(min(values)) for name, values in tpir.items()}
    means = {name: _mean(values) for name, values in tpir.items()}
    return {"rank1": _mean([each.rank1 for each in scores]), **means, **worst}


def _preset(preset: Preset, measured: Sequence[Rates]) -> dict[str, Any]:
    names = [each.name for each in fields(Rates)]
    return {
        "promised": {name: per_cent(share) for name, share in asdict(RATES[preset]).items()},
        **{name: _mean([getattr(each, name) for each in measured]) for name in names},
    }


def _split_row(asked: Asked) -> dict[str, float]:
    return {
        "rank1": per_cent(asked.ours.rank1),
        "tpir_at_fpir_1pct": per_cent(asked.ours.identified_at(0.01)),
        "balanced_fpir": per_cent(asked.by_preset[Preset.BALANCED].strangers_known),
        "balanced_tpir": per_cent(asked.by_preset[Preset.BALANCED].named),
    }


def _mean(shares: Sequence[float]) -> float:
    return per_cent(float(np.mean(shares)))
