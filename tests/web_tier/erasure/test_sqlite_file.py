"""What is deleted is gone from SQLite's files, byte by byte."""

from pathlib import Path

from tests.web_tier.erasure.scenes import delete, enrolled, recognise
from tests.web_tier.erasure.traces import of_embedding
from tests.web_tier.world import World

NAME = "Ada of the needle"


def files_with(folder: Path, needle: bytes) -> list[str]:
    """Return which of the database's files have these bytes."""
    return [path.name for path in sorted(folder.glob("facefleet.db*")) if needle in path.read_bytes()]


def test_a_deleted_person_is_gone_from_the_files(world: World, tmp_path: Path) -> None:
    ada = enrolled(world, NAME, 10)
    recognise(world, ada.face())
    embedding = of_embedding(ada.embedding)["embedding"]
    assert files_with(tmp_path, NAME.encode()) != []
    assert files_with(tmp_path, embedding) != []

    delete(world, f"people/{ada.id}")

    assert files_with(tmp_path, NAME.encode()) == []
    assert files_with(tmp_path, embedding) == []
