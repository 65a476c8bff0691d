"""Tests this machine's engine: `python -m app_tier.self_test`."""

import os
import sys

from app_tier.one_thread import ONE_THREAD

if __name__ == "__main__":
    os.environ.update(ONE_THREAD)
    from app_tier.self_test.command import main  # only now: numpy reads the environment when it is loaded

    sys.exit(main())
