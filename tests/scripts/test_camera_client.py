"""A film, a folder and a camera are watched through the service."""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import cv2
import pytest

from scripts.camera_client import main
from scripts.client.camera.frames import Frame
from scripts.client.command import ExitCode
from tests.scripts.client.camera.pictures import frame, read_film, scene, write_film
from tests.scripts.stand_in import Fault, StandIn


@pytest.fixture
def watch(
    service: StandIn, tmp_path: Path, capsys: pytest.CaptureFixture[str], stop: threading.Event
) -> Callable[..., tuple[int, list[dict[str, Any]], str]]:
    """Run the command; return its exit code, its JSON lines, and what it said."""

    def run(*arguments: str) -> tuple[int, list[dict[str, Any]], str]:
        spool = ["--spool", str(tmp_path / "spool")]
        code = main([*arguments, "--url", service.url, "--json", *spool], stop)
        out, said = capsys.readouterr()
        return code, [json.loads(line) for line in out.splitlines()], said

    return run


Watch = Callable[..., tuple[int, list[dict[str, Any]], str]]


def test_a_film_is_watched_to_its_end_and_only_motion_is_sent(
    service: StandIn, watch: Watch, tmp_path: Path
) -> None:
    service.default_names = ["Ada", "?"]
    film = write_film(tmp_path / "film.avi", [None, None, None, 20, 20, 100, 100, None])

    code, seen, said = watch(str(film), "--fps", "10")

    assert code == ExitCode.WELL
    assert [each["frame"] for each in seen] == [
        "film-000000.00s.jpg",
        "film-000000.30s.jpg",
        "film-000000.50s.jpg",
        "film-000000.70s.jpg",
    ]
    assert seen[0]["names"] == ["Ada"]
    assert seen[0]["faces"][1]["match"]["verdict"] == "unknown"
    assert "4 frames sent, 0 refused, 0 dropped, 0 kept" in said


def test_names_and_latency_are_told_in_a_line(
    service: StandIn, tmp_path: Path, capsys: pytest.CaptureFixture[str], stop: threading.Event
) -> None:
    service.default_names = ["Ada Lovelace", "?"]
    cv2.imwrite(str(tmp_path / "a.png"), scene(20))

    main([str(tmp_path), "--url", service.url, "--spool", str(tmp_path / "spool")], stop)

    line = capsys.readouterr().out
    assert "a.png  Ada Lovelace 94 %, unknown 4f1d09aa" in line
    assert " ms" in line


def test_frames_say_where_and_when_they_were_taken(service: StandIn, watch: Watch, tmp_path: Path) -> None:
    film = write_film(tmp_path / "film.avi", [None, 20])

    _, seen, _ = watch(str(film), "--fps", "10", "--all-frames", "--camera", "door")

    forms = [job.form for job in service.jobs.values()]
    assert [form["source"] for form in forms] == ["door", "door"]
    assert [datetime.fromisoformat(form["captured_at"]).timestamp() for form in forms] == [
        pytest.approx(each["taken_at"], abs=0.001) for each in seen
    ]


def test_a_source_without_a_name_is_named_by_itself(service: StandIn, watch: Watch, tmp_path: Path) -> None:
    watch(str(write_film(tmp_path / "film.avi", [None])))

    assert [job.form["source"] for job in service.jobs.values()] == ["film.avi"]


def test_all_frames_of_a_film_are_sent_when_asked_for_however_slow_the_server(
    service: StandIn, watch: Watch, tmp_path: Path
) -> None:
    service.faults += [Fault("POST", "/recognitions", status=503, retry_after=0.01) for _ in range(2)]
    film = write_film(tmp_path / "film.avi", [None] * 30)

    code, seen, _ = watch(str(film), "--fps", "10", "--all-frames", "--queue", "1")

    assert code == ExitCode.WELL
    assert [each["frame"] for each in seen] == [f"film-{n / 10:09.2f}s.jpg" for n in range(30)]
    assert len(service.jobs) == 30


def test_a_film_waits_while_the_server_restarts(service: StandIn, watch: Watch, tmp_path: Path) -> None:
    service.faults.append(Fault("POST", "/recognitions", cuts_the_answer=True))
    film = write_film(tmp_path / "film.avi", [None, 20, 60, 100])

    code, seen, said = watch(str(film), "--fps", "10")

    assert code == ExitCode.WELL
    assert [each["was_kept"] for each in seen] == [True, False, False, False]
    assert len(service.jobs) == 4
    assert "The server is back" in said


def test_a_film_gives_up_when_patience_ends_and_the_next_run_sends_what_was_kept(
    service: StandIn, watch: Watch, tmp_path: Path
) -> None:
    film = write_film(tmp_path / "film.avi", [None, 20])
    service.stop()
    code, seen, said = watch(str(film), "--fps", "10", "--patience", "0.1")
    assert code == ExitCode.SOME_FAILED
    assert seen == []
    assert "1 kept in" in said

    service.start()
    code, seen, _ = watch(str(film), "--fps", "10")

    assert code == ExitCode.WELL
    assert [each["was_kept"] for each in seen] == [True, False, False]


def test_the_annotated_film_has_every_frame_and_the_boxes(
    service: StandIn, watch: Watch, tmp_path: Path
) -> None:
    service.default_names = ["Ada"]
    film = write_film(tmp_path / "film.avi", [None, None, 100, 100])

    code, seen, _ = watch(str(film), "--fps", "10", "--annotate", str(tmp_path / "out.mp4"))

    frames = read_film(tmp_path / "out.mp4")
    assert code == ExitCode.WELL
    assert (len(seen), len(frames)) == (2, 4)
    assert all(pixels[20:60, 8:13].max() > 140 for pixels in frames), "the left side of Ada's box"


def test_refused_pictures_of_a_folder_are_told(service: StandIn, watch: Watch, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.jpg").write_bytes(b"junk")
    cv2.imwrite(str(tmp_path / "in/b.jpg"), scene())

    code, seen, _ = watch(str(tmp_path / "in"))

    assert code == ExitCode.SOME_FAILED
    assert [each["error"] for each in seen] == ["not_an_image: This is no picture.", None]


class Camera:
    """A live source whose frames the test lets go one by one."""

    is_live = True

    def __init__(self) -> None:
        self.shutter = threading.Semaphore(0)

    def frames(self, ending: threading.Event) -> Iterator[Frame]:
        """Yield a frame each time the shutter is released."""
        number = 0
        while not ending.is_set():
            if self.shutter.acquire(timeout=0.05):
                yield frame(f"{number}.jpg", taken_at=1000.0 + number)
                number += 1


@pytest.fixture
def camera(monkeypatch: pytest.MonkeyPatch) -> Camera:
    """What the command sees as webcam 0."""
    camera = Camera()
    monkeypatch.setattr("scripts.camera_client.open_source", lambda *_: camera)
    return camera


def test_frames_of_a_camera_are_kept_while_the_server_is_away_and_sent_in_order(
    service: StandIn, camera: Camera, watch: Watch, tmp_path: Path, stop: threading.Event
) -> None:
    results: list[tuple[int, list[dict[str, Any]], str]] = []
    service.stop()
    client = threading.Thread(target=lambda: results.append(watch("0", "--all-frames")))
    client.start()
    camera.shutter.release(5)
    wait_for(lambda: len(list((tmp_path / "spool").glob("*.frame"))) == 5)

    service.start()
    service.wait_for(lambda: len(service.jobs) == 5)
    camera.shutter.release()
    service.wait_for(lambda: len(service.jobs) == 6)
    wait_for(lambda: not any((tmp_path / "spool").iterdir()))
    stop.set()
    client.join(10)

    [(code, seen, _)] = results
    assert code == ExitCode.INTERRUPTED
    assert [job.file_name for job in service.jobs.values()] == [f"{n}.jpg" for n in range(6)]
    assert [each["was_kept"] for each in seen[:5]] == [True] * 5


def test_frames_under_way_when_it_is_stopped_are_kept_for_the_next_run(
    service: StandIn, camera: Camera, watch: Watch, tmp_path: Path, stop: threading.Event
) -> None:
    results: list[tuple[int, list[dict[str, Any]], str]] = []
    service.faults.append(Fault("POST", "/recognitions", status=503, retry_after=3600))
    client = threading.Thread(target=lambda: results.append(watch("0", "--all-frames")))
    client.start()
    camera.shutter.release(3)
    wait_for(lambda: len(list((tmp_path / "spool").glob("*.frame"))) == 3)
    stop.set()
    client.join(10)
    assert results[0][0] == ExitCode.INTERRUPTED

    stop.clear()
    client = threading.Thread(target=lambda: results.append(watch("0", "--all-frames")))
    client.start()
    service.wait_for(lambda: len(service.jobs) == 3)
    wait_for(lambda: not any((tmp_path / "spool").iterdir()))
    stop.set()
    client.join(10)

    assert [each["frame"] for each in results[1][1]] == ["0.jpg", "1.jpg", "2.jpg"]


def wait_for(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    """Look until something is so; fail if it does not come about."""
    pause = threading.Event()
    for _ in range(int(seconds / 0.02)):
        if condition():
            return
        pause.wait(0.02)
    raise AssertionError("it did not come about")


@pytest.mark.parametrize(
    "arguments",
    [
        ["nothing.mp4"],
        ["."],
        ["film.avi", "--annotate", "out.mov"],
        ["film.avi", "--face-model", "nothing.onnx"],
        ["film.avi", "--face-model", "film.avi"],
        ["film.avi", "--fps", "0"],
        ["film.avi", "--motion-threshold", "2"],
        ["film.avi", "--camera", "x" * 65],
        ["film.avi", "--collection", "no spaces"],
    ],
)
def test_wrong_usage_is_told_before_anything_is_sent(
    service: StandIn,
    tmp_path: Path,
    arguments: list[str],
    stop: threading.Event,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    write_film(tmp_path / "film.avi", [None])

    with pytest.raises(SystemExit) as caught:
        main([*arguments, "--url", service.url], stop)

    assert caught.value.code == ExitCode.WRONG_USAGE
    assert not service.requests
