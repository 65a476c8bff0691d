"""Parts get the files that they take, in number and content."""

import hashlib
from pathlib import Path

import pytest

from app_tier.engine.manifest import InvalidPack, PackFile, Part
from app_tier.engine.runtimes.choice import RuntimeName
from app_tier.engine.runtimes.loading import load_runtime
from app_tier.engine.weights.converted import ConvertedModels
from app_tier.engine.workshop import Workshop

pytestmark = pytest.mark.model


def workshop(folder: Path) -> Workshop:
    return Workshop(
        folder=folder,
        converted=ConvertedModels(folder / "converted"),
        runtime=load_runtime(RuntimeName.ONNX_FP32),
    )


def part(folder: Path, *contents: bytes) -> Part:
    """Return a part whose files have these contents."""
    files = []
    for number, content in enumerate(contents):
        (folder / f"{number}.bin").write_bytes(content)
        files.append(PackFile(path=f"{number}.bin", sha256=hashlib.sha256(content).hexdigest()))
    return Part(kind="yunet", licence="MIT", source="https://example.org", files=tuple(files))


def test_files_come_in_their_order(tmp_path: Path) -> None:
    assert workshop(tmp_path).contents(part(tmp_path, b"one", b"two"), 2) == [b"one", b"two"]
    assert workshop(tmp_path).path(part(tmp_path, b"one")) == tmp_path / "0.bin"


@pytest.mark.parametrize("contents", [(), (b"one", b"two")], ids=["none", "too many"])
def test_another_number_of_files_is_refused(tmp_path: Path, contents: tuple[bytes, ...]) -> None:
    wrong = part(tmp_path, *contents)

    with pytest.raises(InvalidPack, match=f"'yunet' takes 1 files, and not {len(contents)}"):
        workshop(tmp_path).contents(wrong, 1)
    with pytest.raises(InvalidPack, match=f"'yunet' takes 1 files, and not {len(contents)}"):
        workshop(tmp_path).path(wrong)
