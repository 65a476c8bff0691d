"""Pictures per second with an engine process on every core."""

import statistics
from collections.abc import Sequence
from functools import partial

from app_tier.engine.packs import EngineChoice
from benchmarks.engine.scenes import scene
from benchmarks.engine.setting import FIRST, OURS, Setting
from benchmarks.engine.timing import Entrant, interleaved
from benchmarks.engine_alone import analyse_all
from benchmarks.faces.findings import Findings
from benchmarks.pictures import Picture, pictures
from pipeline.cores import usable_cores

_PICTURES = 120
_ROUNDS = 3
#: The first engine takes its time.
_ROUNDS_OF = {FIRST: 1}


def measure(setting: Setting) -> Findings:
    """Let engines of each kind work on portraits, as in the pipeline's benchmark, and on a larger picture."""
    portraits = pictures(setting.pictures / "lfw", _PICTURES)
    photo = Picture(name="480p", data=scene("480p", 1, setting.pictures).data)
    kinds = setting.engines()
    of_portraits = _per_second(kinds, portraits)
    of_photos = _per_second({OURS: kinds[OURS]}, [photo] * _PICTURES)
    rows = [
        {"engine": name, "portraits": speed, "480p": of_photos.get(name)}
        for name, speed in of_portraits.items()
    ]
    return Findings(
        figures={"images_per_second_all_cores": of_portraits[OURS]},
        details={"cores": usable_cores(), "rows": rows},
    )


def _per_second(kinds: dict[str, EngineChoice], chosen: Sequence[Picture]) -> dict[str, float]:
    loads = interleaved(
        {
            name: Entrant(
                take_turn=partial(analyse_all, chosen, usable_cores(), choice),
                rounds=_ROUNDS_OF.get(name, _ROUNDS),
            )
            for name, choice in kinds.items()
        }
    )
    return {
        name: statistics.median(each.images_per_second for each in turns) for name, turns in loads.items()
    }
