"""A model pack's manifest is read strictly, and its files are the very ones it names."""

import hashlib
from pathlib import Path

import pytest

from app_tier.engine.manifest import InvalidPack, PackFile, read_manifest
from app_tier.engine.pack_files import locate, read_verified

MANIFEST = """
name = "mine"
version = "3"
embeddings = "mine-512"
[detector]
kind = "yunet"
licence = "Apache-2.0"
source = "https://example.org/detector"
files = [{ path = "faces.onnx", sha256 = "%s" }]
[aligner]
kind = "arcface"
licence = "MIT"
source = "https://example.org/template"
[embedder]
kind = "onnx"
licence = "MIT"
source = "https://example.org/embedder"
[calibration]
handicap = 0.04
curve = [[0.01, 0.9], [0.1, 1.0]]
"""
DATA = b"weights"
SHA256 = hashlib.sha256(DATA).hexdigest()


def written(folder: Path, text: str) -> Path:
    path = folder / "pack.toml"
    path.write_text(text)
    return path


def test_a_manifest_names_parts_files_and_what_distances_mean(tmp_path: Path) -> None:
    manifest = read_manifest(written(tmp_path, MANIFEST % SHA256))

    assert (manifest.name, manifest.version, manifest.embeddings) == ("mine", "3", "mine-512")
    assert manifest.detector.files == (PackFile(path="faces.onnx", sha256=SHA256),)
    assert (manifest.aligner.kind, manifest.embedder.mirrored) == ("arcface", False)
    assert manifest.calibration.curve == ((0.01, 0.9), (0.1, 1.0))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('name = "mine"', 'name = "Mine/.."', "name"),
        ('version = "3"', "", "version"),
        ('licence = "MIT"', 'license = "MIT"', "aligner.licence"),
        ("handicap = 0.04", 'handicap = "far"', "calibration.handicap"),
        ("[0.1, 1.0]", "[0.1, 0.8]", "calibration: .* climb"),
        ("handicap = 0.04", "handicap = nan", "calibration: .* finite"),
        ("[calibration]", "[calibration", "cannot be read"),
        ("%s", "abc", "detector.files.0.sha256"),
    ],
)
def test_a_wrong_manifest_is_refused_with_the_place(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    with pytest.raises(InvalidPack, match=said):
        read_manifest(written(tmp_path, MANIFEST.replace(before, after, 1).replace("%s", SHA256)))


def test_a_manifest_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidPack, match=r"nowhere\.toml"):
        read_manifest(tmp_path / "nowhere.toml")


def test_a_file_is_read_where_its_checksum_fits(tmp_path: Path) -> None:
    (tmp_path / "faces.onnx").write_bytes(DATA)

    assert read_verified(PackFile(path="faces.onnx", sha256=SHA256), tmp_path) == DATA


def test_another_file_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "faces.onnx").write_bytes(b"other weights")

    with pytest.raises(InvalidPack, match=r"faces\.onnx is not the file"):
        read_verified(PackFile(path="faces.onnx", sha256=SHA256), tmp_path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidPack, match=r"faces\.onnx cannot be read"):
        read_verified(PackFile(path="faces.onnx", sha256=SHA256), tmp_path)


def test_a_file_of_a_package_is_found_without_importing_it(tmp_path: Path) -> None:
    assert locate(PackFile(package="json", path="decoder.py", sha256=SHA256), tmp_path).is_file()


@pytest.mark.parametrize(
    "package", ["no_such_package", "no_such_package.inside", "json.decoder.no", ".json", ""]
)
def test_a_package_that_is_not_there_is_named(tmp_path: Path, package: str) -> None:
    with pytest.raises(InvalidPack, match=f"The package {package} is not installed"):
        locate(PackFile(package=package, path="x", sha256=SHA256), tmp_path)
