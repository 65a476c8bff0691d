"""Enrols the people of a folder: `python -m scripts.enroll_folder DIR`."""

import argparse
import json
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from scripts.client.command import (
    ExitCode,
    add_concurrency,
    add_patience,
    facefleet,
    new_parser,
    outage_notice,
    run,
)
from scripts.client.enrol.albums import Album, as_written, find_albums, with_spaces
from scripts.client.enrol.enrolling import Enrolment, Fate, Member, enrol, join
from scripts.client.parallel import in_parallel
from scripts.client.patience import Patience
from scripts.client.progress import progress
from scripts.client.service import Facefleet
from scripts.client.values import at_least_one, existing_folder

_EXAMPLES = (
    "python -m scripts.enroll_folder people/                 # people/Ada_Lovelace/1.jpg, 2.jpg …",
    "python -m scripts.enroll_folder portraits/              # portraits/ada.jpg, ada_2.jpg, grace.jpg",
    "python -m scripts.enroll_folder lfw/ --limit-per-person 3 --collection press",
    "python -m scripts.enroll_folder old_scans/ --force      # faces that are too poor, too",
)
_DESCRIPTION = """Enrol people from pictures: one folder per person, or files that bear the person's name.

Underscores in a name become spaces. Running it again adds what is new and nothing twice."""


def main(argv: Sequence[str], stop: threading.Event) -> ExitCode:
    """Run the command; `stop` ends it early."""
    parser = _parser()
    options = parser.parse_args(argv)
    naming = as_written if options.keep_underscores else with_spaces
    albums = find_albums(options.folder, naming, options.limit_per_person)
    if not albums:
        parser.error(f"There is no picture in {options.folder}.")
    done = _enrol(options, albums, stop)
    _tell(done, albums, as_json=options.json)
    if stop.is_set() and len(done) < _pictures(albums):
        return ExitCode.INTERRUPTED
    return ExitCode.WELL if all(each.is_well for each in done) else ExitCode.SOME_FAILED


def _parser() -> argparse.ArgumentParser:
    parser = new_parser("scripts.enroll_folder", _DESCRIPTION, _EXAMPLES)
    parser.add_argument("folder", type=existing_folder, metavar="DIR", help="folder of people")
    add_concurrency(parser, default=4)
    add_patience(parser)
    parser.add_argument(
        "--limit-per-person", type=at_least_one, metavar="N", help="take the first N pictures of each"
    )
    parser.add_argument(
        "--force", action="store_true", help="enrol faces that are too small, dark, blurred or turned, too"
    )
    parser.add_argument("--keep-underscores", action="store_true", help="take names as they are written")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output at the end")
    return parser


def _enrol(options: argparse.Namespace, albums: list[Album], stop: threading.Event) -> list[Enrolment]:
    done: list[Enrolment] = []
    with progress(_pictures(albums), sys.stderr) as shown:
        patience = Patience(options.patience, stop, on_outage=outage_notice(options.patience, shown.say))
        with facefleet(options.url, patience) as service:
            for enrolment in _enrolments(service, options, albums, stop):
                done.append(enrolment)
                shown.advance()
                for line in _remarks(enrolment):
                    shown.say(line)
    return done


def _enrolments(
    service: Facefleet, options: argparse.Namespace, albums: list[Album], stop: threading.Event
) -> Iterator[Enrolment]:
    """Find or create everybody first, so that no two threads create the same person; then add pictures."""
    members: list[Member] = []
    for joined in in_parallel(
        lambda album: join(service, options.collection, album),
        albums,
        concurrency=options.concurrency,
        stop=stop,
    ):
        if isinstance(joined, Member):
            members.append(joined)
        else:
            yield from joined
    yield from in_parallel(
        lambda work: enrol(service, *work, force=options.force),
        [(member, path) for member in members for path in member.album.pictures],
        concurrency=options.concurrency,
        stop=stop,
    )


def _pictures(albums: list[Album]) -> int:
    return sum(len(album.pictures) for album in albums)


def _remarks(enrolment: Enrolment) -> Iterator[str]:
    if not enrolment.is_well:
        yield f"{enrolment.path}: {enrolment.fate}, {enrolment.reason}"
    if enrolment.fate is Fate.REMOVED:
        yield f"{enrolment.path}: its face was deleted after an earlier run, and stays so"
    if enrolment.fate is Fate.ENROLLED and enrolment.others:
        yield f"{enrolment.path}: the largest of {enrolment.others + 1} faces was taken for {enrolment.name}"


def _tell(done: list[Enrolment], albums: list[Album], *, as_json: bool) -> None:
    counts = {str(fate): sum(each.fate is fate for each in done) for fate in Fate}
    faceless = sorted({a.name for a in albums} - {each.name for each in done if each.is_well})
    line = ", ".join(f"{count} {fate}" for fate, count in counts.items())
    print(f"{len(albums)} people, {_pictures(albums)} pictures: {line}", file=sys.stderr)
    if faceless:
        print(f"Without any picture: {', '.join(faceless)}", file=sys.stderr)
    if as_json:
        report = {"people": len(albums), **counts, "pictures": [asdict(each) for each in done]}
        print(json.dumps(report, ensure_ascii=False))


if __name__ == "__main__":
    run(main)
