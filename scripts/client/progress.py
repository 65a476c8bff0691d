"""How far a command is: a bar with rate and remaining time on a terminal, a line now and then elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.progress import Progress as RichProgress
from rich.text import Text

LINE_SECONDS = 5.0


class Progress(Protocol):
    """What a command tells of its work."""

    def advance(self) -> None:
        """One more is done."""

    def say(self, line: str) -> None:
        """Show a line without spoiling the bar."""


@contextmanager
def progress(total: int, out: TextIO) -> Iterator[Progress]:
    """Show progress on `out`, in the way that suits it, while the block runs."""
    if not out.isatty():
        yield ProgressLines(total, out)
        return
    with RichProgress(
        BarColumn(),
        MofNCompleteColumn(),
        _RateColumn(),
        TimeRemainingColumn(),
        TextColumn("left"),
        console=Console(file=out),
        redirect_stdout=sys.stdout.isatty(),  # rows go above the bar; into a pipe they go untouched
        redirect_stderr=False,
    ) as bar:
        yield _Bar(bar, total)


class ProgressLines:
    """Progress as plain lines, at most one every LINE_SECONDS, for logs and pipes."""

    def __init__(self, total: int, out: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._total = total
        self._done = 0
        self._out = out
        self._clock = clock
        self._began_at = self._said_at = clock()

    def advance(self) -> None:
        """Count one more; say so if the last line is old enough."""
        self._done += 1
        now = self._clock()
        if now - self._said_at >= LINE_SECONDS:
            self._said_at = now
            self.say(self._line(self._done / (now - self._began_at)))

    def say(self, line: str) -> None:
        """Write a line."""
        print(line, file=self._out, flush=True)

    def _line(self, rate: float) -> str:
        left = (self._total - self._done) / rate
        return f"{self._done} of {self._total}, {rate:.1f} a second, {duration(left)} left"


class _Bar:
    def __init__(self, bar: RichProgress, total: int) -> None:
        self._bar = bar
        self._task = bar.add_task("", total=total)

    def advance(self) -> None:
        self._bar.advance(self._task)

    def say(self, line: str) -> None:
        self._bar.console.print(line, markup=False, highlight=False)


class _RateColumn(ProgressColumn):
    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{speed:.1f}/s", style="progress.data.speed")


def duration(seconds: float) -> str:
    """Return seconds as people read them: `45 s`, `3 min 20 s`, `2 h 5 min`."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
