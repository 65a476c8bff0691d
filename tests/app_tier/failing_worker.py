"""A worker whose test picture shows nobody: `python -m tests.app_tier.failing_worker`."""

import io
import os
import sys
from unittest.mock import patch

from PIL import Image

from app_tier.one_thread import ONE_THREAD


def nobody() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (250, 250)).save(stream, "JPEG")
    return stream.getvalue()


if __name__ == "__main__":
    os.environ.update(ONE_THREAD)
    from app_tier import start  # only now, as a worker does: numpy reads the environment when it is loaded
    from app_tier.self_test import examination

    with patch.object(examination, "picture", nobody):
        sys.exit(start.main())
