"""The gallery in the state bucket: all segments, whatever crashes, and nothing of the deleted."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event, select

from pipeline.errors import ServiceUnavailable
from pipeline.gallery import SEGMENT_CODEC, Segment
from pipeline.keys import segment_key
from pipeline.stores.memory import MemoryStore
from tests.web_tier.made_faces import add_person, enrol
from web_tier import people
from web_tier.database import Sessions, connect, open_sessions
from web_tier.gallery import GalleryPublisher
from web_tier.gallery_segments import read_segments
from web_tier.models import UnpublishedSegment


class StoreThatIsDown(MemoryStore):
    """Takes `works_for` objects and then nothing more."""

    def __init__(self, works_for: int = 0) -> None:
        super().__init__()
        self.works_for = works_for

    def put(self, key: str, data: bytes, content_type: str = "application/octet-stream") -> None:
        if self.works_for == 0:
            raise ServiceUnavailable
        self.works_for -= 1
        super().put(key, data, content_type)


class Killed(BaseException):
    """The process dies."""


class HookedStore(MemoryStore):
    """One process's way to a shared bucket; something happens before or after each object."""

    def __init__(
        self, bucket: MemoryStore, before: Callable[[], object] = bool, after: Callable[[], object] = bool
    ) -> None:
        super().__init__()
        self._bucket = bucket
        self._before = before
        self._after = after

    def put(self, key: str, data: bytes, content_type: str = "application/octet-stream") -> None:
        self._before()
        self._bucket.put(key, data, content_type)
        self._after()


class StoreThatWaits(MemoryStore):
    """Keeps the first object back until `release` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.reached = threading.Event()
        self.release = threading.Event()
        self.puts = 0

    def put(self, key: str, data: bytes, content_type: str = "application/octet-stream") -> None:
        self.puts += 1
        if not self.reached.is_set():
            self.reached.set()
            assert self.release.wait(timeout=20)
        super().put(key, data, content_type)


def test_a_gallery_is_published_segment_by_segment(sessions: Sessions) -> None:
    ada, bob = add_person(sessions, "Ada"), add_person(sessions, "Bob")
    first, second = enrol(sessions, ada, (0.5, 0.25)), enrol(sessions, bob)
    state = MemoryStore()

    version = GalleryPublisher(sessions, state).publish("default")

    assert version == 2
    assert list(state.keys()) == [segment_key("default", 1), segment_key("default", 2)]
    (face,) = _segment(state, 1).added
    assert (face.face_id, face.person_id, face.model) == (first, ada, "test-embeddings")
    assert face.vector().tolist() == [0.5, 0.25]
    assert [each.face_id for each in _segment(state, 2).added] == [second]
    assert _marks(sessions) == []


def test_a_collection_that_does_not_exist_has_version_0(sessions: Sessions) -> None:
    state = MemoryStore()

    assert GalleryPublisher(sessions, state).publish("nowhere") == 0
    assert list(state.keys()) == []


def test_where_nothing_is_outstanding_one_query_is_all(database_url: str) -> None:
    engine = connect(database_url)
    sessions = open_sessions(engine)
    enrol(sessions, add_person(sessions))
    publisher = GalleryPublisher(sessions, MemoryStore())
    publisher.publish("default")
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *call: statements.append(call[2]))

    version = publisher.publish("default")

    engine.dispose()
    assert version == 1
    assert [each.split()[0] for each in statements if each != "BEGIN"] == ["SELECT"]


def test_more_segments_than_one_batch_are_all_published(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web_tier.gallery.BATCH", 3)
    ada = add_person(sessions)
    for _ in range(8):
        enrol(sessions, ada)
    state = MemoryStore()

    assert GalleryPublisher(sessions, state).publish("default") == 8
    assert len(list(state.keys())) == 8
    assert _marks(sessions) == []


def test_a_crash_between_writing_and_clearing_is_made_good_by_the_next_publisher(sessions: Sessions) -> None:
    enrol(sessions, add_person(sessions))
    state = MemoryStore()

    def die() -> None:
        raise Killed

    with pytest.raises(Killed):
        GalleryPublisher(sessions, HookedStore(state, after=die)).publish("default")
    assert _marks(sessions) == [1]
    version = GalleryPublisher(sessions, state).publish("default")

    assert version == 1
    assert len(_segment(state, 1).added) == 1
    assert _marks(sessions) == []


def test_a_bucket_that_fails_half_way_leaves_the_marks(sessions: Sessions) -> None:
    ada = add_person(sessions)
    enrolled = [enrol(sessions, ada) for _ in range(3)]
    state = StoreThatIsDown(works_for=1)
    publisher = GalleryPublisher(sessions, state)

    with pytest.raises(ServiceUnavailable):
        publisher.publish("default")
    state.works_for = 100
    version = publisher.publish("default")

    assert version == 3
    assert [_segment(state, n).added[0].face_id for n in (1, 2, 3)] == enrolled


def test_a_deleted_person_leaves_no_embedding_in_any_segment(sessions: Sessions) -> None:
    ada, bob = add_person(sessions, "Ada"), add_person(sessions, "Bob")
    of_ada = [enrol(sessions, ada), enrol(sessions, ada)]
    of_bob = enrol(sessions, bob)
    state = MemoryStore()
    publisher = GalleryPublisher(sessions, state)
    publisher.publish("default")

    with sessions.begin() as session:
        people.delete(session, ada)
    version = publisher.publish("default")

    segments = [_segment(state, number) for number in range(1, version + 1)]
    assert version == 4
    assert [face.face_id for segment in segments for face in segment.added] == [of_bob]
    assert sorted(segments[-1].removed) == sorted(of_ada)


def test_a_face_that_is_deleted_before_it_was_published_never_reaches_the_bucket(sessions: Sessions) -> None:
    ada = add_person(sessions)
    face_id = enrol(sessions, ada)
    with sessions.begin() as session:
        people.delete_face(session, ada, face_id)
    state = MemoryStore()

    GalleryPublisher(sessions, state).publish("default")

    assert _segment(state, 1) == Segment(version=1)
    assert _segment(state, 2) == Segment(version=2, removed=(face_id,))


def test_a_deletion_while_the_segment_is_being_written_is_written_too(sessions: Sessions) -> None:
    ada = add_person(sessions)
    face_id = enrol(sessions, ada)
    state = StoreThatWaits()

    with ThreadPoolExecutor(1) as threads:
        publishing = threads.submit(GalleryPublisher(sessions, state).publish, "default")
        assert state.reached.wait(timeout=20)
        with sessions.begin() as session:
            people.delete_face(session, ada, face_id)
        state.release.set()
        publishing.result(timeout=20)

    assert _segment(state, 1).added == ()
    assert _marks(sessions) == [2]  # the removal came later than the version that was asked for


def test_a_slow_process_that_overwrites_a_newer_segment_writes_it_again(sessions: Sessions) -> None:
    ada = add_person(sessions)
    face_id = enrol(sessions, ada)
    state = StoreThatWaits()

    with ThreadPoolExecutor(1) as threads:
        slow = threads.submit(GalleryPublisher(sessions, state).publish, "default")
        assert state.reached.wait(timeout=20)
        with sessions.begin() as session:
            people.delete_face(session, ada, face_id)
        GalleryPublisher(sessions, state).publish("default")  # another process; it clears all marks
        state.release.set()
        slow.result(timeout=20)

    assert _segment(state, 1).added == ()
    assert _marks(sessions) == []


def test_what_a_slow_process_marked_again_is_not_cleared_by_one_that_wrote_before_it(
    sessions: Sessions,
) -> None:
    ada = add_person(sessions)
    face_id = enrol(sessions, ada)
    state = MemoryStore()
    reached, release = threading.Event(), threading.Event()

    def wait() -> None:
        reached.set()
        assert release.wait(timeout=20)

    def fail() -> None:
        raise ServiceUnavailable

    steps = iter([wait, fail])  # it overwrites segment 1 late, and cannot write it again
    slow_store = HookedStore(state, before=lambda: next(steps)())

    def let_the_slow_one_overwrite() -> None:
        release.set()
        with pytest.raises(ServiceUnavailable):
            slow.result(timeout=20)

    with ThreadPoolExecutor(1) as threads:
        slow = threads.submit(GalleryPublisher(sessions, slow_store).publish, "default")
        assert reached.wait(timeout=20)
        with sessions.begin() as session:
            people.delete_face(session, ada, face_id)
        overtaken = HookedStore(state, after=let_the_slow_one_overwrite)
        GalleryPublisher(sessions, overtaken).publish("default")

    assert _segment(state, 1).added == ()
    assert _marks(sessions) == []


def test_many_threads_that_publish_at_once_write_a_segment_once(sessions: Sessions) -> None:
    enrol(sessions, add_person(sessions))
    state = StoreThatWaits()
    publisher = GalleryPublisher(sessions, state)

    with ThreadPoolExecutor(20) as threads:
        versions = [threads.submit(publisher.publish, "default") for _ in range(20)]
        assert state.reached.wait(timeout=20)
        state.release.set()
        assert {version.result(timeout=20) for version in versions} == {1}

    assert state.puts == 1


def test_whoever_enrols_finds_all_segments_up_to_the_version_published(sessions: Sessions) -> None:
    people_ids = [add_person(sessions, f"P{n}") for n in range(10)]
    state = MemoryStore()
    publisher = GalleryPublisher(sessions, state)

    def enrol_and_look(person_id: str) -> None:
        for _ in range(3):
            face_id = enrol(sessions, person_id)
            version = publisher.publish("default")
            published = [_segment(state, number) for number in range(1, version + 1)]
            assert face_id in [face.face_id for segment in published for face in segment.added]

    with ThreadPoolExecutor(10) as threads:
        list(threads.map(enrol_and_look, people_ids))

    with sessions() as session:
        expected = read_segments(session, "default", range(1, 31))
    assert [_segment(state, number) for number in range(1, 31)] == expected


def _segment(state: MemoryStore, version: int) -> Segment:
    return SEGMENT_CODEC.decode(state.get(segment_key("default", version)))


def _marks(sessions: Sessions) -> list[int]:
    with sessions() as session:
        query = select(UnpublishedSegment.version).order_by(UnpublishedSegment.version)
        return list(session.scalars(query))
