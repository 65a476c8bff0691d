"""Faces that are drawn, since no picture of a person may be kept here. Detectors take them for faces."""

from collections.abc import Iterable

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from app_tier.engine.pixels import Pixels

Face = tuple[float, float, float]  #: x and y of the middle, and the width, pixels

_SKIN, _HAIR, _LIP, _SHADE = (205, 160, 135), (45, 35, 30), (140, 70, 70), (120, 90, 75)
_WHITE, _PUPIL = (235, 235, 235), (30, 25, 25)
#: Ellipses as x, y, half width, half height and colour, where a face is 2 wide and its middle at 0, 0.
_FEATURES = (
    (0.0, -0.25, 1.08, 1.42, _HAIR),
    (0.0, 0.0, 1.0, 1.33, _SKIN),
    *(
        (side * x, y, across, down, colour)
        for side in (-1, 1)
        for x, y, across, down, colour in (
            (0.4, -0.47, 0.27, 0.06, _HAIR),
            (0.4, -0.2, 0.27, 0.16, _SHADE),
            (0.4, -0.2, 0.2, 0.1, _WHITE),
            (0.4, -0.2, 0.1, 0.1, _PUPIL),
        )
    ),
    (0.0, 0.27, 0.17, 0.1, _SHADE),
    (0.0, 0.7, 0.37, 0.12, _LIP),
)


def draw_faces(faces: Iterable[Face], *, width: int = 320, height: int = 240) -> Pixels:
    """Return a grey picture with the faces on it."""
    picture = Image.new("RGB", (width, height), (128, 124, 120))
    for face in faces:
        _draw(picture, face)
    return np.array(picture)


def _draw(picture: Image.Image, face: Face) -> None:
    """Draw at eight times the size and shrink, which draws smooth edges."""
    x, y, width = face
    reach = round(width)
    left, top = round(x) - reach, round(y) - reach
    large = picture.crop((left, top, left + 2 * reach, top + 2 * reach)).resize((16 * reach, 16 * reach))
    pencil = ImageDraw.Draw(large)
    for across, down, half_width, half_height, colour in _FEATURES:
        corners = (across - half_width, down - half_height, across + half_width, down + half_height)
        pencil.ellipse([8 * reach + 4 * width * each for each in corners], fill=colour)
    small = large.filter(ImageFilter.GaussianBlur(width / 3)).resize((2 * reach, 2 * reach))
    picture.paste(small, (left, top))
