"""What may be removed from the bucket."""

import pytest

from pipeline.stores.memory import MemoryStore
from tests.web_tier.gallery.made_gallery import COLLECTION, add_person, rows_of
from tests.web_tier.gallery.reading import enrolled, read
from web_tier.database import Sessions
from web_tier.gallery import compaction
from web_tier.gallery.compaction import compact
from web_tier.gallery.litter import remove_unlisted
from web_tier.gallery.merging import merge
from web_tier.gallery.publishing import GalleryPublisher


def test_what_workers_still_read_stays_until_there_is_a_new_manifest(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compaction, "MANY", 1)
    state = MemoryStore()
    for _ in range(2):
        add_person(sessions, (1.0, 0.0))
        GalleryPublisher(sessions, state).publish(COLLECTION)
    with sessions.begin() as session:
        merge(session, COLLECTION, compact)  # another process, which has not written it yet

    remove_unlisted(sessions, state, COLLECTION)

    assert len(rows_of(sessions)) == 1
    assert read(state) == enrolled(sessions)
