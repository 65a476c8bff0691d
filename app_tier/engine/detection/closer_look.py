"""What the cascade's second and third stages share: look at each box alone, keep those that may be faces."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app_tier.engine.detection.boxes import Boxes, squared
from app_tier.engine.detection.crops import cut
from app_tier.engine.pixels import Output, Pixels
from app_tier.engine.runtimes.runtime import Network


@dataclass(frozen=True, kw_only=True)
class Likely:
    """The boxes that look like faces."""

    squares: Boxes  #: what the network saw, pixels of the picture
    answers: (
        Output  #: shape (n, numbers): the face's logit, four offsets, in the last stage ten for landmarks
    )


@dataclass(frozen=True, kw_only=True)
class CloserLook:
    """One stage."""

    network: Network
    side: int  #: of the network's window, pixels
    at_once: int  #: windows that the network takes in one run
    numbers: int  #: that the network gives for each
    threshold: float  #: logit

    def likely(self, pictures: Sequence[Pixels], boxes: Boxes) -> Likely:
        """Return what may be a face among the boxes; see `cut` for the pictures."""
        squares = squared(boxes)
        answers = self._answers(pictures, squares)
        faces = answers[:, 0] > self.threshold
        return Likely(squares=squares[faces], answers=answers[faces])

    def _answers(self, pictures: Sequence[Pixels], squares: Boxes) -> Output:
        answers = np.empty((len(squares), self.numbers), np.float32)
        batch = np.zeros((self.at_once, self.side, self.side, 3), np.uint8)
        for start in range(0, len(squares), self.at_once):
            part = squares[start : start + self.at_once]
            batch[: len(part)] = cut(pictures, part, self.side)
            answers[start : start + self.at_once] = self.network.run(batch)[: len(part)]
        return answers
