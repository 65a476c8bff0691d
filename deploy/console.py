"""What the commands say: progress to standard error, results to standard output."""

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from deploy.cost import Breakdown

_WIDE = 240


class Voice:
    """Says things to people; and to programs, where those are listening, only the result."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self._aside = Console(file=sys.stderr, highlight=False, soft_wrap=True)
        # into a pipe nothing is cut off
        width = None if sys.stdout.isatty() else _WIDE
        self._result = Console(file=sys.stdout, highlight=False, soft_wrap=True, width=width)

    def say(self, text: str) -> None:
        """Say how things go."""
        self._aside.print(text, markup=False)

    def result(self, document: Any) -> None:
        """Hand a result to a program."""
        if self.as_json:
            sys.stdout.write(json.dumps(document, indent=2, default=str) + "\n")

    def show(self, *parts: Table | str) -> None:
        """Show a result to people."""
        for part in () if self.as_json else parts:
            self._result.print(part, markup=False) if isinstance(part, str) else self._result.print(part)


def table(title: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """Return a table; a heading that ends in a blank is right-aligned."""
    made = Table(title=title, title_justify="left", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in headings:
        made.add_column(
            heading.strip(), justify="right" if heading.endswith(" ") else "left", overflow="fold"
        )
    for row in rows:
        made.add_row(*row)
    return made


def cost_table(title: str, cost: Breakdown, digits: int) -> Table:
    """Return a table of a cost's items and their sum."""
    rows = [(item.name, f"{item.usd:.{digits}f}", item.how) for item in cost.items]
    return table(title, ["", "USD ", ""], [*rows, ("together", f"{cost.usd:.{digits}f}", "")])


def cost_document(cost: Breakdown) -> dict[str, Any]:
    """Return a cost for programs."""
    return {"usd": cost.usd, "items": {item.name: item.usd for item in cost.items}}
