"""A batch gets an answer for every picture, through refusals, restarts and interruptions."""

import csv
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.batch_upload import main
from scripts.client.command import ExitCode
from tests.scripts.stand_in import Fault, StandIn

MakePicture = Callable[[str, str], Path]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path, picture: MakePicture) -> Path:
    """Twelve pictures: ten of Ada, a stranger, nobody."""
    for number in range(10):
        picture(f"in/{number}.jpg", "Ada")
    picture("in/stranger.jpg", "?")
    picture("in/wall.jpg", "")
    return tmp_path / "in"


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """Where the table goes."""
    return tmp_path / "out.csv"


def table(path: Path) -> list[dict[str, str]]:
    """Read a table."""
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_every_picture_has_its_row_in_order(
    service: StandIn, folder: Path, output: Path, picture: MakePicture, stop: threading.Event
) -> None:
    picture("in/pair.jpg", "Ada,Zoë")

    code = main([str(folder), "--url", service.url, "--output", str(output)], stop)

    rows = {Path(row["path"]).name: row for row in table(output)}
    assert code == ExitCode.WELL
    assert list(rows) == sorted(rows)
    assert (rows["0.jpg"]["status"], rows["0.jpg"]["outcome"]) == ("done", "recognised")
    assert (rows["0.jpg"]["similarity"], rows["0.jpg"]["distance"]) == ("93.5", "0.41")
    assert (rows["pair.jpg"]["names"], rows["pair.jpg"]["faces"]) == ("Ada; Zoë", "2")
    assert (rows["stranger.jpg"]["outcome"], rows["stranger.jpg"]["names"]) == ("unknown", "")
    assert (rows["wall.jpg"]["outcome"], rows["wall.jpg"]["faces"]) == ("no_face", "0")


def test_json_lines_end_with_the_summary(
    service: StandIn, folder: Path, stop: threading.Event, capsys: pytest.CaptureFixture[str]
) -> None:
    main([str(folder), "--url", service.url, "--json"], stop)

    *rows, summary = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {row["names"][0] for row in rows if row["names"]} == {"Ada"}
    assert summary["summary"]["outcomes"] == {"recognised": 10, "unknown": 1, "no_face": 1}
    assert summary["summary"]["pictures"] == summary["summary"]["sent"] == 12


def test_rows_go_to_standard_output_as_csv(
    service: StandIn, folder: Path, stop: threading.Event, capsys: pytest.CaptureFixture[str]
) -> None:
    main([str(folder), "--url", service.url], stop)

    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert len(rows) == 12


def test_refused_pictures_are_told_and_do_not_stop_the_others(
    service: StandIn,
    folder: Path,
    output: Path,
    stop: threading.Event,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (folder / "broken.jpg").write_bytes(b"junk")
    (folder / "empty.jpg").touch()

    code = main([str(folder), "--url", service.url, "--output", str(output)], stop)

    assert code == ExitCode.SOME_FAILED
    assert [row["status"] for row in table(output)].count("refused") == 2
    assert "broken.jpg: not_an_image" in capsys.readouterr().err
    assert not output.with_name("out.csv.journal").exists(), "nothing is left to be tried again"


def test_a_restart_of_the_server_loses_and_doubles_nothing(
    service: StandIn, folder: Path, output: Path, stop: threading.Event
) -> None:
    service.faults += [Fault("POST", "/recognitions", cuts_the_answer=True) for _ in range(3)]
    service.open_gate.clear()
    codes: list[int] = []
    arguments = [str(folder), "--url", service.url, "--output", str(output), "--concurrency", "4"]
    batch = threading.Thread(target=lambda: codes.append(main(arguments, stop)))
    batch.start()
    service.wait_for(lambda: service.requests["POST /api/v1/recognitions"] >= 4)

    service.stop()
    service.open_gate.set()
    service.wait_for(lambda: len(service.jobs) >= 4)
    service.start()
    batch.join(20)

    assert codes == [ExitCode.WELL]
    assert {row["status"] for row in table(output)} == {"done"}
    assert sorted(job.file_name for job in service.jobs.values()) == sorted(p.name for p in folder.iterdir())


def test_jobs_that_take_long_and_a_busy_server_are_waited_for(
    service: StandIn, folder: Path, stop: threading.Event
) -> None:
    service.looks = 1
    service.faults += [
        Fault("GET", "/jobs/", status=503, retry_after=0.01),
        Fault("POST", "/recognitions", status=429, retry_after=0.01),
        Fault("GET", "/jobs/", cuts_the_answer=True),
    ]

    code = main([str(folder / "1.jpg"), "--url", service.url], stop)

    assert code == ExitCode.WELL
    assert len(service.jobs) == 1


def test_failed_pictures_alone_are_sent_again_by_the_next_run(
    service: StandIn,
    folder: Path,
    output: Path,
    stop: threading.Event,
    capsys: pytest.CaptureFixture[str],
) -> None:
    service.faults.append(Fault("POST", "/recognitions", status=500))
    arguments = [str(folder), "--url", service.url, "--output", str(output)]
    assert main(arguments, stop) == ExitCode.SOME_FAILED
    assert [row["status"] for row in table(output)].count("failed") == 1
    service.requests.clear()

    code = main(arguments, stop)

    assert code == ExitCode.WELL
    assert service.requests["POST /api/v1/recognitions"] == 1
    assert "Going on: 11 of 12 were done before" in capsys.readouterr().err
    assert {row["status"] for row in table(output)} == {"done"}


def test_an_expired_job_is_a_new_job_in_the_next_run(
    service: StandIn, folder: Path, output: Path, stop: threading.Event
) -> None:
    arguments = [str(folder / "1.jpg"), "--url", service.url, "--output", str(output)]
    service.end = "expired"
    assert main(arguments, stop) == ExitCode.SOME_FAILED
    assert table(output)[0]["status"] == "expired"

    service.end = "done"

    assert main(arguments, stop) == ExitCode.WELL
    assert [job.id for job in service.jobs.values()] == ["job2"]


def test_a_finished_batch_begins_anew_the_next_time(
    service: StandIn, folder: Path, output: Path, stop: threading.Event
) -> None:
    arguments = [str(folder), "--url", service.url, "--output", str(output)]
    main(arguments, stop)

    main(arguments, stop)

    assert service.requests["POST /api/v1/recognitions"] == 24
    assert len(service.jobs) == 24


def test_an_unfinished_batch_begins_anew_when_it_is_asked_to(
    service: StandIn, folder: Path, output: Path, stop: threading.Event
) -> None:
    service.faults.append(Fault("POST", "/recognitions", status=500))
    arguments = [str(folder), "--url", service.url, "--output", str(output)]
    main(arguments, stop)
    service.requests.clear()

    main([*arguments, "--fresh"], stop)

    assert service.requests["POST /api/v1/recognitions"] == 12


def test_ctrl_c_ends_it_and_the_next_run_goes_on(
    service: StandIn, folder: Path, output: Path, stop: threading.Event
) -> None:
    command = [sys.executable, "-m", "scripts.batch_upload", str(folder), "--url", service.url]
    command += ["--output", str(output), "--concurrency", "1"]
    with service.changed:
        service.faults.append(Fault("POST", "/recognitions", status=503, retry_after=3600))
    process = subprocess.Popen([*command, "--patience", "9999"], cwd=ROOT, stderr=subprocess.PIPE)
    # the first picture is asked to wait for an hour; the others, sent before or after, do not matter
    service.wait_for(lambda: service.requests["POST /api/v1/recognitions"] >= 1)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)

    assert process.returncode == ExitCode.INTERRUPTED
    assert b"Stopping" in said
    assert b"Traceback" not in said
    assert table(output) == []

    assert main([str(folder), "--url", service.url, "--output", str(output)], stop) == ExitCode.WELL
    assert len(table(output)) == len(service.jobs) == 12


def test_what_was_done_before_stopping_is_written(
    service: StandIn, folder: Path, output: Path, stop: threading.Event
) -> None:
    service.faults.append(Fault("POST", "/recognitions", status=503, retry_after=3600))
    arguments = [str(folder), "--url", service.url, "--output", str(output), "--concurrency", "2"]
    codes: list[int] = []
    batch = threading.Thread(target=lambda: codes.append(main([*arguments, "--patience", "9999"], stop)))
    batch.start()
    # one thread is asked to wait for an hour, the other does the rest
    service.wait_for(lambda: len(service.jobs) == 11)
    stop.set()
    batch.join(10)

    assert codes == [ExitCode.INTERRUPTED]
    assert len(table(output)) == 11
    assert main(arguments, threading.Event()) == ExitCode.WELL
    assert len(service.jobs) == 12


@pytest.mark.parametrize(("least", "code"), [("0.5", ExitCode.WELL), ("0.95", ExitCode.SOME_FAILED)])
def test_accuracy_counts_for_the_exit_code_where_one_is_asked_for(
    service: StandIn,
    folder: Path,
    tmp_path: Path,
    stop: threading.Event,
    capsys: pytest.CaptureFixture[str],
    least: str,
    code: ExitCode,
) -> None:
    (tmp_path / "e.csv").write_text("image,name\n0.jpg,Ada\n1,ada\n2,Ada\nstranger,Grace\nwall,no_face\n")
    arguments = [str(folder), "--url", service.url, "--expected", str(tmp_path / "e.csv")]

    assert main(arguments, stop) == ExitCode.WELL
    assert main([*arguments, "--min-accuracy", least], stop) == code

    said = capsys.readouterr().err
    assert "accuracy 80.00 % (4 of 5)" in said
    assert "stranger.jpg: expected Grace, answered unknown" in said


def test_plain_uploads_go_to_the_root_and_bring_names(
    service: StandIn, folder: Path, output: Path, stop: threading.Event
) -> None:
    service.faults.append(Fault("POST", "/", status=503, retry_after=0.01))

    code = main([str(folder), "--url", service.url, "--plain", "--output", str(output)], stop)

    assert code == ExitCode.WELL
    assert sorted(service.plain_names) == sorted(path.name for path in folder.iterdir())
    by_name = {Path(row["path"]).name: row for row in table(output)}
    assert by_name["3.jpg"]["names"] == "Ada"
    assert by_name["stranger.jpg"]["outcome"] == "unknown"
    assert by_name["wall.jpg"]["outcome"] == "no_face"


@pytest.mark.parametrize(
    "arguments",
    [
        ["nowhere/"],
        ["in", "--output", "out.txt"],
        ["in", "--output", "nowhere/out.csv"],
        ["in", "--min-accuracy", "0.9"],
        ["in", "--expected", "nothing.csv"],
        ["in", "in2", "--plain"],
        ["in", "--plain", "--collection", "press"],
    ],
)
def test_wrong_usage_is_told_before_anything_is_sent(
    service: StandIn,
    picture: MakePicture,
    tmp_path: Path,
    arguments: list[str],
    stop: threading.Event,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    picture("in/a.jpg", "Ada")
    picture("in2/a.jpg", "Ada")

    with pytest.raises(SystemExit) as caught:
        main([*arguments, "--url", service.url], stop)

    assert caught.value.code == ExitCode.WRONG_USAGE
    assert not service.requests


def test_a_journal_of_another_collection_is_not_gone_on_with(
    service: StandIn, folder: Path, output: Path, stop: threading.Event
) -> None:
    service.faults.append(Fault("POST", "/recognitions", status=500))
    arguments = [str(folder), "--url", service.url, "--output", str(output)]
    main(arguments, stop)

    with pytest.raises(SystemExit):
        main([*arguments, "--collection", "press"], stop)


def test_a_reader_that_goes_away_is_no_reason_for_a_traceback(service: StandIn, folder: Path) -> None:
    command = [sys.executable, "-m", "scripts.batch_upload", str(folder), "--url", service.url]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.close()
    _, said = process.communicate(timeout=20)

    assert process.returncode == ExitCode.SOME_FAILED
    assert b"Traceback" not in said


@pytest.mark.parametrize("command", ["batch_upload", "enroll_folder", "camera_client", "watch_folder"])
def test_help_shows_examples(command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", f"scripts.{command}", "--help"], cwd=ROOT, capture_output=True, text=True
    )

    assert done.returncode == 0
    assert f"python -m scripts.{command}" in done.stdout
    assert "examples:" in done.stdout
    assert "exit codes:" in done.stdout
