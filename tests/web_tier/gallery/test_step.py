"""What the background does for the galleries: strangers, what may wait, compaction, and litter."""

import pytest
from sqlalchemy import event, select

from pipeline.errors import ServiceUnavailable
from pipeline.keys import manifest_key, segment_key
from pipeline.stores.memory import MemoryStore
from tests.web_tier.gallery.made_gallery import (
    COLLECTION,
    add_faces,
    add_person,
    add_stranger,
    change,
    delete_face,
    delete_person,
    faces_of,
    rows_of,
    stale_rows,
)
from tests.web_tier.gallery.reading import Reader, enrolled, listed, manifest_in, people_of, read, segments_in
from tests.web_tier.gallery.stores import FragileBucket, Killed
from web_tier.database import Sessions, connect, open_sessions
from web_tier.gallery import compaction, draft
from web_tier.gallery.publishing import GalleryPublisher
from web_tier.models import GalleryRemoval, Staleness

A, B = (1.0, 0.0), (0.0, 1.0)


def test_a_flood_of_strangers_is_one_object(sessions: Sessions) -> None:
    for _ in range(20):
        add_stranger(sessions, A)
    state = MemoryStore()

    GalleryPublisher(sessions, state).step()

    assert set(state.keys()) == {manifest_key(COLLECTION), segment_key(COLLECTION, 1, 20)}
    assert read(state) == enrolled(sessions)


def test_all_collections_are_taken_care_of(sessions: Sessions) -> None:
    add_person(sessions, A, collection="one")
    add_person(sessions, A, collection="two")
    state = MemoryStore()

    GalleryPublisher(sessions, state).step()

    assert [manifest_in(state, name).version for name in ("one", "two")] == [1, 1]


def test_where_there_is_nothing_to_do_one_query_is_all(database_url: str) -> None:
    engine = connect(database_url)
    sessions = open_sessions(engine)
    add_person(sessions, A)
    publisher = GalleryPublisher(sessions, MemoryStore())
    publisher.step()
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *call: statements.append(call[2]))

    publisher.step()

    engine.dispose()
    assert [each.split()[0] for each in statements if each != "BEGIN"] == ["SELECT"]


def test_what_has_changed_since_is_written_anew_once_nothing_else_waits(sessions: Sessions) -> None:
    ada = add_person(sessions, A)
    state = MemoryStore()
    publisher = GalleryPublisher(sessions, state)
    publisher.publish(COLLECTION)
    change(sessions, ada, suspended=True)

    publisher.step()
    assert stale_rows(sessions) == {(1, 1): Staleness.LATER}
    publisher.step()

    assert stale_rows(sessions) == {}
    assert [people_of(segment) for segment in segments_in(state)] == [{}, {}]


def test_a_step_writes_only_so_much_anew(sessions: Sessions, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draft, "LATER_AT_ONCE", 3)
    state = MemoryStore()
    publisher = GalleryPublisher(sessions, state)
    for _ in range(5):
        ada = add_person(sessions, A)
        publisher.publish(COLLECTION)
        add_faces(sessions, ada, B)
        publisher.publish(COLLECTION)

    left = []
    for _ in range(2):
        publisher.step()
        left.append(len(stale_rows(sessions)))

    assert left == [2, 0]


def test_many_small_objects_become_one(sessions: Sessions, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compaction, "MANY", 4)
    state = MemoryStore()
    publisher = GalleryPublisher(sessions, state)
    reader = Reader()
    for _ in range(5):
        add_person(sessions, A)
        publisher.publish(COLLECTION)
        reader.catch_up(state)
    add_stranger(sessions, B)

    publisher.step()

    assert set(state.keys()) == {manifest_key(COLLECTION), segment_key(COLLECTION, 1, 6)}
    assert read(state) == reader.catch_up(state).people == enrolled(sessions)


def test_many_small_objects_are_reason_enough_for_a_step(sessions: Sessions) -> None:
    publisher = GalleryPublisher(sessions, MemoryStore())
    for _ in range(compaction.MANY + 1):
        add_person(sessions, A)
        publisher.publish(COLLECTION)

    publisher.step()

    assert len(rows_of(sessions)) == 1


def test_a_gallery_that_is_told_from_the_start_needs_no_removals(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compaction, "MANY", 1)
    state = MemoryStore()
    publisher = GalleryPublisher(sessions, state)
    ada, bob = add_person(sessions, A), add_person(sessions, B)
    publisher.publish(COLLECTION)
    reader = Reader().catch_up(state)
    delete_person(sessions, ada)
    publisher.publish(COLLECTION)
    add_stranger(sessions, A)

    publisher.step()

    with sessions() as session:
        assert session.scalars(select(GalleryRemoval)).all() == []
    assert len(rows_of(sessions)) == 1
    assert set(reader.catch_up(state).people) == set(read(state)) > {bob}


@pytest.mark.parametrize("changes", range(4))
def test_whoever_is_deleted_in_the_middle_of_a_crashed_compaction_is_in_no_object(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch, changes: int
) -> None:
    monkeypatch.setattr(compaction, "MANY", 1)
    state = FragileBucket()
    ada = add_person(sessions, A)
    GalleryPublisher(sessions, state).publish(COLLECTION)
    bob = add_person(sessions, B)
    GalleryPublisher(sessions, state).publish(COLLECTION)
    add_stranger(sessions, B)

    state.changes_left, state.dies = changes, True
    with pytest.raises(Killed):
        GalleryPublisher(sessions, state).step()
    state.changes_left = None
    delete_person(sessions, ada)
    GalleryPublisher(sessions, state).publish(COLLECTION)

    people = {person_id for segment in segments_in(state) for person_id in people_of(segment)}
    assert ada not in people
    assert people > {bob}


def test_a_deletion_stays_urgent_in_a_compaction_that_fails(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compaction, "MANY", 1)
    state = FragileBucket()
    publisher = GalleryPublisher(sessions, state)
    stranger = add_stranger(sessions, A, B)
    publisher.step()
    delete_face(sessions, faces_of(sessions, stranger)[0])

    state.changes_left = 0
    with pytest.raises(ServiceUnavailable):
        publisher.step()
    state.changes_left = None
    publisher.publish(COLLECTION)

    assert [row.first for row in rows_of(sessions)] == [1]
    assert read(state) == enrolled(sessions)


def test_what_a_process_left_that_died_is_removed_by_the_next(sessions: Sessions) -> None:
    add_person(sessions, A)
    state = MemoryStore()
    for key in ("000000000001.json", "000000000001-000000000009"):
        state.put(f"galleries/{COLLECTION}/segments/{key}", b"of an older version, or merged meanwhile")
    state.put("galleries/deleted/manifest.json", b"of a collection that is no more")
    state.put("workers/1.json", b"something else")

    GalleryPublisher(sessions, state).step()

    assert set(state.keys()) == listed(state) | {"workers/1.json"}


def test_a_bucket_that_is_down_leaves_the_work_to_the_next_step(sessions: Sessions) -> None:
    add_stranger(sessions, A)
    state = FragileBucket()
    state.changes_left = 0
    publisher = GalleryPublisher(sessions, state)

    with pytest.raises(ServiceUnavailable):
        publisher.step()
    state.changes_left = None
    publisher.step()

    assert read(state) == enrolled(sessions)
