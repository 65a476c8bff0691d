"""What a running service wrote down. Its moments do not depend on how fast a test looks."""

import json
from datetime import datetime
from typing import Any

from tests.end_to_end.service import Service


def lines(service: Service, part: str) -> list[dict[str, Any]]:
    """Return the lines of a part's log."""
    log = service.data / "logs" / f"{part}.log"
    whole_lines = log.read_text().rpartition("\n")[0] if log.exists() else ""  # one is just being written
    # a library may print there what is no line of ours
    return [json.loads(line) for line in whole_lines.splitlines() if line.startswith("{")]


def moments(service: Service, part: str, event: str) -> list[datetime]:
    """Return when this happened, earliest first."""
    found = [each["timestamp"] for each in lines(service, part) if each["event"] == event]
    return sorted(datetime.fromisoformat(each) for each in found)
