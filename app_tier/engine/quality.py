"""How well a face can be seen, measured on its pixels."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pipeline.results import Box, Quality

#: Faces are compared at one size, so that a large face is not sharper just for having more pixels.
_SIDE = 128
#: Variance of the Laplacian at which sharpness is 50: about the median of 250-pixel press photographs.
_HALF_SHARP = 60.0


def measure(picture: Image.Image, box: Box) -> Quality:
    """Return the quality of the face inside `box`, which lies within the picture."""
    corners = (int(box.left), int(box.top), int(box.left + box.width), int(box.top + box.height))
    face = picture.crop(corners).convert("L").resize((_SIDE, _SIDE), Image.Resampling.BILINEAR)
    luminance = np.asarray(face, dtype=np.float32)
    return Quality(
        brightness=round(float(luminance.mean()) / 2.55, 1),
        sharpness=round(_sharpness(luminance), 1),
        size=int(min(box.width, box.height)),
    )


def _sharpness(luminance: NDArray[np.float32]) -> float:
    centre = luminance[1:-1, 1:-1]
    around = luminance[:-2, 1:-1] + luminance[2:, 1:-1] + luminance[1:-1, :-2] + luminance[1:-1, 2:]
    variance = float((around - 4 * centre).var())
    return 100 * variance / (variance + _HALF_SHARP)
