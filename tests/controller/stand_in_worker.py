"""A worker that does nothing: says that it is up, and on SIGTERM finishes what it pretends to hold.

It holds work for as long as the file named by STAND_IN_HOLDS exists. With STAND_IN_CHILD it starts a child
first, as a real worker starts engine processes.
"""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from types import FrameType

told = threading.Event()


def note(_signal: int, _frame: FrameType | None) -> None:
    told.set()


signal.signal(signal.SIGTERM, note)
worker_id = os.environ["FACEFLEET_WORKER_ID"]
if "STAND_IN_CHILD" in os.environ:
    child = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
    sys.stdout.write(f"{worker_id} child {child.pid}\n")
sys.stdout.write(f"{worker_id} is up\n")
sys.stdout.flush()
told.wait()
while Path(os.environ["STAND_IN_HOLDS"]).exists():
    threading.Event().wait(0.02)
sys.stdout.write(f"{worker_id} is done\n")
