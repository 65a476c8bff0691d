"""Sends a role's lines to CloudWatch Logs: `python -m ami.boot.ship_logs ROLE`.

The journal is the buffer: what could not be sent is read again, and the place is remembered after the
sending. So nothing is lost while CloudWatch or this process is away, and some lines may come twice.
"""

import os
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from ami.boot.journal import Journal, Line
from ami.boot.log_batches import batches, shortened
from pipeline.aws import session
from pipeline.errors import ServiceUnavailable

if TYPE_CHECKING:
    from types_boto3_logs import CloudWatchLogsClient

#: Between two looks at the journal, seconds: a look takes journalctl some 20 ms.
PAUSE = 5.0
#: Log groups are `<prefix>/<role>`; the stack makes them.
GROUPS, DEFAULT_GROUPS = "FACEFLEET_LOG_GROUP", "/facefleet"


class Stream:
    """One machine's log stream in its role's log group."""

    def __init__(self, client: "CloudWatchLogsClient", group: str, name: str) -> None:
        self._client = client
        self._group = group
        self._name = name

    def open(self) -> None:
        """Make the stream, unless it is there."""
        with suppress(self._client.exceptions.ResourceAlreadyExistsException):
            self._client.create_log_stream(logGroupName=self._group, logStreamName=self._name)

    def send(self, lines: list[Line]) -> None:
        """Send one batch. CloudWatch drops, and does not refuse, what is older than its group keeps."""
        # a clock that was set back leaves lines out of order, which are refused
        events = sorted(lines, key=lambda line: line.written_at)
        self._client.put_log_events(
            logGroupName=self._group,
            logStreamName=self._name,
            logEvents=[{"timestamp": line.written_at, "message": shortened(line.text)} for line in events],
        )


class Lines(Protocol):
    """Lines to send, and the memory of which were."""

    def unread(self) -> Iterator[Line]:
        """Yield what came since the last `remember`."""

    def remember(self, line: Line) -> None:
        """Begin after this line from now on."""


def ship(journal: Lines, stream: Stream) -> None:
    """Send everything unread, remembering the place after each batch."""
    for batch in batches(journal.unread()):
        stream.send(batch)
        journal.remember(batch[-1])


def keep_shipping(journal: Lines, stream: Stream, stop: threading.Event) -> None:
    """Ship until told to stop, and once more then. A failure is told, and tried again."""
    is_open = is_last = False
    while not is_last:
        is_last = stop.wait(PAUSE)
        try:
            if not is_open:
                stream.open()
                is_open = True
            ship(journal, stream)
        except (BotoCoreError, ClientError) as error:
            sys.stderr.write(f"the lines could not be sent, and wait in the journal: {error}\n")


def main(role: str, environment: Mapping[str, str]) -> int:
    """Run until SIGTERM; return the process's exit code."""
    try:
        client = session().client("logs")
    except ServiceUnavailable as error:
        sys.stderr.write(f"{error}\n")
        return 1
    journal = Journal(
        [f"facefleet-{role}.service", "facefleet-settings.service"],
        Path(environment["STATE_DIRECTORY"]) / f"{role}.cursor",
    )
    stream = Stream(
        client,
        f"{environment.get(GROUPS, DEFAULT_GROUPS)}/{role}",
        environment["FACEFLEET_WORKER_ID"],
    )
    keep_shipping(journal, stream, _told_to_stop())
    return 0


def _told_to_stop() -> threading.Event:
    stop = threading.Event()

    def set_stop(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, set_stop)
    signal.signal(signal.SIGINT, set_stop)
    return stop


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], os.environ))
