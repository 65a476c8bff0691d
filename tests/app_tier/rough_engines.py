"""Engines that misbehave on command, for tests of the process around them. Loaded inside engine processes."""

import os
import signal
import threading

from app_tier.calibration import Calibration
from app_tier.engine.engine import Analysis, FaceEngine
from pipeline.errors import FacefleetError, InvalidImage
from pipeline.messages import Options
from pipeline.results import ImageSize, ModelId


class RoughEngine:
    """Does what the picture says; an ordinary one is answered with its length as the width."""

    model = ModelId(pack="rough", version="1")
    calibration = Calibration(handicap=0.04, curve=((0.01, 0.4), (0.1, 0.5)))

    def analyse(self, picture: bytes, options: Options) -> Analysis:
        match picture[:10].decode():
            case "exit":
                os._exit(3)
            case "hang":
                threading.Event().wait()
            case "grow":
                bytearray(4 << 30)
            case "raise":
                raise ZeroDivisionError
            case "damaged":
                raise InvalidImage("damaged_image", "The picture is damaged.")
            case "terminate":
                os.kill(os.getpid(), signal.SIGTERM)
                os.kill(os.getpid(), signal.SIGINT)
        return Analysis(image=ImageSize(width=len(picture), height=1), faces=(), timings={})


def load_rough() -> FaceEngine:
    """Load the engine."""
    return RoughEngine()


def load_never() -> FaceEngine:
    """Fail to load one."""
    raise FileNotFoundError("the model file is missing")


def load_refused() -> FaceEngine:
    """Fail in a way that has words for the user."""
    raise FacefleetError("There is no such model pack.")
