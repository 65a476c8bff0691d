"""The journal's lines go to CloudWatch Logs, each at least once."""

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError

from ami.boot import ship_logs
from ami.boot.journal import Journal, Line, parse_line
from ami.boot.log_batches import EXTRA_BYTES, LONGEST_LINE, MOST_BYTES, MOST_LINES, batches
from ami.boot.ship_logs import Stream, keep_shipping, ship
from tests.without_credentials import forget_credentials

NOW = int(time.time() * 1000)  # CloudWatch takes nothing that is older than two weeks
#: in place of the real one: prints what lies behind the cursor
JOURNALCTL = """#!/bin/sh
printf '%s\\n' "$*" >>"$0.asked"
case "$*" in *--after-cursor=1*) sed 1d "$0.lines" ;; *) cat "$0.lines" ;; esac
"""


def line(text: str, number: int = 0, written_at: int = NOW) -> Line:
    return Line(cursor=str(number), written_at=written_at, text=text)


def written(text: object, number: int) -> str:
    """Return a line as journalctl prints it."""
    return json.dumps(
        {"MESSAGE": text, "__CURSOR": str(number), "__REALTIME_TIMESTAMP": str(NOW * 1000 + number)}
    )


@pytest.fixture
def journalctl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    program = tmp_path / "bin" / "journalctl"
    program.parent.mkdir()
    program.write_text(JOURNALCTL)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    return program


class Pages:
    """A journal in memory."""

    def __init__(self, *lines: Line) -> None:
        self.lines = list(lines)
        self.place = 0

    def unread(self) -> Iterator[Line]:
        yield from self.lines[self.place :]

    def remember(self, line: Line) -> None:
        self.place = self.lines.index(line) + 1


@pytest.fixture
def group(cloud: None) -> str:
    boto3.client("logs").create_log_group(logGroupName="/facefleet/worker")
    return "/facefleet/worker"


def sent(group: str) -> list[str]:
    events = boto3.client("logs").get_log_events(logGroupName=group, logStreamName="i-1", startFromHead=True)
    return [event["message"] for event in events["events"]]


def test_a_line_is_what_journalctl_prints() -> None:
    assert parse_line(written('{"event": "worker ready"}', 7)) == Line(
        cursor="7", written_at=NOW, text='{"event": "worker ready"}'
    )


def test_bytes_that_are_no_text_do_not_stop_the_rest() -> None:
    assert parse_line(written([104, 105, 255], 1)).text == "hi\N{REPLACEMENT CHARACTER}"
    assert parse_line(written(None, 1)).text == ""


def test_the_journal_goes_on_where_it_was_left(journalctl: Path, tmp_path: Path) -> None:
    Path(f"{journalctl}.lines").write_text(written("one", 1) + "\n" + written("two", 2) + "\n")
    journal = Journal(["facefleet-worker.service"], tmp_path / "worker.cursor")

    everything = list(journal.unread())
    journal.remember(everything[0])
    after_a_restart = Journal(["facefleet-worker.service"], tmp_path / "worker.cursor")

    assert [each.text for each in everything] == ["one", "two"]
    assert [each.text for each in after_a_restart.unread()] == ["two"]
    assert "--unit=facefleet-worker.service" in Path(f"{journalctl}.asked").read_text()


def test_a_batch_is_no_larger_than_cloudwatch_takes() -> None:
    long = "x" * 200_000
    made = list(batches([line(long) for _ in range(12)]))

    assert sum(map(len, made)) == 12
    assert all(sum(len(each.text) + EXTRA_BYTES for each in batch) <= MOST_BYTES for batch in made)


def test_a_batch_has_no_more_lines_and_no_longer_span_than_cloudwatch_takes() -> None:
    assert [len(batch) for batch in batches([line("")] * (MOST_LINES + 1))] == [MOST_LINES, 1]
    assert [len(batch) for batch in batches([line("a"), line("b", written_at=NOW + 86_400_000)])] == [1, 1]


def test_lines_are_sent_once_each_and_in_order(group: str) -> None:
    stream, pages = Stream(boto3.client("logs"), group, "i-1"), Pages(line("one", 1), line("two", 2))
    stream.open()

    ship(pages, stream)
    ship(pages, stream)

    assert sent(group) == ["one", "two"]


def test_a_line_that_is_empty_or_too_long_for_cloudwatch_is_sent_as_it_can_be(group: str) -> None:
    stream = Stream(boto3.client("logs"), group, "i-1")
    stream.open()

    ship(Pages(line("", 1), line("ä" * LONGEST_LINE, 2)), stream)

    assert sent(group) == [" ", "ä" * (LONGEST_LINE // 2)]


def test_a_second_start_finds_its_stream(group: str) -> None:
    Stream(boto3.client("logs"), group, "i-1").open()
    Stream(boto3.client("logs"), group, "i-1").open()

    streams = boto3.client("logs").describe_log_streams(logGroupName=group)["logStreams"]
    assert [stream["logStreamName"] for stream in streams] == ["i-1"]


def test_what_was_written_last_is_sent_before_the_end(group: str) -> None:
    stop = threading.Event()
    stop.set()

    keep_shipping(Pages(line("goodbye", 1)), Stream(boto3.client("logs"), group, "i-1"), stop)

    assert sent(group) == ["goodbye"]


def test_what_could_not_be_sent_is_sent_later(
    group: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stop, pages = threading.Event(), Pages(line("precious", 1))
    stream = Stream(boto3.client("logs"), group, "i-1")
    stop.set()
    with monkeypatch.context() as outage:
        outage.setattr(stream, "send", _fail)
        keep_shipping(pages, stream, stop)

    keep_shipping(pages, stream, stop)

    assert sent(group) == ["precious"]
    assert "wait in the journal" in capsys.readouterr().err


def test_without_credentials_it_ends_and_is_started_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    forget_credentials(monkeypatch)

    assert ship_logs.main("worker", {"STATE_DIRECTORY": str(tmp_path), "FACEFLEET_WORKER_ID": "i-1"}) == 1

    assert capsys.readouterr().err.startswith("There are no AWS credentials")


def _fail(_lines: list[Line]) -> None:
    raise EndpointConnectionError(endpoint_url="https://logs")
