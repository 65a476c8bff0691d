"""A face's own picture, as a result document has it."""

import base64
import binascii

from pipeline.results import Face
from web_tier.consequences import Crop


def jpeg_of(face: Face) -> bytes | None:
    """Return the picture; None where there is none."""
    try:
        return base64.b64decode(face.crop or "", validate=True) or None
    except (binascii.Error, ValueError):  # a broken picture is as good as none
        return None


def crop_at(key: str | None, face: Face) -> Crop | None:
    """Return the picture to be kept under a key; None where either is missing."""
    jpeg = jpeg_of(face)
    return None if key is None or jpeg is None else Crop(key=key, jpeg=jpeg)
