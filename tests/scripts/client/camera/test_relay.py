"""Frames reach the service in the order in which they were taken, also when it was away."""

from pathlib import Path

import pytest

from pipeline.outcomes import JobStatus, Outcome
from scripts.client.answers import Recognition
from scripts.client.camera.frames import Shot
from scripts.client.camera.relay import Relay, Seen
from scripts.client.camera.spool import Spool
from scripts.client.failures import Interrupted, Refused, Unreachable
from tests.scripts.client.camera.pictures import shot


class Desk:
    """A service that can go away, and the clock and the lines that the user reads."""

    def __init__(self, folder: Path, spool_bytes: int = 10_000) -> None:
        self.now = 100.0
        self.failure: Exception | None = None
        self.answered: list[str] = []
        self.said: list[str] = []
        self.spool = Spool(folder, spool_bytes)
        self.relay = Relay(self.ask, self.spool, say=self.said.append, clock=lambda: self.now)

    def ask(self, asked: Shot) -> Recognition:
        if self.failure:
            raise self.failure
        self.answered.append(asked.name)
        return Recognition(job_id="j", status=JobStatus.DONE, outcome=Outcome.NO_FACE)

    def catch_up(self) -> list[Seen]:
        """Let the time pass until nothing is kept."""
        seen = []
        while self.relay.kept:
            self.now += 60
            if each := self.relay.catch_up():
                seen.append(each)
        return seen


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk with an empty spool."""
    return Desk(tmp_path / "spool")


def test_a_frame_is_sent_at_once_and_leaves_nothing_on_disk(desk: Desk) -> None:
    seen = desk.relay.send(shot("a.jpg", taken_at=99.5))

    assert seen is not None
    assert (seen.delay_milliseconds, seen.was_kept, desk.relay.kept) == (500, False, 0)
    assert not desk.spool.folder.exists()


def test_frames_are_kept_while_the_server_is_away_and_sent_later_in_order(desk: Desk) -> None:
    desk.failure = Unreachable("no answer")
    assert desk.relay.send(shot("1.jpg")) is None
    assert desk.relay.send(shot("2.jpg")) is None

    desk.failure = None
    assert desk.relay.send(shot("3.jpg")) is None, "a new frame queues up behind those that wait"
    seen = desk.catch_up()

    assert desk.answered == ["1.jpg", "2.jpg", "3.jpg"]
    assert all(each.was_kept for each in seen)


def test_the_server_is_not_tried_before_it_is_time(desk: Desk) -> None:
    desk.failure = Unreachable("busy", retry_after_seconds=30)
    desk.relay.send(shot("1.jpg"))
    desk.failure = None

    desk.now += 29
    assert desk.relay.catch_up() is None

    desk.now += 2
    assert desk.relay.catch_up() is not None


def test_an_outage_is_told_at_its_beginning_and_its_end(desk: Desk) -> None:
    desk.failure = Unreachable("no answer")
    desk.relay.send(shot("1.jpg"))
    desk.now += 60
    desk.relay.catch_up()
    assert desk.relay.away_seconds == 60

    desk.failure = None
    desk.catch_up()

    assert [line.split(":")[0].split(" after")[0] for line in desk.said] == [
        "The server is away",
        "The server is back",
    ]
    assert desk.relay.away_seconds == 0


def test_a_frame_that_is_refused_does_not_hold_up_the_others(desk: Desk) -> None:
    desk.failure = Refused(status=415, code="not_an_image", message="no picture")

    seen = desk.relay.send(shot("1.jpg"))

    assert seen is not None
    assert (seen.recognition, seen.error, desk.relay.kept) == (None, "not_an_image: no picture", 0)


def test_a_frame_whose_answer_is_not_waited_for_is_kept(desk: Desk) -> None:
    desk.failure = Interrupted()

    assert desk.relay.send(shot("1.jpg")) is None

    assert desk.relay.kept == 1
    assert desk.said == []


def test_a_full_spool_is_told_once(tmp_path: Path) -> None:
    desk = Desk(tmp_path, spool_bytes=20)
    desk.failure = Unreachable("no answer")

    for number in range(6):
        desk.relay.send(shot(f"{number}.jpg"))

    assert desk.relay.kept == 2
    assert len([line for line in desk.said if "is full" in line]) == 1


def test_a_disk_that_takes_nothing_is_told(tmp_path: Path) -> None:
    (tmp_path / "spool").touch()
    desk = Desk(tmp_path / "spool")
    desk.failure = Unreachable("no answer")

    desk.relay.send(shot("1.jpg"))

    assert "1.jpg is lost" in desk.said[-1]
