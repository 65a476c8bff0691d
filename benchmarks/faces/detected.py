"""How many of the faces that were counted on some pictures an engine found."""

import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from benchmarks.faces.findings import Findings


@dataclass(frozen=True, kw_only=True)
class Detected:
    """What the engine made of one picture."""

    image: str
    faces: int  #: counted by hand
    boxes: int  #: found
    milliseconds: float  #: for all of it
    stages: dict[str, float]  #: milliseconds


def summary(detected: Sequence[Detected]) -> Findings:
    """Return the figures; at least one face was counted."""
    faces = sum(each.faces for each in detected)
    stages = {name: [each.stages[name] for each in detected] for name in detected[0].stages}
    return Findings(
        figures={
            "recall": round(sum(min(each.boxes, each.faces) for each in detected) / faces, 4),
            "boxes": sum(each.boxes for each in detected),
            "faces": faces,
            "ms_per_image": round(statistics.median(each.milliseconds for each in detected), 2),
        },
        details={
            "stage_ms": {name: round(statistics.median(values), 2) for name, values in stages.items()},
            "pictures": [asdict(each) for each in detected],
        },
    )
