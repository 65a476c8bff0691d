"""What a picture's header says, read without decoding its pixels; both tiers check by the same rules."""

import io
import warnings
from dataclasses import dataclass

from PIL import Image

from pipeline.errors import InvalidImage

#: Pillow's names of the formats that are read; everything else is refused before Pillow looks at it.
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "HEIF")
#: EXIF orientations that lay the picture on its side.
SIDEWAYS = frozenset({5, 6, 7, 8})
_EXIF_ORIENTATION = 0x0112


@dataclass(frozen=True, kw_only=True)
class Header:
    """What is known of a picture before it is decoded."""

    format: str  #: one of FORMATS
    width: int  #: pixels, upright
    height: int


@dataclass(frozen=True, kw_only=True)
class ImageLimits:
    """How large a picture may be."""

    max_pixels: int = 40_000_000
    max_side: int = 16_384


def allow_heic() -> None:
    """Teach Pillow HEIC, the format of iPhones. Once per process."""
    import pillow_heif  # a codec of its own, loaded by the processes that read pictures

    pillow_heif.register_heif_opener()


def read_header(data: bytes, limits: ImageLimits) -> Header:
    """Return the picture's format and upright size.

    Raises InvalidImage with code `empty_image`, `not_an_image`, `unsupported_format` or `image_too_large`.
    """
    with opened(data, limits) as image:
        width, height = image.size
        if orientation(image) in SIDEWAYS:
            width, height = height, width
        return Header(format=image.format or "", width=width, height=height)


def opened(data: bytes, limits: ImageLimits) -> Image.Image:
    """Return the picture with its header read and no pixel decoded. Raises as `read_header` does."""
    image = _opened(data)
    _check_size(image, limits)
    return image


def orientation(image: Image.Image) -> object:
    """Return EXIF's orientation, 1 to 8; None where there is none or it cannot be read."""
    try:
        # the base class's own: that of PNG would decode all pixels first
        return Image.Image.getexif(image).get(_EXIF_ORIENTATION)
    except MemoryError:
        raise
    except Exception:  # like every parser of Pillow
        return None


def _opened(data: bytes) -> Image.Image:
    if not data:
        raise InvalidImage("empty_image", "The image is empty.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # size is checked below, against this project's own limit
            return Image.open(io.BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise InvalidImage("image_too_large", "The picture has too many pixels.") from error
    except Exception as error:  # header parsers raise a dozen types too
        raise InvalidImage(
            "not_an_image", f"This is no picture in a format that is read here: {_FORMAT_LIST}."
        ) from error


_FORMAT_LIST = "JPEG, PNG, WebP, GIF, BMP, HEIC"


def _check_size(image: Image.Image, limits: ImageLimits) -> None:
    width, height = image.size
    if width < 1 or height < 1:
        raise InvalidImage("not_an_image", "The picture has no pixels.")
    if width * height > limits.max_pixels or max(width, height) > limits.max_side:
        raise InvalidImage(
            "image_too_large",
            f"The picture is {width} by {height}; at most {limits.max_pixels:,} pixels "
            f"and {limits.max_side:,} a side are taken.",
        )
