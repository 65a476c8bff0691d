"""Pictures of fifty sizes: what the first picture of a new size costs more than a later one."""

import statistics
from collections.abc import Sequence
from functools import partial

from benchmarks.engine.arms import loading
from benchmarks.engine.arms.process import arm_process
from benchmarks.engine.scenes import mixed_sizes, scene
from benchmarks.engine.setting import OURS, Setting
from benchmarks.faces.findings import Findings

SIZES = 50
#: Fresh processes, each of which meets all sizes for the first time.
_PROCESSES = 3
#: The later ones differ by noise alone, which says how much of the first one's difference is that.
_PASSES = 3


Pass = list[float]  #: milliseconds, a picture each


def measure(setting: Setting) -> Findings:
    """Analyse the pictures in their order again and again, in fresh processes."""
    pictures = mixed_sizes(SIZES, setting.pictures)
    warm_up = scene("480p", 1, setting.pictures).data
    processes = [_passes(setting, warm_up, pictures) for _ in range(_PROCESSES)]
    first, *later = (typical(each) for each in zip(*processes, strict=True))
    return Findings(
        figures={},
        details={
            "pictures": SIZES,
            "first_pass_ms_per_picture": first,
            "later_passes_ms_per_picture": later,
            "first_over_later": first / statistics.fmean(later),
        },
    )


def typical(passes: Sequence[Pass]) -> float:
    """Return the mean picture's milliseconds, each picture's being the median over the processes."""
    return statistics.fmean(statistics.median(of_one) for of_one in zip(*passes, strict=True))


def _passes(setting: Setting, warm_up: bytes, pictures: Sequence[bytes]) -> list[Pass]:
    with arm_process(partial(loading.load_engine_arm, setting.engines()[OURS])) as engine:
        engine.once(warm_up)  # the first call of all pays for what is made once
        return [[engine.once(each).stages["whole"] for each in pictures] for _ in range(_PASSES)]
