"""What the user of `run_local` sees while it runs."""

import io
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from controller.fleet import Member
from pipeline.errors import ServiceUnavailable
from pipeline.heartbeat import HEARTBEAT_CODEC, Heartbeat, WorkerState
from pipeline.keys import heartbeat_key
from pipeline.queue import Depth
from pipeline.stores.memory import MemoryStore
from scripts.local.display import LiveDisplay, PlainDisplay
from scripts.local.folders import DataFolder
from scripts.local.status import PartStatus, Status, StatusReader
from scripts.local.throughput import Throughput
from scripts.local.welcome import welcome
from scripts.local.wording import status_line

STATUS = Status(
    parts=(
        PartStatus(name="endpoint", ready=True, restarts=0),
        PartStatus(name="web", ready=False, restarts=2),
    ),
    depth=Depth(visible=12, in_flight=3),
    workers=(("busy", 2), ("starting", 1)),
    images_done=140,
    images_per_second=11.26,
)


def test_the_status_is_one_plain_line() -> None:
    assert status_line(STATUS) == (
        "queue 12 waiting, 3 in work · workers 2 busy, 1 starting · 140 images done, 11.3/s"
        " · endpoint up, web down (restarted 2×)"  # noqa: RUF001
    )


def test_what_could_not_be_read_is_said_to_be_unknown() -> None:
    line = status_line(replace(STATUS, depth=None, workers=None))

    assert "queue not answering" in line
    assert "workers unknown" in line


def test_no_workers_is_zero() -> None:
    assert "workers 0 ·" in status_line(replace(STATUS, workers=()))


def test_without_a_terminal_only_news_is_printed_and_not_too_often() -> None:
    lines: list[str] = []
    now = 0.0
    display = PlainDisplay(lines.append, lambda: now)

    display.show(STATUS)
    now = 10
    display.show(STATUS)  # nothing new
    assert len(lines) == 1

    display.show(replace(STATUS, images_done=141))
    now = 11
    display.show(replace(STATUS, images_done=142))  # too soon
    now = 13
    display.show(replace(STATUS, images_done=143))

    assert [line.split(" · ")[2].split()[0] for line in lines] == ["140", "141", "143"]


def test_a_terminal_shows_a_table_below_what_happened() -> None:
    screen = io.StringIO()
    display = LiveDisplay(Console(file=screen, force_terminal=True, width=100))

    with display:
        display.show(STATUS)
        display.say("web ended [exit code 3]")

    assert "12 waiting, 3 in work" in screen.getvalue()
    assert "web ended [exit code 3]" in screen.getvalue()


def test_the_rate_is_that_of_the_last_seconds() -> None:
    throughput = Throughput()
    for second in range(30):
        throughput.note(second, {"a": 100 + second * 2, "b": second * 3})

    assert throughput.images_done == 100 + 29 * 5
    assert throughput.images_per_second == 5


def test_the_images_of_departed_workers_still_count() -> None:
    throughput = Throughput()
    throughput.note(0, {"a": 7})
    throughput.note(1, {"b": 1})

    assert throughput.images_done == 8


def test_the_rate_is_zero_before_there_are_two_readings() -> None:
    throughput = Throughput()
    throughput.note(0, {"a": 7})

    assert throughput.images_per_second == 0


def test_a_reading_counts_workers_and_their_images() -> None:
    store = MemoryStore()
    for worker_id, images_done in (("a", 3), ("somebody-elses", 1000)):
        report = Heartbeat(
            worker_id=worker_id,
            state=WorkerState.BUSY,
            slots=1,
            images_done=images_done,
            mean_service_seconds=0.1,
            reported_at=100,
        )
        store.put(heartbeat_key(worker_id), HEARTBEAT_CODEC.encode(report))
    members = [Member(worker_id="a", started_at=90), Member(worker_id="new", started_at=99)]

    status = StatusReader(
        keepers=[],
        depth=lambda: Depth(visible=1, in_flight=1),
        members=lambda: members,
        store=store,
        clock=lambda: 101,
    ).read()

    assert status.workers == (("busy", 1), ("starting", 1))
    assert status.images_done == 3


def test_a_reading_that_fails_is_left_out() -> None:
    def fail() -> Depth:
        raise ServiceUnavailable

    reader = StatusReader(keepers=[], depth=fail, members=list, store=MemoryStore(), clock=lambda: 0)

    assert reader.read().depth is None


def test_the_welcome_says_where_everything_is() -> None:
    text = welcome("http://127.0.0.1:8000", "http://127.0.0.1:4566", DataFolder(Path("/srv/facefleet")))

    for place in (
        "http://127.0.0.1:8000/docs",
        "AWS_ENDPOINT_URL=http://127.0.0.1:4566",
        "/srv/facefleet/logs",
    ):
        assert place in text
    assert "curl -F inputFile=@photo.jpg http://127.0.0.1:8000/" in text
