"""Finds what belongs to nothing in any store: `python -m scripts.check_orphans`."""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, replace
from enum import IntEnum
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from pipeline import logs
from pipeline.errors import FacefleetError
from scripts.orphans.checking import check
from scripts.orphans.exports import Exports, exports_of
from scripts.orphans.findings import Findings
from scripts.orphans.opening import settings_of
from scripts.orphans.removing import Removal
from web_tier.outside import Outside
from web_tier.wsgi import outside_of

_EPILOG = """
examples:
  python -m scripts.check_orphans --data data
  python -m scripts.check_orphans --json > orphans.json
  python -m scripts.check_orphans --delete --min-age-seconds 600

Without --data the stores are those of the environment: FACEFLEET_DATABASE_URL, FACEFLEET_INPUT_BUCKET,
AWS_ENDPOINT_URL and so on, as for the web tier. Nothing is changed without --delete.

exit status: 0 nothing found, 1 orphans found, 2 a store could not be read
"""


class ExitCode(IntEnum):
    """How the command ends."""

    CLEAN = 0
    ORPHANS = 1
    UNCHECKED = 2


def main(argv: Sequence[str]) -> ExitCode:
    """Run the command."""
    options = _parser().parse_args(argv)
    try:
        findings = _check(options)
    except (FacefleetError, SQLAlchemyError) as error:
        _say(f"Cannot check: {error}")
        return ExitCode.UNCHECKED
    _tell(findings, as_json=options.json)
    return ExitCode.ORPHANS if findings.orphans else ExitCode.CLEAN


def _check(options: argparse.Namespace) -> Findings:
    settings = settings_of(options.data)
    exports = exports_of(influxdb_url=settings.influxdb_url, gallery_index=settings.gallery_index)
    with closing(outside_of(settings)) as outside:
        return _findings(options, outside, exports)


def _findings(options: argparse.Namespace, outside: Outside, exports: Exports) -> Findings:
    findings = check(outside, exports, _say)
    if findings.orphans and options.min_age_seconds:
        _say(f"Looking again in {options.min_age_seconds:g} s: what is under way is gone by then …")
        time.sleep(options.min_age_seconds)
        findings = _in_both(findings, check(outside, exports, _say))
    if findings.orphans and options.delete:
        _say(f"Removing {len(findings.orphans)} …")
        Removal(outside).remove(findings.orphans)
        findings = _in_both(findings, check(outside, exports, _say))
    return findings


def _in_both(earlier: Findings, later: Findings) -> Findings:
    lasting = set(earlier.orphans).intersection(later.orphans)
    return replace(later, orphans=tuple(sorted(lasting)))


def _tell(findings: Findings, *, as_json: bool) -> None:
    for note in findings.notes:
        _say(f"Note: {note}.")
    if as_json:
        print(json.dumps(asdict(findings), indent=2))
        return
    for orphan in findings.orphans:
        print(f"{orphan.place}: {orphan.key}: {orphan.reason}")
    _say(f"{len(findings.orphans)} orphans; {findings.looked_at} objects were looked at, and all tables.")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.check_orphans",
        description="Read every store, and report what belongs to nothing.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="the data folder of a running `make run`")
    parser.add_argument("--json", action="store_true", help="write one JSON object to the output")
    parser.add_argument(
        "--delete", action="store_true", help="remove orphans that are objects, then check again"
    )
    parser.add_argument(
        "--min-age-seconds",
        type=float,
        default=10,
        metavar="N",
        help="report what is still there so long after it was found first (10)",
    )
    return parser


if __name__ == "__main__":
    logs.configure("WARNING", tier="check")
    sys.exit(main(sys.argv[1:]))
