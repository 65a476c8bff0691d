"""A folder of people becomes a collection, once, however often it is enrolled."""

import json
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.client.command import ExitCode
from scripts.enroll_folder import main
from tests.scripts.stand_in import Fault, StandIn

MakePicture = Callable[[str, str], Path]


@pytest.fixture
def folder(tmp_path: Path, picture: MakePicture) -> Path:
    """Two people with two pictures each, one of which is named by its file."""
    for path, who in [
        ("people/Ada_Lovelace/1.jpg", "Ada"),
        ("people/Ada_Lovelace/2.jpg", "Ada"),
        ("people/grace.jpg", "Grace"),
        ("people/grace_2.jpg", "Grace"),
    ]:
        picture(path, who)
    return tmp_path / "people"


def faces_by_name(service: StandIn) -> dict[str, int]:
    """Return how many faces each person of the service has."""
    return {person["name"]: len(service.faces[person["id"]]) for person in service.people.values()}


def test_everybody_is_enrolled_with_all_pictures(
    service: StandIn, folder: Path, stop: threading.Event
) -> None:
    code = main([str(folder), "--url", service.url], stop)

    assert code == ExitCode.WELL
    assert faces_by_name(service) == {"Ada Lovelace": 2, "grace": 2}


def test_a_second_run_adds_what_is_new_and_nothing_twice(
    service: StandIn,
    folder: Path,
    picture: MakePicture,
    stop: threading.Event,
    capsys: pytest.CaptureFixture[str],
) -> None:
    main([str(folder), "--url", service.url], stop)
    picture("people/grace_3.jpg", "Grace")
    capsys.readouterr()

    code = main([str(folder), "--url", service.url, "--json"], stop)

    assert code == ExitCode.WELL
    assert faces_by_name(service) == {"Ada Lovelace": 2, "grace": 3}
    report = json.loads(capsys.readouterr().out)
    assert (report["enrolled"], report["already"], report["refused"]) == (1, 4, 0)


def test_refused_pictures_are_named_with_the_reason(
    service: StandIn,
    folder: Path,
    picture: MakePicture,
    stop: threading.Event,
    capsys: pytest.CaptureFixture[str],
) -> None:
    picture("people/Alan/wall.jpg", "")
    (folder / "Alan/junk.jpg").write_bytes(b"junk")

    code = main([str(folder), "--url", service.url], stop)

    said = capsys.readouterr().err
    assert code == ExitCode.SOME_FAILED
    assert "Alan/wall.jpg: refused, no_face: There is no answer." in said
    assert "Alan/junk.jpg: refused, not_an_image" in said
    assert "Without any picture: Alan" in said
    assert faces_by_name(service)["grace"] == 2


@pytest.mark.parametrize("looks", [0, 1], ids=["at once", "after a 202"])
@pytest.mark.parametrize("code", ["several_faces", "face_blurred"])
def test_pictures_that_do_not_serve_are_refused_with_the_reason_and_the_rest_goes_on(
    service: StandIn,
    folder: Path,
    stop: threading.Event,
    capsys: pytest.CaptureFixture[str],
    code: str,
    looks: int,
) -> None:
    service.end, service.looks = code, looks

    exit_code = main([str(folder), "--url", service.url, "--json"], stop)

    out, said = capsys.readouterr()
    report = json.loads(out)
    assert exit_code == ExitCode.SOME_FAILED
    assert (report["refused"], report["failed"]) == (4, 0)
    assert f"grace_2.jpg: refused, {code}: There is no answer." in said


def test_poor_faces_are_enrolled_by_force_and_once(
    service: StandIn,
    folder: Path,
    stop: threading.Event,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (folder / "grace_3.jpg").write_bytes(b"who=Grace; poor=face_dark;")
    assert main([str(folder), "--url", service.url], stop) == ExitCode.SOME_FAILED
    assert "grace_3.jpg: refused, face_dark" in capsys.readouterr().err

    codes = [main([str(folder), "--url", service.url, "--force"], stop) for _ in range(2)]

    assert codes == [ExitCode.WELL, ExitCode.WELL]
    assert faces_by_name(service) == {"Ada Lovelace": 2, "grace": 3}


def test_force_enrols_nobody_of_several(service: StandIn, folder: Path, stop: threading.Event) -> None:
    service.end = "several_faces"

    assert main([str(folder), "--url", service.url, "--force"], stop) == ExitCode.SOME_FAILED

    assert faces_by_name(service) == {"Ada Lovelace": 0, "grace": 0}


def test_a_group_photo_is_remarked_upon(
    service: StandIn,
    folder: Path,
    picture: MakePicture,
    stop: threading.Event,
    capsys: pytest.CaptureFixture[str],
) -> None:
    picture("people/grace_3.jpg", "Grace,Ada")

    assert main([str(folder), "--url", service.url], stop) == ExitCode.WELL

    assert "the largest of 2 faces was taken for grace" in capsys.readouterr().err


def test_nothing_is_lost_or_doubled_when_the_server_fails_in_between(
    service: StandIn, folder: Path, stop: threading.Event
) -> None:
    service.faults += [
        Fault("GET", "/people", status=503, retry_after=0),
        Fault("POST", "/people", cuts_the_answer=True),
        Fault("POST", "/faces", cuts_the_answer=True),
        Fault("POST", "/faces", status=429, retry_after=0.1),
        Fault("GET", "/faces", status=502),
    ]

    code = main([str(folder), "--url", service.url], stop)

    assert code == ExitCode.WELL
    assert faces_by_name(service) == {"Ada Lovelace": 2, "grace": 2}
    assert service.faults == []


def test_a_picture_whose_job_expired_is_enrolled_by_the_next_run(
    service: StandIn, folder: Path, stop: threading.Event
) -> None:
    service.end = "expired"
    assert main([str(folder), "--url", service.url], stop) == ExitCode.SOME_FAILED
    assert faces_by_name(service) == {"Ada Lovelace": 0, "grace": 0}

    service.end = "done"

    assert main([str(folder), "--url", service.url], stop) == ExitCode.WELL
    assert faces_by_name(service) == {"Ada Lovelace": 2, "grace": 2}


def test_a_face_that_was_deleted_by_hand_stays_deleted(
    service: StandIn, folder: Path, stop: threading.Event, capsys: pytest.CaptureFixture[str]
) -> None:
    main([str(folder), "--url", service.url], stop)
    service.delete_faces()
    capsys.readouterr()

    code = main([str(folder), "--url", service.url, "--json"], stop)

    out, said = capsys.readouterr()
    assert code == ExitCode.WELL
    assert json.loads(out)["removed"] == 4
    assert "grace.jpg: its face was deleted after an earlier run" in said


def test_a_server_that_stays_away_fails_everybody_by_name(
    service: StandIn, folder: Path, stop: threading.Event, capsys: pytest.CaptureFixture[str]
) -> None:
    service.stop()

    code = main([str(folder), "--url", service.url, "--patience", "0", "--json"], stop)

    assert code == ExitCode.SOME_FAILED
    assert json.loads(capsys.readouterr().out)["failed"] == 4


def test_collection_limit_and_names_are_as_asked(
    service: StandIn, folder: Path, stop: threading.Event
) -> None:
    arguments = ["--collection", "press", "--limit-per-person", "1", "--keep-underscores"]

    main([str(folder), "--url", service.url, *arguments], stop)

    assert faces_by_name(service) == {"Ada_Lovelace": 1, "grace": 1}
    assert {person["collection"] for person in service.people.values()} == {"press"}


def test_stopping_is_told_by_the_exit_code(service: StandIn, folder: Path, stop: threading.Event) -> None:
    stop.set()

    assert main([str(folder), "--url", service.url], stop) == ExitCode.INTERRUPTED
    assert service.people == {}


@pytest.mark.parametrize(
    "arguments", [["nowhere"], ["."], [".", "--concurrency", "0"], [".", "--url", "localhost:8000"]]
)
def test_wrong_usage_is_told_at_once(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop: threading.Event
) -> None:
    monkeypatch.chdir(tmp_path)

    with pytest.raises(SystemExit) as caught:
        main(arguments, stop)

    assert caught.value.code == ExitCode.WRONG_USAGE
