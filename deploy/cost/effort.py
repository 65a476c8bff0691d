"""What a picture takes of a processor, as measured; one core of the machine described in docs/engine.md."""

import math

from deploy.cost.prices import Machine
from deploy.cost.usage import Load

#: README, "the engine": 853 x 480 with one face 19.7 ms, 1920 x 1080 with one face 67; a line through both.
_ENGINE_SECONDS = 0.0081
_ENGINE_SECONDS_PER_MEGAPIXEL = 0.0284
#: Ten faces took 74 ms where one took 19.7.
_SECONDS_PER_FURTHER_FACE = 0.0060
#: A recognition embeds each face's mirror image too.
_MIRROR_SECONDS_PER_FACE = 0.002
#: README, "the whole pipeline": processor time of supervisor and web tier a picture.
_SUPERVISOR_SECONDS = 0.0104
_WEB_SECONDS = 0.017
_REMEMBERING_WEB_SECONDS = 0.028
#: Larger pictures are made smaller before faces are looked for (FACEFLEET_MAX_IMAGE_PX), longer side.
_LONGEST_SIDE = 2048

#: How much of a machine may be used in steady load, so that pictures need not wait for each other.
UTILISATION = 0.75


def worker_seconds(load: Load) -> float:
    """Return a picture's seconds of a worker's core."""
    shrink = min(1.0, _LONGEST_SIDE / max(load.width, load.height))
    megapixels = load.width * load.height * shrink**2 / 1e6
    faces = max(0, load.faces - 1) * _SECONDS_PER_FURTHER_FACE + load.faces * _MIRROR_SECONDS_PER_FACE
    return _ENGINE_SECONDS + _ENGINE_SECONDS_PER_MEGAPIXEL * megapixels + faces + _SUPERVISOR_SECONDS


def web_seconds(load: Load) -> float:
    """Return a picture's seconds of the web tier's core."""
    return _REMEMBERING_WEB_SECONDS if load.remembers else _WEB_SECONDS


def images_per_second(machine: Machine, seconds: float) -> float:
    """Return how many pictures of so many seconds each a machine does for good."""
    return machine.processors * machine.sustained * machine.speed * UTILISATION / seconds


def machines_needed(machine: Machine, load: Load, seconds: float, least: int = 1) -> int:
    """Return how many whole machines the load takes."""
    return max(least, math.ceil(load.images_per_second / images_per_second(machine, seconds)))
