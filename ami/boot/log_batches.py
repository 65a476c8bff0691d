"""Puts lines together into what CloudWatch Logs takes in one call."""

from collections.abc import Iterable, Iterator

from ami.boot.journal import Line

# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
MOST_BYTES = 1_048_576  #: of a call, each line counted with `EXTRA_BYTES`
MOST_LINES = 10_000
EXTRA_BYTES = 26
LONGEST_LINE = 250_000  #: bytes; well below what every region takes
LONGEST_SPAN = 24 * 3_600_000  #: milliseconds from a call's first line to its last


def batches(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Yield the lines in order, each batch as long as one call may be."""
    batch: list[Line] = []
    size = 0
    for line in lines:
        bytes_more = len(shortened(line.text).encode()) + EXTRA_BYTES
        if batch and not _fits(batch, size + bytes_more, line):
            yield batch
            batch, size = [], 0
        batch.append(line)
        size += bytes_more
    if batch:
        yield batch


def _fits(batch: list[Line], size: int, line: Line) -> bool:
    span = line.written_at - batch[0].written_at
    return size <= MOST_BYTES and len(batch) < MOST_LINES and 0 <= span < LONGEST_SPAN


def shortened(text: str) -> str:
    """Return the text as one event can hold it: not empty, and not too long."""
    return text.encode()[:LONGEST_LINE].decode(errors="ignore") or " "
