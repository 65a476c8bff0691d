"""provision.sh in a clean Debian root, and the machine that it makes, booted in a container.

Takes minutes, root's rights and the network: `make test-machine`.
"""

import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.ami.machine.boot import USER_DATA, boot, prepare, report
from tests.ami.machine.root import contents, copy_source, debootstrap, lacking, run_in

pytestmark = [
    pytest.mark.clean_root,
    pytest.mark.timeout(900),
    pytest.mark.skipif("CLEAN_ROOT" not in os.environ, reason="takes minutes: make test-machine"),
    pytest.mark.skipif(lacking() is not None, reason=str(lacking())),
]


#: What systemd says of a worker that has ended as it should, and was not started again.
WELL = {"ActiveState": "inactive", "Result": "success", "NRestarts": "0"}


@dataclass(frozen=True, kw_only=True)
class Provisioned:
    """A root in which provision.sh ran twice."""

    root: Path
    output: str
    source: Path
    changes: dict[str, tuple[str | None, str | None]]  #: by the second run: path → before, after


@pytest.fixture(scope="module")
def provisioned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provisioned]:
    folder = tmp_path_factory.mktemp("machine")
    root, source = folder / "root", folder / "source"
    copy_source(source)
    debootstrap(root)
    first = run_in(root, source, "/mnt/source/ami/provision.sh")
    assert first.returncode == 0, first.stdout[-4000:] + first.stderr[-4000:]
    before = contents(root)
    second = run_in(root, source, "/mnt/source/ami/provision.sh")
    assert second.returncode == 0, second.stderr[-4000:]
    after = contents(root)
    changes = {
        path: (before.get(path), after.get(path))
        for path in before.keys() | after.keys()
        if before.get(path) != after.get(path)
    }
    yield Provisioned(root=root, output=first.stdout, changes=changes, source=source)
    shutil.rmtree(folder)  # 1.5 GB, which pytest would keep


@pytest.fixture(scope="module")
def machine(provisioned: Provisioned) -> Path:
    """Return the root as an image holds it."""
    sealed = run_in(provisioned.root, provisioned.source, "/opt/facefleet/app/ami/seal.sh")
    assert sealed.returncode == 0, sealed.stderr
    return provisioned.root


@pytest.fixture(scope="module")
def booted(machine: Path) -> dict[str, Any]:
    """Boot a machine of all roles once, until its visitor has seen everything; return what it saw."""
    prepare(machine)
    journal = boot(machine, 240)
    seen = report(machine)
    assert "error" not in seen, f"{seen['error']}\n{journal[-8000:]}"
    return seen


def test_provisioning_ends_with_a_passing_self_test(provisioned: Provisioned) -> None:
    reports = [json.loads(line) for line in provisioned.output.splitlines() if line.startswith("{")]

    assert reports[-1]["passed"]


def test_a_second_run_changes_nothing(provisioned: Provisioned) -> None:
    assert provisioned.changes == {}


def test_the_image_says_what_it_is_made_of(provisioned: Provisioned) -> None:
    facts = json.loads((provisioned.root / "opt/facefleet/PROVENANCE.json").read_text())

    assert facts.keys() >= {"commit", "model_pack", "built_at"}
    assert all(
        re.fullmatch("[0-9a-f]{64}", value) for name, value in facts.items() if name.endswith("sha256")
    )


def test_nothing_that_only_building_needs_stays(provisioned: Provisioned) -> None:
    root = provisioned.root

    assert list((root / "var/lib/apt/lists").glob("*")) == []
    assert list((root / "var/cache/apt").rglob("*.deb")) == []
    assert not (root / "root/.cache").exists()
    assert "facefleet:x:" in (root / "etc/passwd").read_text()
    assert re.search(
        r"^facefleet:.*:/nonexistent:/usr/sbin/nologin$", (root / "etc/passwd").read_text(), re.M
    )


def test_models_are_there_for_every_runtime_of_this_processor(provisioned: Provisioned) -> None:
    models = {path.parent.name for path in (provisioned.root / "opt/facefleet/models").rglob("*.onnx")}

    assert models >= {"mtcnn-proposal", "mtcnn-refinement", "mtcnn-output", "dlib-embedder"}


def test_a_start_reads_less_than_half_of_what_is_installed(provisioned: Provisioned) -> None:
    installed = provisioned.root / "opt/facefleet"
    listed = [provisioned.root / name[1:] for name in (installed / "prefetch.list").read_text().splitlines()]
    whole = sum(
        path.stat().st_size for path in installed.rglob("*") if path.is_file() and not path.is_symlink()
    )

    assert any(path.name.startswith("libopenvino") or "onnxruntime" in str(path) for path in listed)
    assert 50e6 < sum(path.stat().st_size for path in listed) < whole / 2


def test_a_machine_of_all_roles_recognises_a_face(booted: dict[str, Any]) -> None:
    assert booted["recognition"]["status"] == "done"
    assert len(booted["recognition"]["faces"]) == 1


def test_the_worker_is_known_by_its_instance_id_and_says_how_it_booted(booted: dict[str, Any]) -> None:
    assert booted["heartbeat"]["worker_id"] == "i-0123456789abcdef0"
    assert booted["heartbeat"]["boot"]["phases"].keys() >= {"process", "load", "self_test"}


def test_its_lines_reach_cloudwatch_in_order(booted: dict[str, Any]) -> None:
    events = [json.loads(line)["event"] for line in booted["logged"] if line.startswith("{")]

    assert events.index("self-test passed") < events.index("worker ready") < events.index("job answered")


def test_the_web_tier_has_its_database_from_the_secret(booted: dict[str, Any], machine: Path) -> None:
    assert booted["units"]["web"] == "active"
    assert (machine / "var/lib/facefleet/from-the-secret.db").exists()


def test_a_signal_that_no_stack_waits_for_leaves_the_web_tier_alone(booted: dict[str, Any]) -> None:
    assert any("CloudFormation did not take the signal" in line for line in booted["signal"])
    assert booted["units"]["web"] == "active"


def test_a_drain_mark_ends_the_worker_and_not_the_machine(booted: dict[str, Any]) -> None:
    assert booted["slow_drain"]["then"] == WELL
    assert booted["units"]["controller"] == "active"


def test_a_drain_that_takes_longer_than_a_stop_may_is_not_cut_short(booted: dict[str, Any]) -> None:
    assert booted["slow_drain"]["meanwhile"] == {**WELL, "ActiveState": "active"}
    assert booted["slow_drain"]["job"] == "done"


def test_a_worker_that_was_marked_before_it_was_ready_ends_once_and_for_all(booted: dict[str, Any]) -> None:
    assert booted["early_mark"]["started"]
    assert booted["early_mark"]["then"] == WELL
    assert booted["early_mark"]["report"]["state"] == "stopped"
    assert "boot" not in booted["early_mark"]["report"]  # it was never ready


def test_a_worker_could_write_none_of_what_it_runs(booted: dict[str, Any]) -> None:
    assert booted["writable"] == ""


@pytest.mark.usefixtures("booted")
def test_a_machine_that_is_a_worker_alone_is_soon_ready(
    machine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    prepare(machine, USER_DATA.replace("worker+web+controller", "worker\nFACEFLEET_SLOTS=2"))

    journal = boot(machine, 240)

    seen = report(machine)
    assert seen["drain"] == WELL, journal[-4000:]
    assert seen["units"]["web"] == seen["units"]["controller"] == seen["units"]["logs@web"] == "inactive"
    with capsys.disabled():
        print(f"\nboot phases of a worker alone: {seen['heartbeat']['boot']['phases']}")  # noqa: T201


@pytest.mark.usefixtures("booted")
def test_a_machine_with_wrong_user_data_powers_itself_off(machine: Path) -> None:
    prepare(machine, USER_DATA + "nonsense\n", is_visited=False)

    journal = boot(machine, 120)

    assert "is no FACEFLEET_… or AWS_… setting" in journal
    assert "Powering" in journal or "poweroff" in journal.lower()


@pytest.mark.usefixtures("booted")
def test_a_worker_that_never_becomes_ready_powers_its_machine_off(machine: Path) -> None:
    prepare(machine, USER_DATA.replace("worker+web+controller", "worker"), is_visited=False)
    models, aside = machine / "opt/facefleet/models", machine / "opt/facefleet/models-aside"
    models.rename(aside)

    journal = boot(machine, 240)

    aside.rename(models)
    assert journal.count("Starting facefleet-worker.service") == 3
    assert "facefleet-worker.service: Start request repeated too quickly" in journal
