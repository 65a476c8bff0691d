"""A machine finds out at boot what it is to be."""

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from ami.boot import settings
from tests.ami.metadata_service import INSTANCE, ROLE, Answer, instance_metadata, metadata_service

USER_DATA = '# facefleet settings\nFACEFLEET_ROLE=web+controller\nFACEFLEET_STATE_BUCKET=the "bucket"\n'


def refuse_to_wait(_seconds: float) -> None:
    raise AssertionError("there is nothing to wait for")


def boot(folder: Path, answers: dict[str, Answer], pause: Callable[[float], None] = refuse_to_wait) -> int:
    with metadata_service(answers) as url:
        return settings.main({settings.METADATA_URL: url}, folder, pause)


def test_the_settings_and_the_roles_lie_where_the_units_look(tmp_path: Path) -> None:
    assert boot(tmp_path, instance_metadata(USER_DATA)) == 0

    lines = (tmp_path / "settings.env").read_text().splitlines()
    assert 'FACEFLEET_STATE_BUCKET="the \\"bucket\\""' in lines
    assert f'FACEFLEET_WORKER_ID="{INSTANCE}"' in lines
    assert {path.name for path in (tmp_path / "roles").iterdir()} == {"web", "controller"}


def test_the_region_is_the_machines_own_unless_told(tmp_path: Path) -> None:
    boot(tmp_path, instance_metadata(USER_DATA))
    assert 'AWS_DEFAULT_REGION="us-east-1"' in (tmp_path / "settings.env").read_text()

    boot(tmp_path, instance_metadata(USER_DATA + "AWS_DEFAULT_REGION=eu-west-3\n"))
    assert 'AWS_DEFAULT_REGION="eu-west-3"' in (tmp_path / "settings.env").read_text()


def test_wrong_user_data_fails_the_boot_and_leaves_nothing_to_start_with(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert boot(tmp_path, instance_metadata("# facefleet settings\nFACEFLEET_ROLE=worker\nnonsense\n")) == 1

    assert list(tmp_path.iterdir()) == []
    assert "line 3 of the user data" in capsys.readouterr().err


def test_a_machine_without_an_id_fails_the_boot(tmp_path: Path) -> None:
    answers = instance_metadata(USER_DATA)
    del answers["meta-data/instance-id"]

    assert boot(tmp_path, answers) == 1


def test_settings_are_for_all_to_read_and_only_the_unit_to_write(tmp_path: Path) -> None:
    boot(tmp_path, instance_metadata(USER_DATA))

    assert stat.S_IMODE((tmp_path / "settings.env").stat().st_mode) == 0o644


def test_boto3_is_told_to_be_patient_with_the_metadata_service_unless_the_user_data_say_how(
    tmp_path: Path,
) -> None:
    boot(tmp_path, instance_metadata(USER_DATA + "AWS_METADATA_SERVICE_TIMEOUT=9\n"))

    lines = (tmp_path / "settings.env").read_text().splitlines()
    assert 'AWS_METADATA_SERVICE_NUM_ATTEMPTS="5"' in lines
    assert 'AWS_METADATA_SERVICE_TIMEOUT="9"' in lines


def test_the_credentials_of_the_role_are_waited_for(tmp_path: Path) -> None:
    served = instance_metadata(USER_DATA)
    answers = {path: answer for path, answer in served.items() if not path.startswith(ROLE)}
    waited: list[float] = []

    def pause(seconds: float) -> None:
        assert not (tmp_path / "roles").exists(), "no unit may start yet"
        waited.append(seconds)
        if len(waited) == 3:
            answers.update(served)

    assert boot(tmp_path, answers, pause) == 0

    assert waited == [1, 1, 1]
    assert (tmp_path / "roles" / "web").exists()


def test_a_machine_without_a_role_says_so_and_stays_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers, waited = instance_metadata(USER_DATA), list[float]()
    del answers[ROLE]

    assert boot(tmp_path, answers, waited.append) == 0

    assert sum(waited) == 60
    assert "No role gives this machine AWS credentials" in capsys.readouterr().err
    assert (tmp_path / "roles" / "controller").exists()  # which asks again, each time it is started


@pytest.mark.parametrize("user_data", [None, "#!/bin/sh\n", b"\x1f\x8b\x08\x00\xff compressed"])
def test_somebody_elses_machine_takes_no_role_and_needs_none(
    tmp_path: Path, user_data: str | bytes | None
) -> None:
    answers = instance_metadata(user_data)
    del answers[ROLE]

    assert boot(tmp_path, answers) == 0

    assert list((tmp_path / "roles").iterdir()) == []
