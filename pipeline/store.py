"""An object store as the tiers see it: bytes under keys, with conditional writes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class Tagged:
    """An object as it was when it was read."""

    data: bytes
    tag: str  #: another after every write of other bytes


class ObjectStore(Protocol):
    """One bucket. Every method raises ServiceUnavailable where the store does not answer."""

    def put(self, key: str, data: bytes, content_type: str = "application/octet-stream") -> None:
        """Write an object, over whatever was there."""

    def put_new(self, key: str, data: bytes, content_type: str = "application/octet-stream") -> bool:
        """Write an object unless there is one; return whether this call wrote it."""

    def get(self, key: str) -> bytes:
        """Return an object's bytes. Raises ObjectMissing."""

    def get_tagged(self, key: str) -> Tagged:
        """Return an object with the tag that `put_over` takes. Raises ObjectMissing."""

    def put_over(self, key: str, data: bytes, tag: str) -> bool:
        """Write over the object that was read with that tag; return whether it was that one still."""

    def delete(self, key: str) -> None:
        """Remove an object; one that is not there is fine."""

    def keys(self, prefix: str = "") -> Iterator[str]:
        """Yield the keys that begin with `prefix`, in order."""
