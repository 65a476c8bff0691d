"""Packs what goes onto a machine, such that the same files make the same bytes."""

import gzip
import hashlib
import io
import tarfile
from dataclasses import dataclass
from pathlib import Path

from ami.source import source_files


@dataclass(frozen=True, kw_only=True)
class Archive:
    """A tar.gz."""

    data: bytes

    @property
    def sha256(self) -> str:
        """Return the checksum of the bytes, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


def pack(root: Path) -> Archive:
    """Pack the files below `root` that a machine needs; owners and times are left out."""
    packed = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as zipped,
        tarfile.open(fileobj=zipped, mode="w") as tar,
    ):
        for path in source_files(root):
            tar.addfile(*_member(root, path))
    return Archive(data=packed.getvalue())


def _member(root: Path, path: Path) -> tuple[tarfile.TarInfo, io.BytesIO]:
    content = (root / path).read_bytes()
    member = tarfile.TarInfo(path.as_posix())
    member.size = len(content)
    member.mode = 0o755 if (root / path).stat().st_mode & 0o100 else 0o644
    return member, io.BytesIO(content)
