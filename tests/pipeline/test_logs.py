"""Structured logs."""

import io
import json
import sys
from collections.abc import Iterator

import pytest
import structlog

from pipeline import logs


class Stream(io.StringIO):
    """Standard error that remembers each write by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[str] = []

    def write(self, text: str) -> int:
        self.written.append(text)
        return len(text)


@pytest.fixture
def stream(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stream]:
    stream = Stream()
    monkeypatch.setattr(sys, "stderr", stream)
    before = structlog.get_config()
    logs.configure("INFO", tier="worker")
    yield stream
    structlog.configure(**before)


def test_a_line_and_its_end_are_one_write_so_that_processes_with_one_file_never_share_a_line(
    stream: Stream,
) -> None:
    logs.get_logger().info("picture taken", job_id="7")
    logs.get_logger().info("picture answered", job_id="7")

    assert [text[-1] for text in stream.written] == ["\n", "\n"]
    first, second = (json.loads(text) for text in stream.written)
    assert (first["event"], second["event"]) == ("picture taken", "picture answered")
    assert (first["tier"], first["job_id"], first["level"]) == ("worker", "7", "info")
