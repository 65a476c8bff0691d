"""Films, folders and cameras all give frames."""

import itertools
import threading
from collections.abc import Iterator
from pathlib import Path

import cv2
import pytest

from scripts.client.camera.frames import Pixels
from scripts.client.camera.live import LiveStream
from scripts.client.camera.sources import Film, NoSuchSource, PictureFolder, open_source
from tests.scripts.client.camera.pictures import scene, write_film


class ScriptedCamera:
    """A camera that gives some frames and is then lost; the clock moves a tenth of a second with each."""

    def __init__(self, clock: Iterator[float], frames: int) -> None:
        self._left = frames
        self._clock = clock
        self.is_released = False

    def isOpened(self) -> bool:  # noqa: N802 (OpenCV's name)
        return True

    def grab(self) -> bool:
        self._left -= 1
        return self._left >= 0

    def retrieve(self) -> tuple[bool, Pixels]:
        return True, scene()

    def release(self) -> None:
        self.is_released = True


@pytest.fixture
def ending() -> threading.Event:
    """What ends a source."""
    return threading.Event()


@pytest.mark.parametrize(("rate", "places"), [(10, 20), (5, 10), (2, 4), (100, 20)])
def test_of_a_film_so_many_frames_a_second_are_given(
    tmp_path: Path, ending: threading.Event, rate: float, places: int
) -> None:
    film = Film(str(write_film(tmp_path / "film.avi", [None] * 20, frames_per_second=10)), rate)

    frames = list(film.frames(ending))

    assert len(frames) == places
    assert frames[0].name == "film-000000.00s.jpg"
    assert len({frame.shot().key for frame in frames}) == places, "frames that look the same are other frames"
    assert not film.is_live


def test_a_film_ends_early_when_it_is_told(tmp_path: Path, ending: threading.Event) -> None:
    film = Film(str(write_film(tmp_path / "film.avi", [None] * 20)), 10)
    frames = film.frames(ending)
    next(frames)

    ending.set()

    assert list(frames) == []


def test_a_folder_gives_its_pictures_as_the_files_they_are(tmp_path: Path, ending: threading.Event) -> None:
    cv2.imwrite(str(tmp_path / "b.png"), scene(20))
    (tmp_path / "a.heic").write_bytes(b"what OpenCV cannot read")
    (tmp_path / "c.jpg").touch()

    frames = list(PictureFolder(tmp_path).frames(ending))

    assert [frame.name for frame in frames] == ["a.heic", "b.png", "c.jpg"]
    assert [frame.pixels is None for frame in frames] == [True, False, True]
    assert frames[1].shot().data == (tmp_path / "b.png").read_bytes()


def test_a_camera_is_sampled_by_the_clock(ending: threading.Event) -> None:
    clock = (100 + tick / 10 for tick in itertools.count())
    stream = LiveStream(lambda: ScriptedCamera(clock, 10**6), 2, print, clock=lambda: next(clock))

    taken = [frame.taken_at for frame in itertools.islice(stream.frames(ending), 4)]

    assert taken == pytest.approx([100, 100.5, 101, 101.5])


def test_a_lost_camera_is_opened_again_and_the_frames_count_on(ending: threading.Event) -> None:
    clock = (float(tick) for tick in itertools.count())
    cameras: list[ScriptedCamera] = []
    said: list[str] = []

    def open_camera() -> ScriptedCamera:
        cameras.append(ScriptedCamera(clock, frames=2))
        return cameras[-1]

    stream = LiveStream(open_camera, 10, said.append, clock=lambda: next(clock))
    names = [frame.name for frame in itertools.islice(stream.frames(ending), 3)]

    assert names == ["frame-000000.jpg", "frame-000001.jpg", "frame-000002.jpg"]
    assert cameras[0].is_released
    assert said == ["No picture from the camera; opening it again in 0.25 s."]


def test_an_argument_says_what_kind_of_source_it_is(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "b.png"), scene())
    film = write_film(tmp_path / "film.avi", [None])

    assert isinstance(open_source(str(tmp_path), 2, print), PictureFolder)
    assert isinstance(open_source(str(film), 2, print), Film)
    assert isinstance(open_source("rtsp://10.0.0.7/live", 2, print), LiveStream)
    assert isinstance(open_source("http://10.0.0.7/mjpeg?size=vga", 2, print), LiveStream)


@pytest.mark.parametrize("argument", ["nothing.mp4", "empty", "97"])
def test_what_cannot_be_seen_is_refused(
    tmp_path: Path, argument: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()

    with pytest.raises(NoSuchSource):
        open_source(argument, 2, print)
