"""Decodes pictures, upright and no larger than wanted."""

from dataclasses import dataclass

from PIL import Image

from pipeline.errors import InvalidImage
from pipeline.images import SIDEWAYS, ImageLimits, opened, orientation
from pipeline.results import ImageSize

#: What turns a picture upright, by EXIF's orientation.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
#: A JPEG that its decoder halves to this share of the size wanted is taken so: a telephone's 4,032 pixels
#: to 2,016 where 2,048 are wanted. Decoding all of them and then resizing costs five times as much.
_NEAR_ENOUGH = 0.9


@dataclass(frozen=True, kw_only=True)
class Decoded:
    """A picture in memory, perhaps with fewer pixels than it has."""

    picture: Image.Image  #: upright, RGB
    full: ImageSize  #: of the upright picture before it was made smaller

    @property
    def scale(self) -> tuple[float, float]:
        """Return by what x and y of a place in `picture` are multiplied to lie in the full picture."""
        return self.full.width / self.picture.width, self.full.height / self.picture.height


def decode_upright(data: bytes, limits: ImageLimits) -> Image.Image:
    """Return the first frame as an upright RGB picture, all its pixels. Raises as `decode_within` does."""
    return decode_within(data, limits, limits.max_side).picture


def decode_within(data: bytes, limits: ImageLimits, max_side: int) -> Decoded:
    """Return the first frame as an upright RGB picture whose longer side is at most `max_side`.

    Raises InvalidImage as `read_header` does, or with code `damaged_image` where the pixels cannot be read.
    """
    with opened(data, limits) as image:
        width, height = image.size
        try:
            _ask_for_fewer_pixels(image, max_side)
            image.load()
            turned = orientation(image)
            picture = _turned(_shrunk(_rgb(image), max_side), turned)
        except MemoryError:
            raise  # the process is at its limit; the picture may be sound
        except Exception as error:  # decoders raise a dozen types for damaged data (Pillow issue 9814)
            raise InvalidImage("damaged_image", f"The picture is damaged: {error}") from error
    if turned in SIDEWAYS:
        width, height = height, width
    return Decoded(picture=picture, full=ImageSize(width=width, height=height))


def _ask_for_fewer_pixels(image: Image.Image, max_side: int) -> None:
    """Have a JPEG decoded at a half, a quarter or an eighth of its size; other formats cannot."""
    share = _NEAR_ENOUGH * max_side / max(image.size)
    if share < 1:
        image.draft(None, _scaled(image.size, share))


def _rgb(image: Image.Image) -> Image.Image:
    """Return the picture as RGB, and itself where it is: a copy costs more than decoding does."""
    return image if image.mode == "RGB" else _eight_bits(image).convert("RGB")


def _eight_bits(image: Image.Image) -> Image.Image:
    """Return 16-bit grey scaled down to 8 bits; Pillow's own conversion would cut all but the darkest off."""
    if not image.mode.startswith("I;16"):
        return image
    return image.point(lambda value: value / 256).convert("L")


def _shrunk(image: Image.Image, max_side: int) -> Image.Image:
    share = max_side / max(image.size)
    if share >= 1:
        return image
    return image.resize(_scaled(image.size, share), Image.Resampling.HAMMING, reducing_gap=2.0)


def _turned(image: Image.Image, turned: object) -> Image.Image:
    return image.transpose(_TURNS[turned]) if turned in _TURNS else image


def _scaled(size: tuple[int, int], share: float) -> tuple[int, int]:
    width, height = size
    return max(1, round(width * share)), max(1, round(height * share))
