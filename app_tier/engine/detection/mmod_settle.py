"""Which windows win, from rough scores that are made exact only where that may change the answer."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from app_tier.engine.detection.boxes import Boxes, share_of_hull
from app_tier.engine.detection.mmod_windows import SAME_OF_HULL
from app_tier.engine.detection.nms import surest
from app_tier.engine.pixels import Output

#: A window of a higher score is a face, in dlib and here.
THRESHOLD = 0.0

Places = NDArray[np.intp]


def settle(
    boxes: Boxes, rough: Output, doubts: Output, exactly: Callable[[Places], Output]
) -> tuple[Places, Output]:
    """Return which boxes are faces, as places, surest first, and their scores.

    `doubts` says of each rough score how much higher the exact one may be, next to others of the same face.
    `exactly` gives the exact scores of the boxes at these places: of all that win, or might instead of them.
    """
    scores, exact = rough.copy(), np.zeros(len(boxes), np.bool_)
    while True:
        running = np.flatnonzero(~exact | (scores > THRESHOLD))
        winners = running[surest(boxes[running], scores[running], share_of_hull, SAME_OF_HULL)]
        same = share_of_hull(boxes[winners], boxes[running]) > SAME_OF_HULL
        near = (scores + doubts)[running] >= scores[winners, None]
        close = running[np.any(same & near, axis=0)]
        doubtful = close[~exact[close]]
        if not doubtful.size:
            return winners, scores[winners]
        scores[doubtful] = exactly(doubtful)
        exact[doubtful] = True
