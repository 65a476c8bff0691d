"""A bucket within one process."""

import hashlib
import threading
from collections.abc import Iterator

from pipeline.errors import ObjectMissing
from pipeline.store import Tagged


class MemoryStore:
    """A dictionary of objects, with S3's conditional writes."""

    def __init__(self) -> None:
        self._objects: dict[str, bytes] = {}
        self._lock = threading.Lock()

    def put(self, key: str, data: bytes, content_type: str = "application/octet-stream") -> None:
        """Write an object, over whatever was there."""
        with self._lock:
            self._objects[key] = data

    def put_new(self, key: str, data: bytes, content_type: str = "application/octet-stream") -> bool:
        """Write an object unless there is one."""
        with self._lock:
            if key in self._objects:
                return False
            self._objects[key] = data
            return True

    def get(self, key: str) -> bytes:
        """Return an object's bytes."""
        try:
            return self._objects[key]
        except KeyError:
            raise ObjectMissing(f"There is no object {key}.") from None

    def get_tagged(self, key: str) -> Tagged:
        """Return an object's bytes and their checksum, as S3 does."""
        data = self.get(key)
        return Tagged(data=data, tag=_tag(data))

    def put_over(self, key: str, data: bytes, tag: str) -> bool:
        """Write over the object that was read with that tag."""
        with self._lock:
            if key not in self._objects or _tag(self._objects[key]) != tag:
                return False
            self._objects[key] = data
            return True

    def delete(self, key: str) -> None:
        """Remove an object if it is there."""
        with self._lock:
            self._objects.pop(key, None)

    def keys(self, prefix: str = "") -> Iterator[str]:
        """Yield the keys that begin with `prefix`, in order."""
        with self._lock:
            found = sorted(key for key in self._objects if key.startswith(prefix))
        yield from found


def _tag(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
