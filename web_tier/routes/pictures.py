"""How pictures of faces are answered."""

from flask import Response


def jpeg_answer(jpeg: bytes) -> Response:
    """Return a JPEG which no cache keeps: it may be deleted at any time."""
    return Response(jpeg, content_type="image/jpeg", headers={"Cache-Control": "no-store"})
