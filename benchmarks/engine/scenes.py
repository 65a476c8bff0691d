"""Pictures of wanted sizes with a wanted number of faces, as JPEGs in memory.

Where the example photos of `face_recognition` and pictures of LFW are given, scenes are made of them: a photo
of one person, or one of two people with portraits pasted at their sides. Elsewhere all are drawn.
"""

import io
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter, ImageOps

from app_tier.engine.pixels import Pixels
from benchmarks.pictures import drawn_face, pictures
from pipeline.decoding import decode_upright
from pipeline.images import ImageLimits

SIZES = {"240p": (427, 240), "480p": (853, 480), "720p": (1280, 720), "1080p": (1920, 1080)}
#: Where portraits go, as shares of the scene: outside the middle, where the backdrop's own people are.
_COLUMNS = (0.85, 0.01, 0.7, 0.17)
_ROWS = (0.67, 0.34, 0.01)
_CELL_HEIGHT = 0.32
#: What is cut out of a portrait of LFW: most of the head, shares of its sides.
_CUT = (0.244, 0.148, 0.764, 0.868)
#: Which part of a photo is kept where its shape is another: faces are above the middle.
_CENTRE = (0.5, 0.2)
_QUALITY = 92
_SEED = 5


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One picture."""

    size: str  #: one of SIZES
    faces: int  #: how many it shows
    data: bytes

    @property
    def name(self) -> str:
        """What tables call it."""
        return f"{self.size}, {self.faces} face{'s' if self.faces > 1 else ''}"


def scene(size: str, faces: int, folder: Path) -> Scene:
    """Return a scene with up to 13 faces, of the pictures below `folder` where there are any."""
    photo = folder / "photos" / f"obama-{size}.jpg"
    alone = faces == 1 and photo.is_file()
    data = photo.read_bytes() if alone else _jpeg(_group(SIZES[size], faces, folder))
    return Scene(size=size, faces=faces, data=data)


def mixed_sizes(count: int, folder: Path) -> list[bytes]:
    """Return as many sizes of one picture, 200 to 1,600 pixels a side and of all shapes; always the same."""
    chance = random.Random(_SEED)
    sizes = [(chance.randint(200, 1600), chance.randint(200, 1600)) for _ in range(count)]
    return [_jpeg(_backdrop(size, 2, folder)[0]) for size in sizes]


def decoded(data: bytes) -> Pixels:
    """Return a picture's pixels."""
    return np.asarray(decode_upright(data, ImageLimits()))


def _group(size: tuple[int, int], faces: int, folder: Path) -> Image.Image:
    image, there = _backdrop(size, faces, folder)
    places = [(column, row) for row in _ROWS for column in _COLUMNS][: faces - there]
    portraits = pictures(folder / "lfw", len(places))
    for (column, row), portrait in zip(places, portraits, strict=True):
        cut = _cut(_opened(portrait.data), round(_CELL_HEIGHT * image.height))
        image.paste(cut, (round(column * image.width), round(row * image.height)))
    return image


def _backdrop(size: tuple[int, int], faces: int, folder: Path) -> tuple[Image.Image, int]:
    """Return a picture with at most so many people in the middle, and their number."""
    photo = folder / "photos" / "obama_and_biden.jpg"
    if faces == 1 or not photo.is_file():
        return _drawn(*size), 1
    return ImageOps.fit(_opened(photo.read_bytes()), size, centering=_CENTRE), 2


def _cut(portrait: Image.Image, height: int) -> Image.Image:
    left, top, right, bottom = _CUT
    box = (left * portrait.width, top * portrait.height, right * portrait.width, bottom * portrait.height)
    width = round(height * (box[2] - box[0]) / (box[3] - box[1]))
    return portrait.resize((width, height), Image.Resampling.LANCZOS, box=box)


def _drawn(width: int, height: int) -> Image.Image:
    noise = np.random.default_rng(_SEED).integers(0, 256, (height, width, 3), dtype=np.uint8)
    image = Image.fromarray(noise).filter(ImageFilter.GaussianBlur(height / 60))
    side = round(0.6 * min(width, height))
    image.paste(_opened(drawn_face(_SEED, side)), ((width - side) // 2, 0))
    return image


def _opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def _jpeg(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=_QUALITY)
    return buffer.getvalue()
