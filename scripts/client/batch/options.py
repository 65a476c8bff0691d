"""The command line of batch_upload."""

import argparse
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from scripts.client.batch.tables import WRITERS
from scripts.client.command import add_concurrency, add_patience, new_parser
from scripts.client.values import ratio

_EXAMPLES = (
    "python -m scripts.batch_upload holiday/ --output holiday.csv",
    "python -m scripts.batch_upload 'scans/**/*.png' --json | jq .names",
    "python -m scripts.batch_upload faces/ --expected expected.csv --min-accuracy 0.95",
    "python -m scripts.batch_upload faces/ --plain --concurrency 100",
)
_DESCRIPTION = """Ask Facefleet who is in many pictures.

With --output a journal is kept beside the file until every picture is done. The same command again, after
Ctrl-C, a crash or failures, goes on where it ended. Without --output the rows go to standard output."""


def batch_parser() -> argparse.ArgumentParser:
    """Return the parser."""
    parser = new_parser("scripts.batch_upload", _DESCRIPTION, _EXAMPLES)
    parser.add_argument("paths", nargs="+", metavar="PATH", help="file, folder (searched whole) or pattern")
    add_concurrency(parser, default=8)
    add_patience(parser)
    parser.add_argument("--output", type=_table, metavar="FILE", help="write a .csv or .jsonl file")
    parser.add_argument(
        "--fresh", action="store_true", help="begin anew instead of going on from the journal"
    )
    parser.add_argument(
        "--json",
        action="store_true",
        help="JSON on standard output: a line per picture (unless --output), then the summary",
    )
    parser.add_argument("--expected", type=Path, metavar="CSV", help="compare with columns image and name")
    parser.add_argument(
        "--min-accuracy", type=ratio, metavar="0..1", help="exit code 1 below this accuracy (with --expected)"
    )
    parser.add_argument(
        "--plain",
        action="store_true",
        help="post to / (field inputFile) as the course systems' clients do; answers names alone",
    )
    return parser


def contradiction(options: argparse.Namespace, pictures: Iterable[Path]) -> str | None:
    """Return what is wrong with options that are each well-formed."""
    if options.min_accuracy is not None and not options.expected:
        return "--min-accuracy needs --expected"
    if options.plain and options.collection != "default":
        return "--plain knows no --collection"
    stems = Counter(path.stem for path in pictures)
    twice = sorted(stem for stem, count in stems.items() if count > 1)
    if options.plain and twice:
        return f"--plain keeps pictures by their names, and these are there twice: {', '.join(twice[:5])}"
    return None


def _table(text: str) -> Path:
    path = Path(text)
    if path.suffix.lower() not in WRITERS:
        raise argparse.ArgumentTypeError(f"{text} should end in {' or '.join(WRITERS)}")
    if not path.parent.is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder {path.parent}")
    return path
