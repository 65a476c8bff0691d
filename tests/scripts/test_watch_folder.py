"""Pictures that are put into a folder are taken, once each, and told in a log."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from scripts.client.command import ExitCode
from scripts.watch_folder import main
from tests.scripts.stand_in import Fault, StandIn
from tests.waiting import wait_until

MakePicture = Callable[[str, str], Path]
Take = Callable[..., int]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The watched folder."""
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


@pytest.fixture
def take(service: StandIn, folder: Path, stop: threading.Event) -> Take:
    """Run the command for what is in the folder now; return its exit code."""

    def run(*arguments: str) -> int:
        return main([str(folder), "--url", service.url, "--once", "--every", "0.01", *arguments], stop)

    return run


def log(folder: Path) -> list[dict[str, Any]]:
    """Return the transactions."""
    return [json.loads(line) for line in (folder / "out/transactions.jsonl").read_text().splitlines()]


def files(folder: Path) -> list[str]:
    """Return what lies in a folder and the folders in it."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def faces_by_name(service: StandIn) -> dict[str, int]:
    """Return how many faces each person of the service has."""
    return {person["name"]: len(service.faces[person["id"]]) for person in service.people.values()}


def test_faces_are_cut_out_and_everybody_is_logged(folder: Path, picture: MakePicture, take: Take) -> None:
    picture("in/group.jpg", "Ada,?")

    assert take() == ExitCode.WELL

    [transaction] = log(folder)
    ada, stranger = transaction["faces"]
    assert (transaction["file"], transaction["job_id"], len(transaction["sha256"])) == (
        "group.jpg",
        "job1",
        64,
    )
    assert (ada["name"], ada["verdict"], ada["similarity"], ada["crop"]) == (
        "Ada",
        "known",
        93.5,
        "faces/group_00.jpg",
    )
    assert (stranger["name"], stranger["unknown_id"], stranger["verdict"]) == (None, "4f1d09aa5e", "unknown")
    assert stranger["box"] == {"left": 50, "top": 20, "width": 39, "height": 39}
    assert (folder / "out/faces/group_01.jpg").read_text() == "? of group.jpg"
    assert files(folder) == [
        "out/done/group.jpg",
        "out/faces/group_00.jpg",
        "out/faces/group_01.jpg",
        "out/transactions.csv",
        "out/transactions.jsonl",
    ]


def test_pictures_named_by_a_person_enrol_them_before_others_are_asked_about(
    service: StandIn, folder: Path, picture: MakePicture, take: Take
) -> None:
    picture("in/a_group.jpg", "Ada")
    picture("in/name_Ada_Lovelace.jpg", "Ada")
    picture("in/name_Ada_Lovelace_2.jpg", "Ada")
    picture("in/enrol/Grace Hopper/1.jpg", "Grace")
    picture("in/enrol/Grace_Hopper_side.jpg", "Grace")

    assert take() == ExitCode.WELL

    assert faces_by_name(service) == {"Grace Hopper": 2, "Ada Lovelace": 2}
    transactions = log(folder)
    assert [each["fate"] for each in transactions] == [*["enrolled"] * 4, "recognised"]
    assert transactions[0]["faces"][0]["name"] == transactions[0]["person"] == "Grace Hopper"
    assert "out/done/enrol/Grace Hopper/1.jpg" in files(folder)


def test_refused_pictures_are_put_away_with_the_reason(
    folder: Path, picture: MakePicture, take: Take, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "notes.jpg").write_bytes(b"junk")
    (folder / "half.jpg").write_bytes(b"damaged")
    (folder / "name_Ada.jpg").write_bytes(b"who=Ada; poor=face_dark;")
    picture("in/good.jpg", "Ada")

    assert take() == ExitCode.SOME_FAILED

    refused = {path: (folder / "out/refused" / path).read_text() for path in files(folder / "out/refused")}
    assert refused["notes.jpg.txt"] == "not_an_image: This is no picture.\n"
    assert refused["half.jpg.txt"] == "damaged_image: It cannot be read.\n"
    assert refused["name_Ada.jpg.txt"].startswith("face_dark: ")
    assert len(refused) == 6
    assert sorted(each["fate"] for each in log(folder)) == ["recognised", *["refused"] * 3]
    assert "1 recognised, 0 enrolled, 3 refused, 0 left" in capsys.readouterr().err


def test_poor_faces_are_enrolled_by_force(service: StandIn, folder: Path, take: Take) -> None:
    (folder / "name_Ada.jpg").write_bytes(b"who=Ada; poor=face_dark;")

    assert take("--force") == ExitCode.WELL

    assert faces_by_name(service) == {"Ada": 1}


def test_a_picture_is_never_taken_twice_however_it_is_called(
    service: StandIn, folder: Path, take: Take, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a.jpg", "b.jpg", "c.jpg"):
        (folder / name).write_bytes(b"who=Ada;")
    take()
    (folder / "d.jpg").write_bytes(b"who=Ada;")
    capsys.readouterr()

    assert take() == ExitCode.WELL

    assert len(service.jobs) == len(log(folder)) == 1
    assert files(folder / "out/done") == ["a.jpg", "b.jpg", "c.jpg", "d.jpg"]
    assert "d.jpg: was taken before, as" in capsys.readouterr().err


def test_another_picture_of_the_same_name_overwrites_nothing(
    folder: Path, picture: MakePicture, take: Take
) -> None:
    for who in ("Ada", "Grace"):
        picture("in/snapshot.jpg", who)
        assert take() == ExitCode.WELL

    crops = [(folder / "out" / each["faces"][0]["crop"]).read_text() for each in log(folder)]
    assert crops == ["Ada of snapshot.jpg", "Grace of snapshot.jpg"]
    assert len(files(folder / "out/done")) == len(files(folder / "out/faces")) == 2


def test_kept_pictures_stay_and_a_restart_does_nothing_twice(
    service: StandIn, folder: Path, picture: MakePicture, take: Take
) -> None:
    picture("in/a.jpg", "Ada")
    picture("in/name_Grace.jpg", "Grace")
    take("--keep")
    asked = service.requests.total()

    assert take("--keep") == ExitCode.WELL

    assert service.requests.total() == asked
    assert len(log(folder)) == 2
    assert {"a.jpg", "name_Grace.jpg"} < set(files(folder))


def test_what_was_logged_and_not_put_away_yet_is_put_away_by_the_next_run(
    service: StandIn, folder: Path, picture: MakePicture, take: Take
) -> None:
    picture("in/a.jpg", "Ada")
    (folder / "b.jpg").write_bytes(b"junk")
    take("--keep")  # as if it had been killed before it moved them
    asked = service.requests.total()

    take()

    assert service.requests.total() == asked
    assert len(log(folder)) == 2
    assert files(folder / "out/done") == ["a.jpg"]
    assert files(folder / "out/refused") == ["b.jpg", "b.jpg.txt"]


def test_a_watch_that_is_killed_in_the_middle_loses_nothing_and_does_nothing_twice(
    service: StandIn, folder: Path, picture: MakePicture, take: Take
) -> None:
    picture("in/name_Grace.jpg", "Grace")
    for number in range(6):
        picture(f"in/{number}.jpg", "Ada")
    service.open_gate.clear()
    command = [sys.executable, "-m", "scripts.watch_folder", str(folder), "--url", service.url]
    process = subprocess.Popen([*command, "--every", "0.05"], cwd=ROOT, stdout=subprocess.DEVNULL)
    service.wait_for(lambda: service.arrived >= 3)
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    service.open_gate.set()  # now the uploads are taken, and nobody hears the answers
    service.wait_for(lambda: len(service.jobs) >= 4)

    assert take() == ExitCode.WELL

    assert len(service.jobs) == 7
    assert faces_by_name(service) == {"Grace": 1}
    assert sorted(each["file"] for each in log(folder)) == [*(f"{n}.jpg" for n in range(6)), "name_Grace.jpg"]
    assert len(files(folder / "out/done")) == 7


def test_pictures_wait_in_the_folder_while_the_service_is_away(
    service: StandIn, folder: Path, picture: MakePicture, take: Take, capsys: pytest.CaptureFixture[str]
) -> None:
    picture("in/a.jpg", "Ada")
    service.stop()
    assert take("--patience", "0") == ExitCode.SOME_FAILED
    assert "a.jpg: failed, no answer from" in capsys.readouterr().err
    assert log(folder) == []

    service.start()

    assert take() == ExitCode.WELL
    assert files(folder / "out/done") == ["a.jpg"]


@pytest.mark.parametrize(
    "fault",
    [
        Fault("POST", "/recognitions", cuts_the_answer=True),
        Fault("POST", "/recognitions", status=503, retry_after=0.01),
        Fault("GET", "/crops", cuts_the_answer=True),
        Fault("GET", "/crops", status=502),
    ],
    ids=lambda fault: f"{fault.path} {'cut' if fault.cuts_the_answer else fault.status}",
)
def test_a_service_that_stumbles_is_asked_again(
    service: StandIn, folder: Path, picture: MakePicture, take: Take, fault: Fault
) -> None:
    service.faults.append(fault)
    picture("in/a.jpg", "Ada")

    assert take() == ExitCode.WELL

    assert service.faults == []
    assert len(service.jobs) == 1
    assert files(folder / "out/faces") == ["a_00.jpg"]


@pytest.mark.parametrize("status", [404, 409, 500])
def test_what_is_not_about_the_picture_leaves_it_where_it_is(
    service: StandIn, folder: Path, picture: MakePicture, take: Take, status: int
) -> None:
    service.faults.append(Fault("POST", "/recognitions", status=status))
    picture("in/a.jpg", "Ada")

    assert take() == ExitCode.SOME_FAILED

    assert (folder / "a.jpg").exists()
    assert log(folder) == []


def test_faces_of_jobs_that_keep_none_are_cut_out_by_a_job_of_their_own(
    service: StandIn, folder: Path, picture: MakePicture, take: Take
) -> None:
    service.keeps_crops = False
    picture("in/a.jpg", "Ada")

    assert take() == ExitCode.WELL

    assert [job.path for job in service.jobs.values()] == ["/api/v1/recognitions", "/api/v1/crops"]
    assert log(folder)[0]["job_id"] == "job1"
    assert files(folder / "out/faces") == ["a_00.jpg"]


def test_sightings_are_told_with_the_source_and_the_time_of_the_file(
    service: StandIn, folder: Path, picture: MakePicture, take: Take
) -> None:
    path = picture("in/a.jpg", "Ada")
    changed_at = path.stat().st_mtime

    take("--source", "door", "--collection", "press")

    [job] = service.jobs.values()
    assert (job.form["source"], job.form["collection"]) == ("door", "press")
    assert datetime.fromisoformat(job.form["captured_at"]).timestamp() == pytest.approx(changed_at, abs=0.001)
    assert (log(folder)[0]["source"], log(folder)[0]["collection"]) == ("door", "press")


def test_a_file_of_tomorrow_has_no_time(
    service: StandIn, folder: Path, picture: MakePicture, take: Take
) -> None:
    os.utime(picture("in/a.jpg", "Ada"), (4e9, 4e9))

    assert take() == ExitCode.WELL

    assert [job.form for job in service.jobs.values()] == [{"collection": "default"}]


def test_links_hidden_files_and_other_files_are_passed_over(
    service: StandIn, folder: Path, picture: MakePicture, take: Take, tmp_path: Path
) -> None:
    (folder / "link.jpg").symlink_to(picture("secret.jpg", "Ada"))
    (tmp_path / "private").mkdir()
    picture("private/name_Ada.jpg", "Ada")
    (folder / "enrol").symlink_to(tmp_path / "private")
    for name in (".hidden.jpg", "a.jpg.part", "notes.txt", "sub/a.jpg"):
        picture(f"in/{name}", "Ada")

    assert take() == ExitCode.WELL

    assert service.requests.total() == 0


def test_a_file_name_of_broken_bytes_is_taken_like_any_other(folder: Path, take: Take) -> None:
    path = folder / os.fsdecode(b"caf\xe9\n.jpg")
    path.write_bytes(b"who=Ada;")

    assert take() == ExitCode.WELL

    assert log(folder)[0]["file"] == "caf\ufffd\ufffd.jpg"
    assert not path.exists()


def test_each_picture_is_told_in_a_line_or_as_json(
    folder: Path, picture: MakePicture, take: Take, capsys: pytest.CaptureFixture[str]
) -> None:
    picture("in/a.jpg", "Ada,?")
    picture("in/name_Grace.jpg", "Grace")
    take()
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("  ", 1)[1] for line in lines] == [
        "name_Grace.jpg  enrolled as Grace",
        "a.jpg  Ada 94 %, unknown 4f1d09aa",
    ]

    picture("in/b.jpg", "")
    take("--json")

    assert json.loads(capsys.readouterr().out) == log(folder)[2]


def test_a_watch_takes_pictures_as_they_come_until_it_is_stopped(
    service: StandIn, folder: Path, picture: MakePicture, stop: threading.Event
) -> None:
    codes: list[int] = []
    arguments = [str(folder), "--url", service.url, "--every", "0.01"]
    watch = threading.Thread(target=lambda: codes.append(main(arguments, stop)))
    watch.start()
    picture("in/a.jpg", "Ada")
    wait_until(lambda: (folder / "out/done/a.jpg").exists(), 10)
    # written under another name, and renamed into place
    picture("in/b.jpg.part", "Ada").rename(folder / "b.jpg")
    wait_until(lambda: (folder / "out/done/b.jpg").exists(), 10)
    stop.set()
    watch.join(10)

    assert codes == [ExitCode.INTERRUPTED]
    assert [each["file"] for each in log(folder)] == ["a.jpg", "b.jpg"]


def test_a_picture_that_took_the_place_of_the_one_under_way_is_taken_too(
    service: StandIn, folder: Path, picture: MakePicture, stop: threading.Event
) -> None:
    service.open_gate.clear()
    watch = threading.Thread(
        target=lambda: main([str(folder), "--url", service.url, "--every", "0.01"], stop)
    )
    picture("in/snapshot.jpg", "Ada")
    watch.start()
    service.wait_for(lambda: service.arrived == 1)
    picture("new.jpg", "Grace").rename(folder / "snapshot.jpg")
    service.open_gate.set()
    wait_until(lambda: (folder / "out/done/snapshot.jpg").exists(), 10)
    stop.set()
    watch.join(10)

    assert [each["faces"][0]["name"] for each in log(folder)] == ["Ada", "Grace"]
    assert b"Grace" in (folder / "out/done/snapshot.jpg").read_bytes()


def test_a_folder_that_goes_away_ends_the_watch(
    service: StandIn, folder: Path, stop: threading.Event, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    codes: list[int] = []
    arguments = [str(folder), "--out", str(tmp_path / "out"), "--url", service.url, "--every", "0.01"]
    watch = threading.Thread(target=lambda: codes.append(main(arguments, stop)))
    watch.start()
    wait_until((tmp_path / "out/transactions.csv").exists, 10)
    folder.rmdir()
    watch.join(10)

    assert codes == [ExitCode.SOME_FAILED]
    assert "cannot be looked into" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["nowhere"],
        ["in", "--every", "0"],
        ["in", "--enrol-prefix", ""],
        ["in", "--source", ""],
        ["in", "--collection", "no spaces"],
        ["in", "--out", "in/enrol/out"],
        ["in", "--out", "in/a.jpg"],
        ["out/faces", "--out", "out"],
        ["in", "--url", "localhost:8000"],
    ],
)
def test_wrong_usage_is_told_before_anything_is_sent(
    service: StandIn,
    folder: Path,
    picture: MakePicture,
    tmp_path: Path,
    arguments: list[str],
    stop: threading.Event,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FACEFLEET_URL", service.url)
    (tmp_path / "out/faces").mkdir(parents=True)
    picture("in/a.jpg", "Ada")

    with pytest.raises(SystemExit) as caught:
        main([*arguments, "--once"], stop)

    assert caught.value.code == ExitCode.WRONG_USAGE
    assert not service.requests


def test_stopping_is_told_by_the_exit_code(
    folder: Path, picture: MakePicture, take: Take, stop: threading.Event
) -> None:
    picture("in/a.jpg", "Ada")
    stop.set()

    assert take() == ExitCode.INTERRUPTED

    assert (folder / "a.jpg").exists()
