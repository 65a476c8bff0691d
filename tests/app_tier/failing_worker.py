"""A worker whose test picture shows nobody: `python -m tests.app_tier.failing_worker`."""

import io
import sys
from unittest.mock import patch

from PIL import Image

from app_tier import start
from app_tier.self_test import examination


def nobody() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (250, 250)).save(stream, "JPEG")
    return stream.getvalue()


if __name__ == "__main__":
    with patch.object(examination, "picture", nobody):
        sys.exit(start.main())
