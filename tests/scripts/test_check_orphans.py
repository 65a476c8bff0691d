"""`python -m scripts.check_orphans`: exit status, output, removal, and where it looks."""

import json
import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.errors import ServiceUnavailable
from pipeline.keys import LEASE_KEY, crop_key, drain_key, heartbeat_key, image_key
from pipeline.queues.memory import MemoryQueue
from pipeline.stores.memory import MemoryStore
from scripts import check_orphans
from scripts.check_orphans import ExitCode, main
from scripts.orphans.opening import NoService, settings_of
from web_tier.database import connect, open_sessions, upgrade
from web_tier.outside import Outside


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Outside]:
    """An empty service, which the command is pointed at."""
    url = f"sqlite:///{tmp_path / 'facefleet.db'}"
    upgrade(url)
    engine = connect(url)
    outside = Outside(
        sessions=open_sessions(engine),
        images=MemoryStore(),
        output=MemoryStore(),
        state=MemoryStore(),
        requests=MemoryQueue(),
        dead_letters=MemoryQueue(),
        open_reply_queue=lambda _: MemoryQueue(),
        remove_reply_queue=lambda _: None,
    )
    monkeypatch.setattr(check_orphans, "outside_of", lambda _settings: outside)
    yield outside
    engine.dispose()


def run(*arguments: str) -> ExitCode:
    """Run the command without waiting."""
    return main(["--min-age-seconds", "0", *arguments])


def test_an_empty_service_is_clean(outside: Outside, capsys: pytest.CaptureFixture[str]) -> None:
    assert run() is ExitCode.CLEAN

    output = capsys.readouterr()
    assert output.out == ""
    assert "0 orphans" in output.err


def test_orphans_are_listed_and_left(outside: Outside, capsys: pytest.CaptureFixture[str]) -> None:
    key = image_key(uuid.uuid4().hex)
    outside.images.put(key, b"a picture")

    assert run() is ExitCode.ORPHANS

    assert capsys.readouterr().out == f"input bucket: {key}: no job has this picture\n"
    assert outside.images.get(key) == b"a picture"


def test_a_program_reads_them_as_json(outside: Outside, capsys: pytest.CaptureFixture[str]) -> None:
    outside.state.put("surprise", b"")

    run("--json")

    assert json.loads(capsys.readouterr().out) == {
        "orphans": [{"place": "state bucket", "key": "surprise", "reason": "nobody knows what it is"}],
        "notes": [],
        "looked_at": 1,
    }


def test_what_the_controller_and_the_workers_tell_each_other_is_no_orphan(outside: Outside) -> None:
    for key in (heartbeat_key("w1"), drain_key("w1"), LEASE_KEY):
        outside.state.put(key, b"{}")

    assert run() is ExitCode.CLEAN


def test_orphans_can_be_removed(outside: Outside) -> None:
    outside.images.put("portrait.png", b"a picture")
    outside.state.put(crop_key("default", uuid.uuid4().hex), b"a face")

    assert run("--delete") is ExitCode.CLEAN

    assert [*outside.images.keys(), *outside.state.keys()] == []


def test_what_passes_by_itself_is_no_orphan(outside: Outside, monkeypatch: pytest.MonkeyPatch) -> None:
    outside.images.put("portrait.png", b"a picture")
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        outside.images.delete("portrait.png")

    monkeypatch.setattr("scripts.check_orphans.time.sleep", pause)

    assert main(["--min-age-seconds", "600"]) is ExitCode.CLEAN
    assert pauses == [600]


def test_a_store_that_does_not_answer_cannot_be_checked(
    outside: Outside, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_prefix: str = "") -> Iterator[str]:
        raise ServiceUnavailable("The bucket does not answer.")

    monkeypatch.setattr(outside.output, "keys", fail)

    assert run() is ExitCode.UNCHECKED
    assert "Cannot check: The bucket does not answer." in capsys.readouterr().err


def test_a_data_folder_says_where_its_service_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FACEFLEET_DATABASE_URL", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os, "environ", environment := dict(os.environ))
    (tmp_path / "endpoint.url").write_text("http://127.0.0.1:4321")

    settings_of(tmp_path)

    assert environment["AWS_ENDPOINT_URL"] == "http://127.0.0.1:4321"
    assert environment["FACEFLEET_DATABASE_URL"] == f"sqlite:///{tmp_path / 'facefleet.db'}"


def test_a_folder_without_a_service_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoService, match="no data folder"):
        settings_of(tmp_path)
