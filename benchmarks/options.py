"""What the commands of several benchmarks are told alike."""

import argparse
from pathlib import Path

from benchmarks.faces import engines


def command(name: str, description: str | None) -> argparse.ArgumentParser:
    """Return the parser of `python -m benchmarks.<name>`, which is described by its module's docstring."""
    return argparse.ArgumentParser(
        prog=f"python -m benchmarks.{name}",
        description=description,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def add_json(parser: argparse.ArgumentParser) -> None:
    """Add `--json FILE`, for `write_json`."""
    parser.add_argument("--json", type=Path, metavar="FILE", help="write figures and details there too")


def add_pack(parser: argparse.ArgumentParser) -> None:
    """Add `--pack`, for `benchmarks.faces.engines`."""
    parser.add_argument(
        "--pack", default=engines.DEFAULT, help="the engine to measure: a model pack, or PACK:RUNTIME"
    )
