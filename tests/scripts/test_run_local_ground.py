"""The ground that `run_local` stands on: environment, ports, folders, one run per folder."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.local.environment import endpoint_environment, service_environment
from scripts.local.failures import AlreadyRuns, PartFailed, PortTaken
from scripts.local.folders import DataFolder
from scripts.local.lock import only_run
from scripts.local.ports import check_web_port, endpoint_port, free_port, is_free
from scripts.local.settings import LocalSettings

FOLDER = DataFolder(Path("/srv/facefleet"))
URL = "http://127.0.0.1:4566"
SOMEBODYS = {
    "PATH": "/bin",
    "AWS_PROFILE": "production",
    "AWS_SESSION_TOKEN": "secret",
    "AWS_ACCESS_KEY_ID": "AKIA",
    "AWS_ENDPOINT_URL_S3": "https://s3.example.com",
    "AWS_ROLE_ARN": "arn:aws:iam::1:role/admin",
    "BOTO_CONFIG": "/home/somebody/.boto",
    "HTTPS_PROXY": "http://proxy.example.com",
    "AUTH": "true",
    "FACEFLEET_MAX_WORKERS": "3",
}


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port on which another program listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def environment(**settings: str) -> dict[str, str]:
    return service_environment(SOMEBODYS, LocalSettings.model_validate(settings), FOLDER, URL)


def test_nobodys_account_reaches_a_part() -> None:
    aws = {name: value for name, value in environment().items() if name.startswith(("AWS_", "BOTO"))}

    assert aws == {
        "AWS_ENDPOINT_URL": URL,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "facefleet",
        "AWS_SECRET_ACCESS_KEY": "facefleet",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
    }


def test_everything_else_of_the_users_environment_does() -> None:
    assert environment()["FACEFLEET_MAX_WORKERS"] == "3"
    assert environment()["HTTPS_PROXY"] == "http://proxy.example.com"
    assert "127.0.0.1" in environment()["NO_PROXY"].split(",")


def test_what_a_killed_worker_held_is_back_soon_unless_the_user_says_otherwise() -> None:
    assert environment()["FACEFLEET_VISIBILITY_SECONDS"] == "15"
    assert environment(visibility_seconds="90")["FACEFLEET_VISIBILITY_SECONDS"] == "90"


def test_the_database_lies_in_the_data_folder_unless_another_is_named() -> None:
    named = environment(database_url="postgresql://somewhere/faces")

    assert environment()["FACEFLEET_DATABASE_URL"] == "sqlite:////srv/facefleet/facefleet.db"
    assert named["FACEFLEET_DATABASE_URL"] == "postgresql://somewhere/faces"


def test_the_endpoint_listens_on_this_machine_alone_and_knows_nothing_of_the_user() -> None:
    endpoint = endpoint_environment(environment(), FOLDER, 4567)

    assert (endpoint["BIND_HOST"], endpoint["GATEWAY_PORT"]) == ("127.0.0.1", "4567")
    assert endpoint["TMPDIR"].startswith("/srv/facefleet/")
    assert "AUTH" not in endpoint
    assert not any(name.startswith("AWS_") for name in endpoint)


def test_a_port_that_somebody_listens_on_is_not_free(taken_port: int) -> None:
    assert not is_free("127.0.0.1", taken_port)
    assert is_free("127.0.0.1", free_port())


def test_a_taken_web_port_is_told_with_its_variable(taken_port: int) -> None:
    with pytest.raises(PortTaken, match=rf"127\.0\.0\.1:{taken_port}.*FACEFLEET_PORT"):
        check_web_port("127.0.0.1", taken_port)


def test_an_endpoint_port_that_was_asked_for_is_used_or_refused(taken_port: int) -> None:
    wanted = free_port()

    assert endpoint_port(wanted) == wanted
    with pytest.raises(PortTaken, match="FACEFLEET_ENDPOINT_PORT"):
        endpoint_port(taken_port)


def test_without_a_wish_the_endpoint_gets_a_port_that_is_free() -> None:
    assert is_free("127.0.0.1", endpoint_port(None))


def test_a_folder_has_one_run_at_a_time(tmp_path: Path) -> None:
    with only_run(tmp_path), pytest.raises(AlreadyRuns), only_run(tmp_path):
        pass

    with only_run(tmp_path):  # free again
        pass


def test_the_logs_of_the_run_before_are_kept_aside(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    folder.make()
    folder.log("web").write_text("yesterday")

    folder.turn_logs()

    assert not folder.log("web").exists()
    assert (folder.logs / "web.log.1").read_text() == "yesterday"


def test_a_part_that_fails_shows_the_end_of_its_log(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    log.write_text("\n".join(f"line {number}" for number in range(100)))

    message = str(PartFailed("web", log))

    assert "line 99" in message
    assert "line 50" not in message
    assert "it is empty" in str(PartFailed("web", tmp_path / "none.log"))
