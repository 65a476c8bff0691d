"""Says who is seen by a camera: `python -m scripts.camera_client SOURCE`."""

import argparse
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from scripts.client.answers import Recognition
from scripts.client.camera.annotation import AnnotatedFilm, CannotWrite
from scripts.client.camera.channel import Channel
from scripts.client.camera.faces import UnusableModel
from scripts.client.camera.frames import Frame, Shot
from scripts.client.camera.naming import camera_name
from scripts.client.camera.options import camera_parser, choice, spool
from scripts.client.camera.relay import Relay, Seen
from scripts.client.camera.reports import Tally, json_report, text_report
from scripts.client.camera.sources import NoSuchSource, Source, open_source
from scripts.client.camera.spool import Spool
from scripts.client.camera.watching import Choice, Watch, capture
from scripts.client.command import ExitCode, facefleet, run
from scripts.client.patience import Patience

Show = Callable[[Frame, Seen | None], None]

#: How long the capturing thread may take to notice the end.
_CAPTURE_END_SECONDS = 2.0


def main(argv: Sequence[str], stop: threading.Event) -> ExitCode:
    """Run the command; `stop` ends it early, with the frames under way kept on disk."""
    parser = camera_parser()
    options = parser.parse_args(argv)
    try:
        source = open_source(options.source, options.fps, _say)
        wanted = choice(options)
        kept = spool(options)
        with _annotation(options) as show:
            tally, channel = _watch(options, source, wanted, kept, show, stop)
    except (NoSuchSource, UnusableModel, CannotWrite) as error:
        parser.error(str(error))
    _say(
        f"{tally.sent} frames sent, {tally.refused} refused, {channel.dropped + kept.dropped} dropped, "
        f"{len(kept)} kept{f' in {kept.folder}' if kept else ''}"
    )
    if stop.is_set():
        return ExitCode.INTERRUPTED
    return ExitCode.SOME_FAILED if tally.refused or kept else ExitCode.WELL


def _watch(
    options: argparse.Namespace,
    source: Source,
    wanted: Choice,
    kept: Spool,
    show: Show,
    stop: threading.Event,
) -> tuple[Tally, Channel]:
    """Capture in one thread and send in this one, until the source ends or `stop` is set."""
    channel = Channel(options.queue)
    camera = options.camera or camera_name(options.source)
    tally = Tally()
    report = (json_report if options.json else text_report)(sys.stdout)

    def tell(seen: Seen) -> None:
        tally.count(seen)
        report(seen)

    # patience is the relay's here: it tries once, and keeps the frame
    with facefleet(options.url, Patience(0, stop)) as service, _captured(options, source, wanted, channel):

        def ask(shot: Shot) -> Recognition:
            return service.recognise(
                shot.name,
                shot.data,
                key=shot.key,
                collection=options.collection,
                source=camera,
                taken_ms=shot.taken_ms,
            )

        relay = Relay(ask, kept, say=_say)
        watch = Watch(channel, relay, show=show, report=tell, patience_seconds=options.patience)
        (watch.follow_live if source.is_live else watch.follow_recording)(stop)
    return tally, channel


@contextmanager
def _captured(
    options: argparse.Namespace, source: Source, wanted: Choice, channel: Channel
) -> Iterator[None]:
    """Capture in a thread while the block runs."""
    ending = threading.Event()
    thread = threading.Thread(
        target=capture,
        args=(source, wanted, channel),
        kwargs={"keep_unwanted": options.annotate is not None, "ending": ending},
        daemon=True,  # a camera that hangs must not hold up the end
    )
    thread.start()
    try:
        yield
    finally:
        ending.set()
        thread.join(_CAPTURE_END_SECONDS)


@contextmanager
def _annotation(options: argparse.Namespace) -> Iterator[Show]:
    if options.annotate is None:
        yield lambda frame, seen: None
        return
    with AnnotatedFilm(options.annotate, options.fps) as film:
        yield film.show


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    run(main)
