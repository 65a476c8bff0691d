"""How fast a worker works."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median

from controller.observation import Worker
from controller.policies.forecast.rules import Rules

#: What is assumed weighs as much as so many images: it may be wrong by far, and reports hardly are.
_ASSUMED_IMAGES = 5
#: What is known never weighs more than these: a worker's own report is of its last few alone.
_IMAGES = 50


@dataclass(frozen=True, kw_only=True)
class Speed:
    """Of a usual worker."""

    service_seconds: float  #: per image and slot
    slots: float
    images: int = _ASSUMED_IMAGES  #: it weighs as much as so many

    @property
    def images_per_second(self) -> float:
        """What a worker does that always has something to do."""
        return self.slots / self.service_seconds


def prior(rules: Rules) -> Speed:
    """Return what is assumed of workers that have not told yet."""
    return Speed(service_seconds=rules.service_seconds, slots=rules.slots)


def learn(speed: Speed, workers: Sequence[Worker], images: int) -> Speed:
    """Return the speed after `images` more were done: the more of them, the more workers' reports count.

    The median of the reports is taken, so that a worker that talks nonsense misleads nobody.
    """
    reporting = [each for each in workers if each.service_seconds > 0]
    if not reporting:
        return speed
    share = images / (images + speed.images)
    reported = median(each.service_seconds for each in reporting)
    return Speed(
        service_seconds=speed.service_seconds + share * (reported - speed.service_seconds),
        slots=fmean(each.slots for each in reporting),
        images=min(speed.images + images, _IMAGES),
    )
