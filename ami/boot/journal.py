"""Reads the journal's lines of some units, from a place that is remembered."""

import json
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_FIELDS = "MESSAGE,__CURSOR,__REALTIME_TIMESTAMP"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line that a unit, or systemd about it, has written."""

    cursor: str  #: its place in the journal
    written_at: int  #: milliseconds since the epoch
    text: str


class Journal:
    """The lines of `units` since the last `remember`, also one by an earlier process."""

    def __init__(self, units: Sequence[str], cursor_file: Path) -> None:
        self._units = [f"--unit={unit}" for unit in units]
        self._cursor_file = cursor_file

    def unread(self) -> Iterator[Line]:
        """Yield what was written since, oldest first, then end."""
        command = ["journalctl", "--output=json", "--all", f"--output-fields={_FIELDS}", *self._units]
        with subprocess.Popen([*command, *self._since()], stdout=subprocess.PIPE, text=True) as journalctl:
            yield from map(parse_line, journalctl.stdout or ())
        if journalctl.returncode:
            raise subprocess.CalledProcessError(journalctl.returncode, command)

    def remember(self, line: Line) -> None:
        """Begin after this line from now on."""
        unfinished = self._cursor_file.with_suffix(".new")
        unfinished.write_text(line.cursor)
        unfinished.replace(self._cursor_file)

    def _since(self) -> list[str]:
        try:
            return [f"--after-cursor={self._cursor_file.read_text()}"]
        except FileNotFoundError:
            return []


def parse_line(document: str) -> Line:
    """Return what a line of `journalctl --output=json` says; text that is no UTF-8 comes as bytes."""
    fields = json.loads(document)
    message = fields.get("MESSAGE") or ""
    text = bytes(message).decode(errors="replace") if isinstance(message, list) else message
    return Line(cursor=fields["__CURSOR"], written_at=int(fields["__REALTIME_TIMESTAMP"]) // 1000, text=text)
