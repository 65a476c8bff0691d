"""The journal remembers what is finished, and nothing else."""

from pathlib import Path

import pytest

from pipeline.outcomes import Outcome
from scripts.client.batch.journal import Journal, OtherBatch, Picture, Settings, Unrecorded
from scripts.client.batch.rows import Row, RowStatus

SETTINGS = Settings(url="http://localhost", collection="default", is_plain=False)
ADA = Picture(path="/p/ada.jpg", size=3, changed_ns=1)


def row(status: RowStatus = RowStatus.DONE) -> Row:
    """Return a row of ADA."""
    return Row(
        path="ada.jpg", status=status, outcome=Outcome.RECOGNISED, names=("Ada", "Zoë"), milliseconds=1
    )


def reopened(path: Path) -> Journal:
    """Open a journal as the next run does."""
    journal = Journal(path, SETTINGS)
    journal.close()
    return journal


def test_a_finished_picture_is_known_to_the_next_run(tmp_path: Path) -> None:
    first = Journal(tmp_path / "j", SETTINGS)
    first.record(ADA, row())
    first.close()

    assert reopened(tmp_path / "j").rows == {ADA: row()}


def test_a_picture_that_changed_is_another_picture(tmp_path: Path) -> None:
    file = tmp_path / "a.jpg"
    file.write_bytes(b"one")
    before = Picture.at(file)

    file.write_bytes(b"other")

    assert Picture.at(file) != before


@pytest.mark.parametrize("status", [RowStatus.FAILED, RowStatus.EXPIRED, RowStatus.UNREACHABLE])
def test_a_picture_that_failed_is_tried_again(tmp_path: Path, status: RowStatus) -> None:
    first = Journal(tmp_path / "j", SETTINGS)
    first.record(ADA, row(status))
    first.close()

    assert reopened(tmp_path / "j").rows == {}


def test_an_upload_cut_short_keeps_its_key(tmp_path: Path) -> None:
    first = Journal(tmp_path / "j", SETTINGS)
    key = first.key(ADA)
    first.record(ADA, row(RowStatus.UNREACHABLE))
    first.close()

    assert reopened(tmp_path / "j").key(ADA) == key


def test_another_batch_has_other_keys(tmp_path: Path) -> None:
    one, other = Journal(tmp_path / "one", SETTINGS), Journal(tmp_path / "other", SETTINGS)
    one.close()
    other.close()

    assert len({one.key(ADA), other.key(ADA), Unrecorded().key(ADA)}) == 3


def test_a_line_cut_short_is_forgotten_and_the_next_begins_a_line(tmp_path: Path) -> None:
    first = Journal(tmp_path / "j", SETTINGS)
    first.record(ADA, row())
    first.close()
    with (tmp_path / "j").open("a") as file:
        file.write('{"picture": {"pa')

    second = Journal(tmp_path / "j", SETTINGS)
    grace = Picture(path="/p/grace.jpg", size=1, changed_ns=1)
    second.record(grace, row())
    second.close()

    assert set(reopened(tmp_path / "j").rows) == {ADA, grace}


def test_a_journal_of_a_batch_with_other_settings_is_not_gone_on_with(tmp_path: Path) -> None:
    Journal(tmp_path / "j", SETTINGS).close()

    with pytest.raises(OtherBatch, match="default"):
        Journal(tmp_path / "j", Settings(url="http://localhost", collection="press", is_plain=False))


def test_a_file_that_is_no_journal_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "j").write_text("a diary\n")

    with pytest.raises(OtherBatch):
        Journal(tmp_path / "j", SETTINGS)

    assert (tmp_path / "j").read_text() == "a diary\n"
