"""Writes down what an image was made of: `python3 -m ami.provenance FILE name=value…`."""

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

BUILT_AT = "built_at"


def record(file: Path, facts: Mapping[str, str], now: datetime) -> None:
    """Write the facts and the time, unless they were written before."""
    if _facts_in(file) == facts:
        return
    document = {**facts, BUILT_AT: now.isoformat(timespec="seconds")}
    file.write_text(json.dumps(document, indent=2, sort_keys=True) + "\n")


def _facts_in(file: Path) -> dict[str, str] | None:
    if not file.exists():
        return None
    document: dict[str, str] = json.loads(file.read_text())
    return {name: value for name, value in document.items() if name != BUILT_AT}


def main(arguments: Sequence[str]) -> None:
    """Take the file's path, then `name=value` for each fact."""
    file, *facts = arguments
    record(Path(file), dict(fact.split("=", 1) for fact in facts), datetime.now(UTC))


if __name__ == "__main__":
    main(sys.argv[1:])
