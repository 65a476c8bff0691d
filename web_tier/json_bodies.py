"""Reads JSON bodies: whatever cannot be read is the client's mistake."""

from typing import Any

from flask.json.provider import DefaultJSONProvider


class JsonBodies(DefaultJSONProvider):
    """Flask's own reader, for which JSON that is nested too deeply is broken JSON."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Return what the text says. Raises ValueError, which is answered with 400."""
        try:
            return super().loads(s, **kwargs)
        except RecursionError as error:
            raise ValueError("The JSON is nested too deeply.") from error
