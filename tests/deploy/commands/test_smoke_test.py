"""`smoke-test` against a stand-in for the service."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from benchmarks.pictures import drawn_face
from deploy.__main__ import main
from tests.scripts.stand_in import Fault, StandIn


@pytest.fixture
def service() -> Iterator[StandIn]:
    stand_in = StandIn(default_names=["Ada"])
    stand_in.start()
    yield stand_in
    stand_in.give_up_the_place()


def smoke_test(service: StandIn, *arguments: str) -> Result:
    command = ["smoke-test", "--url", service.url, *arguments]
    return CliRunner().invoke(main, command)


def test_every_picture_is_sent_and_its_answer_counted(service: StandIn) -> None:
    finished = smoke_test(service, "--count", "6", "--json")

    assert finished.exit_code == 0, finished.output
    summary = json.loads(finished.stdout)
    assert (summary["sent"], summary["answered"], summary["faces"], summary["failures"]) == (6, 6, 6, {})
    assert len(service.jobs) == 6
    assert {job.form["remember"] for job in service.jobs.values()} == {"false"}


def test_a_job_that_takes_long_is_waited_for(service: StandIn) -> None:
    service.looks = 1

    assert smoke_test(service, "--count", "2").exit_code == 0


def test_a_service_that_is_not_up_yet_is_tried_again(service: StandIn) -> None:
    service.faults = [Fault("POST", "recognitions", status=503)]

    assert smoke_test(service, "--count", "1").exit_code == 0


def test_an_accepted_job_without_an_answer_fails_the_test(service: StandIn) -> None:
    service.end = "job_failed"

    finished = smoke_test(service, "--count", "2", "--json")

    assert finished.exit_code == 1
    assert set(json.loads(finished.stdout)["failures"]) == {"drawn_0000.jpg", "drawn_0001.jpg"}


def test_pictures_come_from_a_folder(service: StandIn, tmp_path: Path) -> None:
    (tmp_path / "people").mkdir()
    (tmp_path / "people" / "somebody.jpg").write_bytes(drawn_face(1))

    finished = smoke_test(service, "--images", str(tmp_path))

    assert finished.exit_code == 0, finished.output
    assert [job.file_name for job in service.jobs.values()] == ["somebody.jpg"]


def test_a_folder_without_pictures_is_wrong_usage(service: StandIn, tmp_path: Path) -> None:
    finished = smoke_test(service, "--images", str(tmp_path))

    assert finished.exit_code == 2
    assert "no picture" in finished.stderr
