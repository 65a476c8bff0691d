"""The one encoder and the one decoder of everything that crosses a seam as JSON."""

from typing import Final, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from pipeline.errors import MalformedMessage, MessageTooLarge

#: A reader refuses what another schema version wrote instead of guessing.
SCHEMA: Final = 1

T = TypeVar("T")


class Codec(Generic[T]):
    """Turns frozen dataclasses of one type into JSON and back, checking every field on the way in."""

    def __init__(self, document_type: type[T], max_bytes: int | None = None) -> None:
        self._adapter = TypeAdapter(document_type)
        self._max_bytes = max_bytes

    def encode(self, document: T) -> bytes:
        """Return the document as JSON. Raises MessageTooLarge past the codec's limit."""
        body = self._adapter.dump_json(document, exclude_none=True)
        if self._max_bytes is not None and len(body) > self._max_bytes:
            raise MessageTooLarge(f"A message of {len(body)} bytes exceeds {self._max_bytes}.")
        return body

    def encode_text(self, document: T) -> str:
        """Return the document as JSON text, for a queue."""
        return self.encode(document).decode()

    def decode(self, body: bytes | str) -> T:
        """Return the document that `body` holds. Raises MalformedMessage, which keeps the body."""
        try:
            return self._adapter.validate_json(body)
        except ValidationError as error:
            text = body if isinstance(body, str) else body.decode(errors="replace")
            raise MalformedMessage(text, _first_reason(error)) from error


def _first_reason(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(str(part) for part in first['loc']) or 'body'}: {first['msg']}"
