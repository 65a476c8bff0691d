"""The command line of the self-test."""

import argparse
import json
import sys
from dataclasses import asdict

from app_tier.boot import BootTimer
from app_tier.engine_process import EngineProcess
from app_tier.self_test.examination import Report, examine
from app_tier.settings import WorkerSettings
from pipeline.errors import FacefleetError, InvalidSettings
from pipeline.settings import load


def main() -> int:
    """Load the engine as a worker does, test it, and say how it went; return the process's exit code."""
    _help().parse_args()
    timer = BootTimer()
    try:
        settings = load(WorkerSettings)
        report = _examined(settings, timer)
    except InvalidSettings as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except FacefleetError as error:
        _print(passed=False, problem=str(error))
        return 1
    _print(passed=report.problem is None, **asdict(report), seconds=timer.phases)
    return 0 if report.problem is None else 1


def _examined(settings: WorkerSettings, timer: BootTimer) -> Report:
    engine = EngineProcess(settings.load_engine(), settings.engine_limits())
    ready = engine.start()
    timer.lap("load")
    try:
        return examine(engine, ready.model)
    finally:
        timer.lap("self_test")
        engine.kill()


def _print(**facts: object) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")


def _help() -> argparse.ArgumentParser:
    return argparse.ArgumentParser(
        prog="python -m app_tier.self_test",
        description="Load the engine, have it find and embed the face of a picture that is drawn, and "
        "compare. Workers do so at every start. Prints one line of JSON; the exit code is 1 if something "
        "differs.",
        epilog="Which pack, runtime and models is told by FACEFLEET_MODEL_PACK, FACEFLEET_RUNTIME and "
        "FACEFLEET_MODELS. Example:\n"
        "  FACEFLEET_RUNTIME=onnx-fp32 python -m app_tier.self_test",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
