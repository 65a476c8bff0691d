"""Members of answers that are there only where there is something to say."""

from typing import Any

from pydantic import Field


def if_known() -> Any:
    """Return a field that is left out where it is None."""
    return Field(default=None, exclude_if=lambda value: value is None)
