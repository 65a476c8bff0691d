"""The log is on the disk before anything else happens, and is gone on with after a crash."""

import csv
import json
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.outcomes import Outcome, Verdict
from pipeline.results import Box
from scripts.watch.log import Earlier, TransactionLog, UnusableLog
from scripts.watch.transactions import Fate, SeenFace, Transaction

ADA = SeenFace(
    name="Ada",
    person_id="1",
    verdict=Verdict.KNOWN,
    similarity=93.5,
    box=Box(left=1, top=2, width=3, height=4),
    crop="faces/a_00.jpg",
)
TRANSACTION = Transaction(
    time="2026-11-21T08:00:00.000+00:00",
    fate=Fate.RECOGNISED,
    file="a.jpg",
    sha256="1a",
    collection="default",
    job_id="j",
    outcome=Outcome.RECOGNISED,
    faces=(ADA, SeenFace(unknown_id="4f", verdict=Verdict.UNKNOWN)),
)
OTHER = replace(TRANSACTION, file="b.jpg", sha256="2b", faces=())


def lines(folder: Path) -> list[str]:
    return (folder / "transactions.jsonl").read_text().splitlines()


def table(folder: Path) -> list[dict[str, str]]:
    with (folder / "transactions.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_a_transaction_is_a_line_and_a_row_per_face(tmp_path: Path) -> None:
    with TransactionLog(tmp_path) as log:
        log.record(TRANSACTION)
        log.record(OTHER)

        assert [json.loads(line)["file"] for line in lines(tmp_path)] == ["a.jpg", "b.jpg"]
        assert [(row["file"], row["name"], row["unknown_id"], row["left"]) for row in table(tmp_path)] == [
            ("a.jpg", "Ada", "", "1"),
            ("a.jpg", "", "4f", ""),
            ("b.jpg", "", "", ""),
        ]


def test_the_next_run_knows_the_pictures_and_goes_on(tmp_path: Path) -> None:
    with TransactionLog(tmp_path) as log:
        log.record(TRANSACTION)

    with TransactionLog(tmp_path) as log:
        assert log.find(TRANSACTION.mark) == Earlier(file="a.jpg", fate=Fate.RECOGNISED, reason="")
        assert log.find(replace(TRANSACTION.mark, person="Ada")) is None
        assert log.find(replace(TRANSACTION.mark, collection="press")) is None
        log.record(OTHER)

    assert len(lines(tmp_path)) == 2
    assert [row["file"] for row in table(tmp_path)] == ["a.jpg", "a.jpg", "b.jpg"]


def test_the_first_picture_of_a_name_keeps_it(tmp_path: Path) -> None:
    with TransactionLog(tmp_path) as log:
        log.record(TRANSACTION)
        log.record(replace(TRANSACTION, sha256="3c"))

        assert log.owner("a.png") == "1a"
        assert log.owner("b.jpg") is None


def test_a_line_that_was_cut_short_counts_as_not_written(tmp_path: Path) -> None:
    with TransactionLog(tmp_path) as log:
        log.record(TRANSACTION)
        log.record(OTHER)
    path = tmp_path / "transactions.jsonl"
    path.write_bytes(path.read_bytes()[:-20])

    with TransactionLog(tmp_path) as log:
        assert log.find(OTHER.mark) is None
        log.record(OTHER)

    assert [json.loads(line)["file"] for line in lines(tmp_path)] == ["a.jpg", "b.jpg"]
    assert [row["file"] for row in table(tmp_path)] == ["a.jpg", "a.jpg", "b.jpg"]


def test_a_table_that_stayed_behind_is_made_anew(tmp_path: Path) -> None:
    with TransactionLog(tmp_path) as log:
        log.record(TRANSACTION)
    (tmp_path / "transactions.csv").write_text("half of")

    with TransactionLog(tmp_path):
        assert [row["name"] for row in table(tmp_path)] == ["Ada", ""]


def test_no_name_becomes_a_formula_of_a_spreadsheet(tmp_path: Path) -> None:
    with TransactionLog(tmp_path) as log:
        log.record(replace(OTHER, file="=1+1.jpg"))

    assert table(tmp_path)[0]["file"] == "'=1+1.jpg"
    assert json.loads(lines(tmp_path)[0])["file"] == "=1+1.jpg"


def test_a_disk_that_takes_half_a_line_leaves_no_half_line(tmp_path: Path) -> None:
    with TransactionLog(tmp_path) as log:
        log.record(OTHER)
        with (
            largest_file(tmp_path.joinpath("transactions.jsonl").stat().st_size + 20),
            pytest.raises(OSError),
        ):
            log.record(TRANSACTION)
        assert log.find(TRANSACTION.mark) is None

        log.record(TRANSACTION)

    assert [json.loads(line)["file"] for line in lines(tmp_path)] == ["b.jpg", "a.jpg"]


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Let this process write no file beyond a size, as if the disk were full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_two_watches_cannot_use_one_folder(tmp_path: Path) -> None:
    with TransactionLog(tmp_path), pytest.raises(UnusableLog, match="Another watch"):
        TransactionLog(tmp_path)

    with TransactionLog(tmp_path):
        pass


def test_another_file_of_that_name_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "transactions.jsonl"
    path.write_text('{"shopping": ["eggs"]}\nmilk')

    with pytest.raises(UnusableLog, match="Line 1"):
        TransactionLog(tmp_path)

    assert path.read_text() == '{"shopping": ["eggs"]}\nmilk'
