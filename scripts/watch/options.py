"""The command line of watch_folder."""

import argparse
from pathlib import Path

from scripts.client.command import add_concurrency, add_patience, new_parser
from scripts.client.values import existing_folder, positive, source_name
from scripts.watch.names import ENROLMENTS
from scripts.watch.output import DONE, FACES, REFUSED

_EXAMPLES = (
    "python -m scripts.watch_folder incoming/                     # out comes in incoming/out/",
    "python -m scripts.watch_folder door/ --source door --out /srv/door --json",
    "python -m scripts.watch_folder incoming/ --once              # what is there now, then end",
    "python -m scripts.watch_folder photos/ --keep                # leave the pictures where they are",
)
_DESCRIPTION = """Take the pictures that are put into a folder: cut out the faces, say whose they are, log it.

name_Ada_Lovelace.jpg, name_Ada_Lovelace_2.jpg, enrol/Ada Lovelace/1.jpg and enrol/Ada_Lovelace_front.jpg
enrol Ada Lovelace; all others are recognised. A picture is taken once it has stood still between two looks.
Faces go to OUT/faces/, pictures to OUT/done/ or, with the reason beside them, OUT/refused/, and every
transaction to OUT/transactions.jsonl and .csv. What stands there is not taken again. Ctrl-C ends it."""


def watch_parser() -> argparse.ArgumentParser:
    """Return the parser."""
    parser = new_parser("scripts.watch_folder", _DESCRIPTION, _EXAMPLES)
    parser.add_argument("folder", type=existing_folder, metavar="DIR", help="where pictures are put")
    parser.add_argument("--out", type=_path, metavar="DIR", help="where results go (default: DIR/out)")
    parser.add_argument(
        "--source", type=source_name, metavar="NAME", help="the source that sightings are told with"
    )
    parser.add_argument("--once", action="store_true", help="take what is there, then end")
    parser.add_argument(
        "--every",
        type=positive,
        default=2.0,
        metavar="SECONDS",
        help="time between two looks, for which a picture has to stand still (default: %(default)g)",
    )
    parser.add_argument("--keep", action="store_true", help="leave pictures where they are")
    parser.add_argument(
        "--enrol-prefix",
        type=_prefix,
        default="name_",
        metavar="TEXT",
        help="what names of pictures to enrol begin with (default: %(default)s)",
    )
    parser.add_argument(
        "--force", action="store_true", help="enrol faces that are too small, dark, blurred or turned, too"
    )
    add_concurrency(parser, default=4)
    add_patience(parser)
    parser.add_argument("--json", action="store_true", help="a JSON object per picture on standard output")
    return parser


def output_folder(options: argparse.Namespace) -> Path:
    """Return where results go."""
    out: Path = options.out or options.folder / "out"
    return out


def contradiction(options: argparse.Namespace) -> str | None:
    """Return what is wrong with options that are each well-formed: results would be taken for pictures."""
    folder, out = options.folder.resolve(), output_folder(options).resolve()
    if out.is_relative_to(folder / ENROLMENTS):
        return f"--out is in {folder / ENROLMENTS}, where every picture is taken as an enrolment"
    if any(folder.is_relative_to(out / part) for part in (FACES, DONE, REFUSED)):
        return f"{folder} is where --out puts results"
    return None


def _path(text: str) -> Path:
    return Path(text).expanduser()


def _prefix(text: str) -> str:
    if not text:
        raise argparse.ArgumentTypeError("must not be empty")
    return text
