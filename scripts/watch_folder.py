"""Takes the pictures that are put into a folder: `python -m scripts.watch_folder DIR`."""

import argparse
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from scripts.client.command import ExitCode, facefleet, outage_notice, run
from scripts.client.patience import Patience
from scripts.watch.asking import Asking
from scripts.watch.folder import FolderGone, WatchedFolder
from scripts.watch.log import TransactionLog, UnusableLog
from scripts.watch.options import contradiction, output_folder, watch_parser
from scripts.watch.output import Output
from scripts.watch.reports import Tally, json_report, text_report
from scripts.watch.settling import LeftInPlace, Settling
from scripts.watch.taking import Taking
from scripts.watch.transactions import Transaction
from scripts.watch.watching import Watch


def main(argv: Sequence[str], stop: threading.Event) -> ExitCode:
    """Run the command; `stop` ends it, with what is under way taken by the next run."""
    parser = watch_parser()
    options = parser.parse_args(argv)
    if problem := contradiction(options):
        parser.error(problem)
    try:
        output_folder(options).mkdir(parents=True, exist_ok=True)
        log = TransactionLog(output_folder(options))
    except (UnusableLog, OSError) as error:
        parser.error(str(error))
    tally = Tally()
    with log, _watch(options, log, tally, stop) as watch:
        is_readable = _follow(watch, options, stop)
    left = len(watch.unfinished())
    _say(tally.line(left))
    if stop.is_set():
        return ExitCode.INTERRUPTED
    return ExitCode.WELL if is_readable and not (tally.refused or left) else ExitCode.SOME_FAILED


def _follow(watch: Watch, options: argparse.Namespace, stop: threading.Event) -> bool:
    """Look until `stop`, or twice; False where the folder cannot be looked into any more."""
    try:
        watch.look(stop)
        while not stop.wait(options.every):
            watch.look(stop)
            if options.once:
                break
    except FolderGone as error:
        _say(str(error))
        return False
    return True


@contextmanager
def _watch(
    options: argparse.Namespace, log: TransactionLog, tally: Tally, stop: threading.Event
) -> Iterator[Watch]:
    """Put the parts together, and connect to the service while the block runs."""
    report = (json_report if options.json else text_report)(sys.stdout)

    def tell(transaction: Transaction) -> None:
        tally.count(transaction)
        report(transaction)

    folder = WatchedFolder(options.folder, enrol_prefix=options.enrol_prefix, collection=options.collection)
    output = Output(output_folder(options))
    shelf = LeftInPlace() if options.keep else output
    settling = Settling(log, output, shelf, report=tell, say=_say)
    patience = Patience(options.patience, stop, on_outage=outage_notice(options.patience, _say))
    with facefleet(options.url, patience) as service:
        asking = Asking(service, source=options.source, force=options.force)
        taking = Taking(folder, asking.take, log)
        yield Watch(folder, taking, settling, concurrency=options.concurrency, say=_say)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    run(main)
