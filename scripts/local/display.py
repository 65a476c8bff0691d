"""Shows the status: a live table in a terminal, and plain lines elsewhere."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Protocol, Self

from rich.console import Console
from rich.live import Live
from rich.table import Table

from scripts.local.status import Status
from scripts.local.wording import done_words, part_words, queue_words, status_line, worker_words

#: A log file that nobody reads should not grow by a line a second.
_LINE_SECONDS = 3.0
#: A reading that hangs must not hold up the end of the run, seconds.
_JOIN_SECONDS = 2.0


class Display(Protocol):
    """Where the user looks."""

    def show(self, status: Status) -> None:
        """Show the newest status."""

    def say(self, message: str) -> None:
        """Print something that happened."""

    def __enter__(self) -> Self:
        """Begin."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the screen as it is."""


class PlainDisplay:
    """Prints a line when something changed, and not more often than every few seconds."""

    def __init__(self, write: Callable[[str], None], clock: Callable[[], float]) -> None:
        self._write = write
        self._clock = clock
        self._last_line = ""
        self._next_at = 0.0

    def show(self, status: Status) -> None:
        """Print the status if it is news."""
        line = status_line(status)
        if line != self._last_line and self._clock() >= self._next_at:
            self._write(line)
            self._last_line = line
            self._next_at = self._clock() + _LINE_SECONDS

    def say(self, message: str) -> None:
        """Print a message."""
        self._write(message)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass


class LiveDisplay:
    """Keeps a small table at the bottom of the terminal; messages go above it."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._live = Live(console=console, refresh_per_second=4, transient=True)

    def show(self, status: Status) -> None:
        """Redraw the table."""
        self._live.update(_table(status))

    def say(self, message: str) -> None:
        """Print a message above the table."""
        self._console.print(message, markup=False, highlight=False)

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()


def _table(status: Status) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_row("[bold]Queue", queue_words(status).removeprefix("queue "))
    table.add_row("[bold]Workers", worker_words(status).removeprefix("workers "))
    table.add_row("[bold]Images", done_words(status))
    table.add_row("[bold]Parts", part_words(status))
    table.add_row("", "[dim]Ctrl-C stops everything")
    return table


@contextmanager
def kept_up_to_date(display: Display, read: Callable[[], Status]) -> Iterator[None]:
    """Show a new status every second while the block runs."""
    stop = threading.Event()
    thread = threading.Thread(target=_show, args=(display, read, stop), name="status", daemon=True)
    with display:
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join(timeout=_JOIN_SECONDS)


def _show(display: Display, read: Callable[[], Status], stop: threading.Event) -> None:
    while not stop.wait(1):
        display.show(read())
