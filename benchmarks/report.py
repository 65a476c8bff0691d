"""How a benchmark shows its figures: a table for people, JSON for programs."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table


def print_table(title: str, headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print one table; the first column is text, the rest are figures."""
    table = Table(title=title, title_justify="left")
    for index, heading in enumerate(headings):
        table.add_column(heading, justify="right" if index else "left")
    for row in rows:
        table.add_row(*(f"{each:,.2f}" if isinstance(each, float) else str(each) for each in row))
    Console().print(table)


def write_json(path: Path, figures: Mapping[str, float], details: Mapping[str, Any]) -> None:
    """Write `{"figures": …, "details": …}`."""
    path.write_text(json.dumps({"figures": figures, "details": details}, indent=2) + "\n")
