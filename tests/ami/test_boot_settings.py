"""A machine finds out at boot what it is to be."""

import stat
from pathlib import Path

import pytest

from ami.boot import settings
from ami.boot.metadata import Metadata, MetadataUnavailable
from tests.ami.metadata_service import INSTANCE, instance_metadata, metadata_service

USER_DATA = '# facefleet settings\nFACEFLEET_ROLE=web+controller\nFACEFLEET_STATE_BUCKET=the "bucket"\n'


def boot(folder: Path, answers: dict[str, str]) -> int:
    with metadata_service(answers) as url:
        return settings.main({settings.METADATA_URL: url}, folder)


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


def test_without_user_data_a_machine_takes_no_role(tmp_path: Path) -> None:
    assert boot(tmp_path, instance_metadata(None)) == 0

    assert list((tmp_path / "roles").iterdir()) == []


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


def test_the_metadata_service_is_waited_for() -> None:
    waited: list[float] = []
    metadata = Metadata("http://127.0.0.1:9", pause=waited.append)

    with pytest.raises(MetadataUnavailable, match="does not answer"):
        metadata.connect()

    assert sum(waited) == 60


def test_settings_are_for_all_to_read_and_only_the_unit_to_write(tmp_path: Path) -> None:
    boot(tmp_path, instance_metadata(USER_DATA))

    assert stat.S_IMODE((tmp_path / "settings.env").stat().st_mode) == 0o644
