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


Pass = list[float]  #: milliseconds, a picture each


def measure(setting: Setting) -> Findings:
    """Analyse the pictures in their order and once more, in fresh processes."""
    pictures = mixed_sizes(SIZES, setting.pictures)
    warm_up = scene("480p", 1, setting.pictures).data
    passes = [_two_passes(setting, warm_up, pictures) for _ in range(_PROCESSES)]
    first, second = (typical(each) for each in zip(*passes, strict=True))
    return Findings(
        figures={},
        details={
            "pictures": SIZES,
            "first_pass_ms_per_picture": first,
            "second_pass_ms_per_picture": second,
            "first_over_second": first / second,
        },
    )


def typical(passes: Sequence[Pass]) -> float:
    """Return the mean picture's milliseconds, each picture's being the median over the processes."""
    return statistics.fmean(statistics.median(of_one) for of_one in zip(*passes, strict=True))


def _two_passes(setting: Setting, warm_up: bytes, pictures: Sequence[bytes]) -> tuple[Pass, Pass]:
    with arm_process(partial(loading.load_engine_arm, setting.engines()[OURS])) as engine:
        engine.once(warm_up)  # the first call of all pays for what is made once
        first, second = ([engine.once(each).stages["whole"] for each in pictures] for _ in range(2))
    return first, second
