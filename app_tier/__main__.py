"""Starts one worker: `python -m app_tier`."""

import os
import sys

from app_tier.one_thread import ONE_THREAD

if __name__ == "__main__":
    os.environ.update(ONE_THREAD)
    from app_tier.start import main  # only now: numpy reads the environment when it is loaded

    sys.exit(main())
