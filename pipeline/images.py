"""What a picture's header says, read without decoding its pixels; both tiers check by the same rules."""

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps

from pipeline.errors import InvalidImage

#: Pillow's names of the formats that are read; everything else is refused before Pillow looks at it.
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "HEIF")
#: EXIF orientations that lay the picture on its side.
_SIDEWAYS = frozenset({5, 6, 7, 8})
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
    with _opened(data) as image:
        width, height = _checked_size(image, limits)
        if _orientation(image) in _SIDEWAYS:
            width, height = height, width
        return Header(format=image.format or "", width=width, height=height)


def decode_upright(data: bytes, limits: ImageLimits) -> Image.Image:
    """Return the first frame as an upright RGB picture.

    Raises InvalidImage as `read_header` does, or with code `damaged_image` where the pixels cannot be read.
    """
    with _opened(data) as image:
        _checked_size(image, limits)
        try:
            image.load()
            return _eight_bits(_upright(image)).convert("RGB")
        except MemoryError:
            raise  # the process is at its limit; the picture may be sound
        except Exception as error:  # decoders raise a dozen types for damaged data (Pillow issue 9814)
            raise InvalidImage("damaged_image", f"The picture is damaged: {error}") from error


def _upright(image: Image.Image) -> Image.Image:
    """Return the picture turned as EXIF says; EXIF that cannot be read turns nothing."""
    try:
        return ImageOps.exif_transpose(image)
    except MemoryError:
        raise
    except Exception:
        return image


def _eight_bits(image: Image.Image) -> Image.Image:
    """Return 16-bit grey scaled down to 8 bits; Pillow's own conversion would cut all but the darkest off."""
    if not image.mode.startswith("I;16"):
        return image
    return image.point(lambda value: value / 256).convert("L")


def _orientation(image: Image.Image) -> object:
    """Return the orientation that the header tells; one that cannot be read tells nothing."""
    try:
        # the base class's own: that of PNG would decode all pixels first
        return Image.Image.getexif(image).get(_EXIF_ORIENTATION)
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


def _checked_size(image: Image.Image, limits: ImageLimits) -> tuple[int, int]:
    width, height = image.size
    if width < 1 or height < 1:
        raise InvalidImage("not_an_image", "The picture has no pixels.")
    if width * height > limits.max_pixels or max(width, height) > limits.max_side:
        raise InvalidImage(
            "image_too_large",
            f"The picture is {width} by {height}; at most {limits.max_pixels:,} pixels "
            f"and {limits.max_side:,} a side are taken.",
        )
    return width, height
