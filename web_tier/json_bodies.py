"""Reads JSON bodies: whatever cannot be read is the client's mistake."""

from typing import Any

from flask.json.provider import DefaultJSONProvider

#: Values in a body. Each takes some hundred bytes of memory, and its text as few as three: 20 MB of `{},{},…`
#: took 600 MB. Pictures are one value each, however large.
MOST_VALUES = 50_000


class JsonBodies(DefaultJSONProvider):
    """Flask's own reader, for which JSON of too many values, or nested too deeply, is broken JSON."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Return what the text says. Raises ValueError, which is answered with 400."""
        if _most_values(s) > MOST_VALUES:
            raise ValueError("The JSON has too many values.")
        try:
            return super().loads(s, **kwargs)
        except RecursionError as error:
            raise ValueError("The JSON is nested too deeply.") from error


def _most_values(text: str | bytes) -> int:
    """Return how many values the text can have at most: punctuation within strings is counted, too."""
    body = text.encode() if isinstance(text, str) else text
    return body.count(b",") + body.count(b"[") + body.count(b"{")
