"""`python -m controller` as a process of its own."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from controller.lease import LEASE_CODEC, LeaseDocument
from pipeline import aws, provision
from pipeline.keys import LEASE_KEY
from pipeline.settings import PipelineSettings
from pipeline.stores.s3 import S3Store
from tests.pipeline.conftest import dummy_credentials, endpoint_url, pipeline_settings
from tests.waiting import wait_until

__all__ = ["dummy_credentials", "endpoint_url", "pipeline_settings"]  # fixtures

ROOT = Path(__file__).parents[2]


def run_controller(*arguments: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "controller", *arguments],
        cwd=ROOT,
        env=environment(folder, **variables),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def environment(folder: Path, **variables: str) -> dict[str, str]:
    """Return an environment; a variable of "" is not set."""
    given = {
        "PATH": os.environ["PATH"],
        "FACEFLEET_DATA": str(folder),
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",  # no credentials, unless a test gives some
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        **variables,
    }
    return {name: value for name, value in given.items() if value}


@pytest.fixture
def service(
    dummy_credentials: None,
    endpoint_url: str,
    pipeline_settings: PipelineSettings,
    monkeypatch: pytest.MonkeyPatch,
) -> dict[str, str]:
    """Make buckets and queues on the endpoint; return the environment of a controller that works there."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint_url)
    s3, sqs = aws.s3_client(), aws.sqs_client()
    provision.ensure_buckets(s3, pipeline_settings)
    provision.ensure_request_queues(sqs, pipeline_settings)
    s3.close()
    sqs.close()
    return {
        "AWS_ENDPOINT_URL": endpoint_url,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "FACEFLEET_STATE_BUCKET": pipeline_settings.state_bucket,
        "FACEFLEET_REQUEST_QUEUE": pipeline_settings.request_queue,
        "FACEFLEET_TICK_SECONDS": "0.05",
        "FACEFLEET_LOG_LEVEL": "DEBUG",
    }


class Running:
    """A controller that runs."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self.process = process
        self._log = log

    def lines(self) -> list[dict[str, Any]]:
        """Return all that it logged so far, unfinished lines aside."""
        whole = self._log.read_text().rpartition("\n")[0]
        return [json.loads(line) for line in whole.splitlines()]

    def says(self, event: str) -> bool:
        return any(event in line["event"] for line in self.lines())

    def decisions(self) -> int:
        return sum("wanted" in line for line in self.lines())

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        return self.process.wait(timeout=30)


@contextmanager
def running_controller(folder: Path, name: str, variables: dict[str, str]) -> Iterator[Running]:
    log = folder / f"{name}.log"
    with log.open("wb") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", "controller"],
            cwd=ROOT,
            env=environment(folder, **variables),
            stderr=stderr,
        )
    try:
        yield Running(process, log)
    finally:
        process.kill()
        process.wait()


def test_wrong_settings_are_listed_and_the_exit_code_is_two(tmp_path: Path) -> None:
    finished = run_controller(folder=tmp_path, FACEFLEET_MAX_WORKERS="none", FACEFLEET_TICK_SECONDS="0")

    assert finished.returncode == 2
    assert "FACEFLEET_MAX_WORKERS" in finished.stderr
    assert "FACEFLEET_TICK_SECONDS" in finished.stderr


def test_without_credentials_it_ends_and_says_so(tmp_path: Path) -> None:
    finished = run_controller(folder=tmp_path)

    assert finished.returncode == 2
    assert finished.stderr == "There are no AWS credentials, neither keys nor a role of this machine.\n"


@pytest.fixture
def nothing_there(service: dict[str, str]) -> dict[str, str]:
    """Return the environment of a controller whose every reading fails, and at once."""
    return {**service, "FACEFLEET_STATE_BUCKET": "nobodys", "FACEFLEET_REQUEST_QUEUE": "nobodys"}


def test_readings_that_all_fail_mean_hold(tmp_path: Path, nothing_there: dict[str, str]) -> None:
    finished = run_controller("--dry-run", "--once", folder=tmp_path, **nothing_there)

    assert finished.returncode == 0
    (line,) = [json.loads(line) for line in finished.stderr.splitlines()]
    assert str(line["event"]).startswith("Hold: the queue's depth cannot be read")
    assert line["wanted"] is None


def test_a_controller_that_cannot_read_the_lease_says_so_and_decides_nothing(
    tmp_path: Path, nothing_there: dict[str, str]
) -> None:
    finished = run_controller("--once", folder=tmp_path, FACEFLEET_LEASE_SECONDS="0.1", **nothing_there)

    lines = [json.loads(line) for line in finished.stderr.splitlines()]
    assert finished.returncode == 1
    assert [line["error"] for line in lines if line["event"] == "this controller does not lead"]
    assert not any("wanted" in line for line in lines)


def test_a_dry_run_leaves_the_lease_alone(tmp_path: Path, service: dict[str, str]) -> None:
    finished = run_controller("--dry-run", "--once", folder=tmp_path, **service)

    (line,) = [json.loads(line) for line in finished.stderr.splitlines()]
    assert line["wanted"] == 0
    state = S3Store(aws.s3_client(), service["FACEFLEET_STATE_BUCKET"])
    assert LEASE_KEY not in list(state.keys())


@pytest.mark.parametrize("arguments", [(), ("--dry-run", "--once")])
def test_machines_without_a_region_are_a_wrong_setting(
    tmp_path: Path, service: dict[str, str], arguments: tuple[str, ...]
) -> None:
    variables = {**service, "FACEFLEET_FLEET": "ec2", "AWS_DEFAULT_REGION": ""}
    finished = run_controller(*arguments, folder=tmp_path, **variables)

    assert finished.returncode == 2
    assert finished.stderr == "You must specify a region.\n"


def test_a_single_decision_is_made_after_a_controller_that_crashed(
    tmp_path: Path, service: dict[str, str]
) -> None:
    state = S3Store(aws.s3_client(), service["FACEFLEET_STATE_BUCKET"])
    state.put(LEASE_KEY, LEASE_CODEC.encode(LeaseDocument(holder="crashed", renewals=7)))

    finished = run_controller("--once", folder=tmp_path, FACEFLEET_LEASE_SECONDS="0.5", **service)

    assert finished.returncode == 0
    events = [json.loads(line) for line in finished.stderr.splitlines()]
    assert [line["wanted"] for line in events if "wanted" in line] == [0]
    assert any(line["event"].startswith("waiting for the lease") for line in events)


@pytest.mark.slow
def test_of_two_side_by_side_one_decides_and_the_other_takes_over(
    tmp_path: Path, service: dict[str, str]
) -> None:
    patient = {**service, "FACEFLEET_LEASE_SECONDS": "600"}
    with (
        running_controller(tmp_path, "one", patient) as one,
        running_controller(tmp_path, "other", patient) as other,
    ):
        wait_until(lambda: one.says("does not lead") or other.says("does not lead"), seconds=30)
        leader, follower = (other, one) if one.says("does not lead") else (one, other)
        wait_until(lambda: leader.decisions() > 3, seconds=30)
        assert follower.decisions() == 0

        assert leader.stop() == 0  # it gives the lease up

        wait_until(lambda: follower.decisions() > 3, seconds=30)
        assert follower.stop() == 0


@pytest.mark.slow
def test_a_killed_leader_is_replaced_after_a_while(tmp_path: Path, service: dict[str, str]) -> None:
    variables = {**service, "FACEFLEET_LEASE_SECONDS": "0.5"}
    with running_controller(tmp_path, "one", variables) as one:
        wait_until(lambda: one.decisions() > 1, seconds=30)
        with running_controller(tmp_path, "other", variables) as other:
            wait_until(lambda: other.says("does not lead"), seconds=30)
            one.stop(signal.SIGKILL)

            wait_until(lambda: other.decisions() > 1, seconds=30)
