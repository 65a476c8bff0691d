"""Converts the model pack's networks before the first worker does: `python -m app_tier.convert`."""

import argparse
import sys

from app_tier.engine.packs import load_engine
from app_tier.settings import WorkerSettings
from pipeline.errors import FacefleetError
from pipeline.settings import load


def main() -> int:
    """Load the engine that the environment names once; return the process's exit code."""
    _help().parse_args()
    try:
        settings = load(WorkerSettings)
        model = load_engine(settings.engine_choice()).model
    except FacefleetError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(f"{model.pack} {model.version} is ready in {settings.models} for {model.runtime}\n")
    return 0


def _help() -> argparse.ArgumentParser:
    return argparse.ArgumentParser(
        prog="python -m app_tier.convert",
        description="Convert the networks of a model pack into the form that workers load, unless that was "
        "done. Workers do so at their first start; an image of a machine is better built with it done.",
        epilog="Which pack, for which runtime and into which folder is told by FACEFLEET_MODEL_PACK, "
        "FACEFLEET_RUNTIME and FACEFLEET_MODELS. Example:\n"
        "  FACEFLEET_MODELS=/srv/models python -m app_tier.convert",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


if __name__ == "__main__":
    sys.exit(main())
