"""A supervisor that starts an engine, says its process id, and waits to be killed. Run by a test."""

import sys
import threading

from app_tier.engine_child import EngineLimits
from app_tier.engine_process import EngineProcess
from tests.app_tier.rough_engines import load_rough

if __name__ == "__main__":
    engine = EngineProcess(load_rough, EngineLimits(memory_mb=1024, picture_seconds=60))
    engine.start()
    sys.stdout.write(f"{engine.pid}\n")
    sys.stdout.flush()
    threading.Event().wait()
