"""The gallery in the state bucket: what requests wait for, whatever crashes, and nothing of the deleted."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import delete, event

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
from tests.web_tier.gallery.reading import enrolled, listed, manifest_in, people_of, read, segments_in
from tests.web_tier.gallery.stores import FragileBucket, Killed, OneProcess, StoreThatWaits
from web_tier.database import Sessions, connect, open_sessions
from web_tier.gallery.publishing import GalleryPublisher
from web_tier.models import Collection, GalleryRemoval, GallerySegment, Person, Staleness

A, B = (1.0, 0.0), (0.0, 1.0)


def test_what_was_enrolled_is_in_the_bucket_and_the_manifest_lists_it(sessions: Sessions) -> None:
    add_person(sessions, A)
    state = MemoryStore()
    publisher = GalleryPublisher(sessions, state)
    publisher.publish(COLLECTION)
    add_person(sessions, B)

    version = publisher.publish(COLLECTION)

    assert version == manifest_in(state).version == 2
    assert read(state) == enrolled(sessions)
    assert set(state.keys()) == {
        manifest_key(COLLECTION),
        segment_key(COLLECTION, 1, 1),
        segment_key(COLLECTION, 2, 2),
    }
    assert stale_rows(sessions) == {}


def test_what_came_while_nobody_published_is_one_object(sessions: Sessions) -> None:
    for _ in range(8):
        add_person(sessions, A)
    state = MemoryStore()

    assert GalleryPublisher(sessions, state).publish(COLLECTION) == 8

    assert len(segments_in(state)) == 1
    assert read(state) == enrolled(sessions)


def test_a_collection_that_does_not_exist_has_version_0(sessions: Sessions) -> None:
    state = MemoryStore()

    assert GalleryPublisher(sessions, state).publish("nowhere") == 0
    assert list(state.keys()) == []


def test_a_collection_of_strangers_alone_has_nothing_that_a_request_needs(sessions: Sessions) -> None:
    add_stranger(sessions, A)
    state = MemoryStore()

    assert GalleryPublisher(sessions, state).publish(COLLECTION) == 0
    assert list(state.keys()) == []


def test_strangers_are_published_along_with_somebody_who_came_after_them(sessions: Sessions) -> None:
    add_person(sessions, A)
    stranger = add_stranger(sessions, B)
    add_person(sessions, A)
    state = MemoryStore()

    assert GalleryPublisher(sessions, state).publish(COLLECTION) == 3
    assert stranger in read(state)


def test_where_nothing_is_outstanding_one_query_is_all(database_url: str) -> None:
    engine = connect(database_url)
    sessions = open_sessions(engine)
    add_person(sessions, A)
    publisher = GalleryPublisher(sessions, MemoryStore())
    publisher.publish(COLLECTION)
    add_stranger(sessions, B)
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *call: statements.append(call[2]))

    version = publisher.publish(COLLECTION)

    engine.dispose()
    assert version == 1
    assert [each.split()[0] for each in statements if each != "BEGIN"] == ["SELECT"]


@pytest.mark.parametrize("changes", [0, 1])
def test_a_crash_before_the_mark_is_cleared_is_made_good_by_the_next_publisher(
    sessions: Sessions, changes: int
) -> None:
    add_person(sessions, A)
    state = FragileBucket()
    state.changes_left, state.dies = changes, True

    with pytest.raises(Killed):
        GalleryPublisher(sessions, state).publish(COLLECTION)
    assert stale_rows(sessions) == {(1, 1): Staleness.NOW}
    state.changes_left = None
    version = GalleryPublisher(sessions, state).publish(COLLECTION)

    assert version == 1
    assert read(state) == enrolled(sessions)
    assert stale_rows(sessions) == {}


def test_a_bucket_that_is_down_leaves_the_marks(sessions: Sessions) -> None:
    add_person(sessions, A)
    state = FragileBucket()
    state.changes_left = 1
    publisher = GalleryPublisher(sessions, state)

    with pytest.raises(ServiceUnavailable):
        publisher.publish(COLLECTION)
    state.changes_left = None
    publisher.publish(COLLECTION)

    assert read(state) == enrolled(sessions)


def test_a_deleted_person_is_in_no_object_when_the_gallery_is_published(sessions: Sessions) -> None:
    ada, bob = add_person(sessions, A), add_person(sessions, B)
    state = MemoryStore()
    publisher = GalleryPublisher(sessions, state)
    publisher.publish(COLLECTION)
    add_faces(sessions, ada, A)
    publisher.publish(COLLECTION)  # an old template of hers stays, to be written anew later

    delete_person(sessions, ada)
    version = publisher.publish(COLLECTION)

    assert version == 4
    assert {person_id for segment in segments_in(state) for person_id in people_of(segment)} == {bob}
    assert set(read(state)) == {bob}


def test_a_deleted_face_is_part_of_no_centre_when_the_gallery_is_published(sessions: Sessions) -> None:
    ada = add_person(sessions, A)
    state = MemoryStore()
    publisher = GalleryPublisher(sessions, state)
    publisher.publish(COLLECTION)
    add_faces(sessions, ada, B)
    publisher.publish(COLLECTION)

    delete_face(sessions, faces_of(sessions, ada)[0])
    publisher.publish(COLLECTION)

    centres = [group.centres for segment in segments_in(state) for group in segment.templates]
    assert [centre.tolist() for centre in centres] == [[list(B)]]


def test_a_stranger_who_loses_a_face_is_in_no_object_with_it(sessions: Sessions) -> None:
    stranger = add_stranger(sessions, A, B)
    state = MemoryStore()
    publisher = GalleryPublisher(sessions, state)
    publisher.step()

    delete_face(sessions, faces_of(sessions, stranger)[0])
    publisher.publish(COLLECTION)

    assert read(state) == enrolled(sessions)


def test_who_is_deleted_before_they_were_published_never_reaches_the_bucket(sessions: Sessions) -> None:
    ada = add_person(sessions, A)
    delete_person(sessions, ada)
    state = MemoryStore()

    GalleryPublisher(sessions, state).publish(COLLECTION)

    assert [people_of(segment) for segment in segments_in(state)] == [{}]


def test_what_was_only_changed_is_not_written_anew_for_a_request(sessions: Sessions) -> None:
    ada = add_person(sessions, A)
    state = MemoryStore()
    publisher = GalleryPublisher(sessions, state)
    publisher.publish(COLLECTION)

    change(sessions, ada, suspended=True)
    publisher.publish(COLLECTION)

    assert read(state) == {}
    assert stale_rows(sessions) == {(1, 1): Staleness.LATER}


def test_many_threads_that_publish_at_once_write_once(sessions: Sessions) -> None:
    add_person(sessions, A)
    state = StoreThatWaits()
    publisher = GalleryPublisher(sessions, state)

    with ThreadPoolExecutor(20) as threads:
        versions = [threads.submit(publisher.publish, COLLECTION) for _ in range(20)]
        assert state.reached.wait(timeout=20)
        state.release.set()
        assert {version.result(timeout=20) for version in versions} == {1}

    assert state.puts == [segment_key(COLLECTION, 1, 1), manifest_key(COLLECTION)]


def test_whoever_enrols_is_found_by_the_next_request_whatever_others_do(sessions: Sessions) -> None:
    state = MemoryStore()
    processes = [GalleryPublisher(sessions, OneProcess(state)) for _ in range(3)]

    def enrol_and_look(number: int) -> None:
        ada = add_person(sessions, A)
        processes[number % 3].publish(COLLECTION)
        delete_person(sessions, ada)
        processes[(number + 1) % 3].publish(COLLECTION)
        processes[(number + 2) % 3].step()

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(enrol_and_look, range(12)))
    bob = add_person(sessions, B)
    processes[0].publish(COLLECTION)

    assert set(read(state)) == {bob}
    assert {person_id for segment in segments_in(state) for person_id in people_of(segment)} == {bob}
    assert set(state.keys()) == listed(state)


def test_dropping_a_gallery_leaves_nothing_of_it_and_the_others_alone(sessions: Sessions) -> None:
    add_person(sessions, A)
    add_person(sessions, A, collection="default-2")
    state = MemoryStore()
    publisher = GalleryPublisher(sessions, state)
    publisher.publish(COLLECTION)
    publisher.publish("default-2")

    publisher.drop(COLLECTION)

    assert set(state.keys()) == listed(state, "default-2")


def test_a_collection_that_is_deleted_while_it_is_published_leaves_nothing(sessions: Sessions) -> None:
    add_person(sessions, A)
    state = MemoryStore()

    def delete_collection() -> None:
        with sessions.begin() as session:
            for table in (GallerySegment, GalleryRemoval):
                session.execute(delete(table))
            session.delete(session.query(Person).one())
            session.execute(delete(Collection))

    once = iter([delete_collection])
    publisher = GalleryPublisher(sessions, OneProcess(state, after=lambda: next(once, bool)()))
    publisher.publish(COLLECTION)

    assert list(state.keys()) == []
    assert rows_of(sessions) == []
