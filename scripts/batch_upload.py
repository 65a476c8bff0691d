"""Asks about many pictures at once: `python -m scripts.batch_upload PATH…`."""

import argparse
import json
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from scripts.client.batch import tables
from scripts.client.batch.asking import by_plain_upload, by_recognition
from scripts.client.batch.expected import BadExpectations, compare, read_expected
from scripts.client.batch.journal import Journal, OtherBatch, Picture, Settings, Unrecorded
from scripts.client.batch.options import batch_parser, contradiction
from scripts.client.batch.rows import Row
from scripts.client.batch.run import Book, recorded, upload
from scripts.client.batch.summary import Summary
from scripts.client.command import ExitCode, facefleet, outage_notice, run
from scripts.client.patience import Patience
from scripts.client.pictures import NoSuchPicture, find_pictures
from scripts.client.progress import Progress, progress

Pictures = dict[Path, Picture]


def main(argv: Sequence[str], stop: threading.Event) -> ExitCode:
    """Run the command; `stop` ends it early, with everything that is done written."""
    parser = batch_parser()
    options = parser.parse_args(argv)
    try:
        pictures = {path: Picture.at(path) for path in find_pictures(options.paths)}
        expected = read_expected(options.expected) if options.expected else None
        if problem := contradiction(options, pictures):
            parser.error(problem)
        book = _book(options)
    except (NoSuchPicture, BadExpectations, OtherBatch, OSError) as error:
        parser.error(str(error))
    with closing(book):
        rows, sent, seconds = _run(options, pictures, book, stop)
    accuracy = compare(rows, expected) if expected is not None else None
    summary = Summary(rows=rows, pictures=len(pictures), sent=sent, seconds=seconds, accuracy=accuracy)
    _tell(summary, as_json=options.json)
    return _exit_code(summary, options.min_accuracy, stop)


def _book(options: argparse.Namespace) -> Book:
    """Open the journal beside the output, if there is an output. Raises OtherBatch."""
    if options.output is None:
        return Unrecorded()
    path = options.output.with_name(options.output.name + ".journal")
    if options.fresh:
        path.unlink(missing_ok=True)
    settings = Settings(url=options.url, collection=options.collection, is_plain=options.plain)
    return Journal(path, settings)


def _run(
    options: argparse.Namespace, pictures: Pictures, book: Book, stop: threading.Event
) -> tuple[list[Row], int, float]:
    """Upload what is not done; return all rows in order, how many were sent, and the seconds."""
    before = recorded(pictures, book)
    rows = {row.path: row for row in before}
    began_at = time.perf_counter()
    with progress(len(pictures) - len(before), sys.stderr) as shown:
        if before:
            shown.say(f"Going on: {len(before)} of {len(pictures)} were done before (--fresh begins anew).")
        try:
            for row in _uploaded(options, pictures, book, shown, stop):
                rows[row.path] = row
        finally:
            ordered = [rows[str(path)] for path in pictures if str(path) in rows]
            _save(options.output, ordered, book, is_finished=len(ordered) == len(pictures))
    return ordered, len(rows) - len(before), time.perf_counter() - began_at


def _uploaded(
    options: argparse.Namespace, pictures: Pictures, book: Book, shown: Progress, stop: threading.Event
) -> Iterator[Row]:
    """Yield each new row, shown and, where there is no output file, written to standard output."""
    write = None
    if options.output is None:
        write = (tables.json_rows if options.json else tables.csv_rows)(sys.stdout)
    patience = Patience(options.patience, stop, on_outage=outage_notice(options.patience, shown.say))
    with facefleet(options.url, patience) as service:
        ask = by_plain_upload(service) if options.plain else by_recognition(service, options.collection)
        for row in upload(pictures, book, ask, concurrency=options.concurrency, stop=stop):
            if write:
                write(row)
            shown.advance()
            yield row


def _save(output: Path | None, rows: list[Row], book: Book, *, is_finished: bool) -> None:
    if output is None:
        return
    tables.write_file(output, rows)
    if is_finished and all(row.is_final for row in rows):
        book.remove()


def _tell(summary: Summary, *, as_json: bool) -> None:
    for line in summary.lines():
        print(line, file=sys.stderr)
    if as_json:
        print(json.dumps({"summary": summary.as_json()}, ensure_ascii=False))


def _exit_code(summary: Summary, min_accuracy: float | None, stop: threading.Event) -> ExitCode:
    if stop.is_set() and len(summary.rows) < summary.pictures:
        return ExitCode.INTERRUPTED
    if summary.failed:
        return ExitCode.SOME_FAILED
    too_low = summary.accuracy and min_accuracy is not None and summary.accuracy.ratio < min_accuracy
    return ExitCode.SOME_FAILED if too_low else ExitCode.WELL


if __name__ == "__main__":
    run(main)
