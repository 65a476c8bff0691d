"""What the clients' command lines have in common: options, exit codes and how they are stopped."""

import argparse
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import IntEnum
from types import FrameType
from typing import NoReturn

from scripts.client.connection import Connection
from scripts.client.failures import Unreachable
from scripts.client.patience import Patience
from scripts.client.service import Facefleet
from scripts.client.values import DEFAULT_URL, at_least_one, collection_name, non_negative, service_url

DEFAULT_PATIENCE_SECONDS = 300.0


class ExitCode(IntEnum):
    """How a command ended."""

    WELL = 0
    SOME_FAILED = 1
    WRONG_USAGE = 2  #: argparse's own
    INTERRUPTED = 130  #: what shells give for SIGINT


def new_parser(module: str, description: str, examples: Sequence[str]) -> argparse.ArgumentParser:
    """Return a parser with the options that all clients take, and examples under its help."""
    parser = argparse.ArgumentParser(
        prog=f"python -m {module}",
        description=description,
        epilog="\n".join(("examples:", *(f"  {example}" for example in examples), "", _EXIT_CODES)),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--url",
        type=service_url,
        default=os.environ.get("FACEFLEET_URL", DEFAULT_URL),
        help=f"where Facefleet is (default: FACEFLEET_URL, else {DEFAULT_URL})",
    )
    parser.add_argument(
        "--collection",
        type=collection_name,
        default="default",
        metavar="NAME",
        help="the gallery to use (default: default)",
    )
    return parser


_EXIT_CODES = "exit codes: 0 all well, 1 some pictures failed, 2 wrong usage, 130 interrupted"


def add_patience(parser: argparse.ArgumentParser) -> None:
    """Add `--patience`."""
    parser.add_argument(
        "--patience",
        type=non_negative,
        default=DEFAULT_PATIENCE_SECONDS,
        metavar="SECONDS",
        help="how long to try again while the server is away (default: %(default)g)",
    )


def add_concurrency(parser: argparse.ArgumentParser, default: int) -> None:
    """Add `--concurrency`."""
    parser.add_argument(
        "--concurrency",
        type=at_least_one,
        default=default,
        metavar="N",
        help="pictures under way at a time (default: %(default)s)",
    )


@contextmanager
def facefleet(url: str, patience: Patience) -> Iterator[Facefleet]:
    """Connect to the service while the block runs."""
    with Connection(url) as connection:
        yield Facefleet(connection, patience)


def outage_notice(seconds: float, say: Callable[[str], None]) -> Callable[[Unreachable], None]:
    """Return what tells the user that the server is away."""
    return lambda failure: say(f"The server is away: {failure}. Trying again for up to {seconds:g} s.")


def run(main: Callable[[Sequence[str], threading.Event], ExitCode]) -> NoReturn:
    """Run a command as this process."""
    try:
        code = main(sys.argv[1:], stop_on_signals())
    except BrokenPipeError:  # `… | head`: nobody reads on, which is no reason for a traceback
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = ExitCode.SOME_FAILED
    sys.exit(code)


def stop_on_signals() -> threading.Event:
    """Return an event that Ctrl-C or SIGTERM sets; a second one ends the process at once."""
    stop = threading.Event()

    def ask_to_stop(number: int, frame: FrameType | None) -> None:
        signal.signal(number, signal.SIG_DFL)
        print("Stopping …", file=sys.stderr)
        stop.set()

    signal.signal(signal.SIGINT, ask_to_stop)
    signal.signal(signal.SIGTERM, ask_to_stop)
    return stop
