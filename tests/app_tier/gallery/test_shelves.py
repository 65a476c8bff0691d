"""Where a worker's galleries lie is a setting."""

import pytest

from app_tier.gallery.shelves import MemoryShelf, opened_shelf
from app_tier.settings import WorkerSettings
from pipeline.errors import InvalidSettings
from pipeline.settings import load
from tests.app_tier.gallery.publishing import MODEL


def test_by_default_galleries_lie_in_memory() -> None:
    with opened_shelf(load(WorkerSettings).gallery_index, MODEL) as shelf:
        assert isinstance(shelf, MemoryShelf)


@pytest.mark.parametrize("wrong", ["", "disk", "sqlite:///here.db", "postgresql+psycopg://host/name"])
def test_what_is_neither_memory_nor_postgresql_is_refused(
    monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    monkeypatch.setenv("FACEFLEET_GALLERY_INDEX", wrong)

    with pytest.raises(InvalidSettings, match="FACEFLEET_GALLERY_INDEX"):
        load(WorkerSettings)
