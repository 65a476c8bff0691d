"""What goes onto a machine, packed and described the same way every time."""

import io
import json
import os
import subprocess
import sys
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ami.bake.archive import pack
from ami.bake.commit import commit_of
from ami.provenance import record
from ami.source import source_digest, source_files

ROOT = Path(__file__).parent.parent.parent
NOON, LATER = datetime(2026, 11, 21, 12, tzinfo=UTC), datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    for name in ("LICENSE", "requirements.txt", "worker_requirements.txt", "README.md"):
        (tmp_path / name).write_text(name)
    for name in (
        "ami/provision.sh",
        "pipeline/keys.py",
        "pipeline/__pycache__/keys.pyc",
        "tests/test_keys.py",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    (tmp_path / "ami/provision.sh").chmod(0o755)
    return tmp_path


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    command = ["git", "-C", str(folder), *identity, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_only_what_a_machine_runs_goes_onto_it(repository: Path) -> None:
    assert [str(path) for path in source_files(repository)] == [
        "LICENSE",
        "ami/provision.sh",
        "pipeline/keys.py",
        "requirements.txt",
        "worker_requirements.txt",
    ]


def test_the_real_repository_brings_all_that_the_units_start() -> None:
    names = {path.as_posix() for path in source_files(ROOT)}

    assert names >= {
        "app_tier/__main__.py",
        "app_tier/self_test/__main__.py",
        "web_tier/__main__.py",
        "controller/__main__.py",
        "ami/boot/settings.py",
        "ami/boot/ship_logs.py",
        "ami/units/facefleet-worker.service",
        "ami/units/facefleet-.service.d/sandbox.conf",
    }
    assert not any(name.startswith(("tests/", "benchmarks/", "data/")) for name in names)


def test_the_same_files_make_the_same_archive_whenever_they_were_written(repository: Path) -> None:
    before = pack(repository)
    os.utime(repository / "pipeline/keys.py", (1, 1))

    assert pack(repository) == before


def test_another_content_makes_another_archive_and_digest(repository: Path) -> None:
    before = pack(repository).sha256, source_digest(repository)
    (repository / "pipeline/keys.py").write_text("changed")

    assert pack(repository).sha256 != before[0]
    assert source_digest(repository) != before[1]


def test_an_unpacked_archive_is_the_source_again(
    repository: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    with tarfile.open(fileobj=io.BytesIO(pack(repository).data)) as tar:
        tar.extractall(elsewhere, filter="data")

    assert source_digest(elsewhere) == source_digest(repository)
    assert os.access(elsewhere / "ami/provision.sh", os.X_OK)


def test_the_scripts_get_the_same_from_the_command_line(repository: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "ami.source"]
    asked = {
        what: subprocess.run(
            [*command, what], cwd=repository, env=environment, capture_output=True, text=True, check=True
        ).stdout
        for what in ("digest", "files")
    }

    assert asked["digest"].strip() == source_digest(repository)
    assert asked["files"].split() == [str(path) for path in source_files(repository)]


def test_a_commit_is_named_and_changes_beside_it_are_told(repository: Path) -> None:
    assert commit_of(repository) == "unknown"
    git(repository, "init", "--quiet")
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "--message=one")
    commit = git(repository, "rev-parse", "HEAD")

    assert commit_of(repository) == commit
    (repository / "README.md").write_text("is not on the machine")
    assert commit_of(repository) == commit
    (repository / "pipeline/new.py").write_text("is on the machine")
    assert commit_of(repository) == f"{commit}-dirty"


def test_provenance_keeps_its_time_as_long_as_nothing_changed(tmp_path: Path) -> None:
    file = tmp_path / "PROVENANCE.json"

    record(file, {"commit": "one"}, NOON)
    record(file, {"commit": "one"}, LATER)
    assert json.loads(file.read_text()) == {"commit": "one", "built_at": "2026-11-21T12:00:00+00:00"}

    record(file, {"commit": "two"}, LATER)
    assert json.loads(file.read_text()) == {"commit": "two", "built_at": "2026-11-22T00:00:00+00:00"}
