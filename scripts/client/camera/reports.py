"""Tells what was seen in each frame: a line for people, or JSON for programs."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TextIO

from scripts.client.answers import Recognition
from scripts.client.camera.relay import Seen
from scripts.client.captions import caption

#: Tells of one frame.
Report = Callable[[Seen], None]


@dataclass
class Tally:
    """Counts the frames that were answered."""

    sent: int = 0
    refused: int = 0

    def count(self, seen: Seen) -> None:
        """Count one."""
        self.sent += 1
        self.refused += seen.recognition is None


def text_report(out: TextIO) -> Report:
    """Return a report as lines: time, frame, names, latency."""
    return lambda seen: print(text_line(seen), file=out, flush=True)


def json_report(out: TextIO) -> Report:
    """Return a report as JSON Lines."""
    return lambda seen: print(json.dumps(as_json(seen), ensure_ascii=False), file=out, flush=True)


def text_line(seen: Seen) -> str:
    """Return a frame's line, its time being the local one at which it was taken."""
    taken = datetime.fromtimestamp(seen.shot.taken_at).astimezone().strftime("%H:%M:%S")
    late = "  (kept while the server was away)" if seen.was_kept else ""
    return f"{taken}  {seen.shot.name}  {_who(seen)}  {seen.milliseconds:.0f} ms{late}"


def as_json(seen: Seen) -> dict[str, object]:
    """Return a frame's JSON object."""
    recognition = seen.recognition
    return {
        "frame": seen.shot.name,
        "taken_at": seen.shot.taken_at,
        "job_id": recognition.job_id if recognition else None,
        "outcome": recognition.outcome if recognition else None,
        "names": recognition.names if recognition else (),
        "faces": [asdict(face) for face in recognition.faces] if recognition else [],
        "milliseconds": seen.milliseconds,
        "delay_milliseconds": seen.delay_milliseconds,
        "was_kept": seen.was_kept,
        "error": seen.error or None,
    }


def _who(seen: Seen) -> str:
    return _faces(seen.recognition) if seen.recognition else f"refused ({seen.error})"


def _faces(recognition: Recognition) -> str:
    return ", ".join(caption(face.match) for face in recognition.faces) or str(recognition.outcome)
