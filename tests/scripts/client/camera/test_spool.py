"""Frames are kept on disk in order, bounded in size."""

from pathlib import Path

from scripts.client.camera.frames import Shot
from scripts.client.camera.spool import Spool
from tests.scripts.client.camera.pictures import shot


def emptied(spool: Spool) -> list[Shot]:
    """Take all frames out, oldest first."""
    shots = []
    while (first := spool.oldest()) is not None:
        shots.append(first)
        spool.remove_oldest()
    return shots


def test_frames_come_out_as_they_went_in(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool", 1000)
    shots = [shot("b/ä 1-2.png", 1700000000.123), shot("a.jpg", 5.0, b"other"), shot("c.jpg", 3.5)]

    for each in shots:
        spool.add(each)

    assert emptied(spool) == shots
    assert list((tmp_path / "spool").iterdir()) == []


def test_frames_of_an_earlier_run_come_first(tmp_path: Path) -> None:
    earlier = Spool(tmp_path, 1000)
    for number in range(11):
        earlier.add(shot(f"{number}.jpg"))

    later = Spool(tmp_path, 1000)
    later.add(shot("new.jpg"))

    assert [each.name for each in emptied(later)] == [*(f"{number}.jpg" for number in range(11)), "new.jpg"]


def test_the_oldest_frames_are_dropped_when_it_is_full(tmp_path: Path) -> None:
    spool = Spool(tmp_path, 250)

    for number in range(5):
        spool.add(shot(f"{number}.jpg", data=b"x" * 100))

    assert spool.dropped == 3
    assert [each.name for each in emptied(spool)] == ["3.jpg", "4.jpg"]


def test_one_frame_larger_than_the_spool_is_kept_all_the_same(tmp_path: Path) -> None:
    spool = Spool(tmp_path, 10)

    spool.add(shot("large.jpg", data=b"x" * 100))

    assert len(spool) == 1


def test_a_frame_that_somebody_took_away_is_passed_over(tmp_path: Path) -> None:
    spool = Spool(tmp_path, 1000)
    spool.add(shot("a.jpg"))
    next(tmp_path.iterdir()).unlink()
    spool.add(shot("b.jpg"))

    assert [each.name for each in emptied(spool)] == ["b.jpg"]


def test_a_frame_has_the_same_key_before_and_after(tmp_path: Path) -> None:
    spool = Spool(tmp_path, 1000)
    original = shot("n" * 300 + ".jpg", 1700000000.1239)
    spool.add(original)

    kept = spool.oldest()

    assert kept is not None
    assert kept.key == original.key
    assert shot("n.jpg", 1700000001.0).key != original.key


def test_other_files_in_the_folder_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes-of-mine.frame").touch()
    (tmp_path / "000000000000-000000000000000-half.part").touch()

    assert len(Spool(tmp_path, 1000)) == 0


def test_strangers_cannot_look_into_the_folder(tmp_path: Path) -> None:
    Spool(tmp_path / "spool", 1000).add(shot("a.jpg"))

    assert (tmp_path / "spool").stat().st_mode & 0o077 == 0
