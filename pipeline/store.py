"""An object store as the tiers see it: bytes under keys, with a conditional write."""

from collections.abc import Iterator
from typing import Protocol


class ObjectStore(Protocol):
    """One bucket. Every method raises ServiceUnavailable where the store does not answer."""

    def put(self, key: str, data: bytes, content_type: str = "application/octet-stream") -> None:
        """Write an object, over whatever was there."""

    def put_new(self, key: str, data: bytes, content_type: str = "application/octet-stream") -> bool:
        """Write an object unless there is one; return whether this call wrote it."""

    def get(self, key: str) -> bytes:
        """Return an object's bytes. Raises ObjectMissing."""

    def delete(self, key: str) -> None:
        """Remove an object; one that is not there is fine."""

    def keys(self, prefix: str = "") -> Iterator[str]:
        """Yield the keys that begin with `prefix`, in order."""
