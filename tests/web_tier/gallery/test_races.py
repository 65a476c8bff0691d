"""Several processes publish one gallery: the newer state wins in the end, whoever writes last."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from pipeline.errors import ServiceUnavailable
from pipeline.stores.memory import MemoryStore
from tests.web_tier.gallery.made_gallery import (
    COLLECTION,
    add_faces,
    add_person,
    change,
    delete_person,
    stale_rows,
)
from tests.web_tier.gallery.reading import enrolled, listed, manifest_in, people_of, read, segments_in
from tests.web_tier.gallery.stores import OneProcess
from web_tier.database import Sessions
from web_tier.gallery import compaction
from web_tier.gallery.publishing import GalleryPublisher
from web_tier.models import Collection, Staleness

A, B = (1.0, 0.0), (0.0, 1.0)


class Slow:
    """A process that waits before its n-th object, having read the database long ago, and may fail later."""

    def __init__(
        self, sessions: Sessions, state: MemoryStore, *, before: int = 1, fails_at: int | None = None
    ) -> None:
        self._puts = 0
        self._before = before
        self._fails_at = fails_at
        self.reached = threading.Event()
        self.released = threading.Event()
        self.publisher = GalleryPublisher(sessions, OneProcess(state, before=self._wait))

    def _wait(self) -> None:
        self._puts += 1
        if self._puts == self._before:
            self.reached.set()
            assert self.released.wait(timeout=20)
        if self._puts == self._fails_at:
            raise ServiceUnavailable

    @contextmanager
    def at_work(self, work: Callable[[], object]) -> Iterator[None]:
        """Do the block while the process waits in the middle of its work; then have it end."""
        with ThreadPoolExecutor(1) as threads:
            working: Future[object] = threads.submit(work)
            assert self.reached.wait(timeout=20)
            try:
                yield
            finally:
                self.released.set()
            working.result(timeout=20)


def test_a_deletion_while_the_segment_is_written_is_written_too(sessions: Sessions) -> None:
    ada = add_person(sessions, A)
    state = MemoryStore()
    slow = Slow(sessions, state)

    with slow.at_work(lambda: slow.publisher.publish(COLLECTION)):
        delete_person(sessions, ada)

    assert _people_in(state) == set()
    assert manifest_in(state).version == 2


def test_a_slow_process_that_overwrites_a_newer_segment_writes_it_again(sessions: Sessions) -> None:
    ada, bob = add_person(sessions, A), add_person(sessions, B)
    state = MemoryStore()
    swift = GalleryPublisher(sessions, state)
    swift.publish(COLLECTION)
    delete_person(sessions, bob)
    slow = Slow(sessions, state)

    with slow.at_work(lambda: slow.publisher.publish(COLLECTION)):
        delete_person(sessions, ada)
        swift.publish(COLLECTION)  # it clears all marks

    assert _people_in(state) == set()
    assert stale_rows(sessions) == {}
    assert read(state) == {}


def test_a_slow_process_that_overwrites_a_newer_manifest_writes_it_again(sessions: Sessions) -> None:
    add_person(sessions, A)
    state = MemoryStore()
    slow = Slow(sessions, state, before=2)

    with slow.at_work(lambda: slow.publisher.publish(COLLECTION)):
        add_person(sessions, B)
        GalleryPublisher(sessions, state).publish(COLLECTION)

    GalleryPublisher(sessions, state).publish(COLLECTION)  # the next request, if the slow one need not
    assert manifest_in(state).version == 2
    assert read(state) == enrolled(sessions)


def test_a_manifest_that_a_slow_process_overwrote_before_it_was_noted_is_written_again(
    sessions: Sessions,
) -> None:
    add_person(sessions, A)
    state = MemoryStore()
    GalleryPublisher(sessions, state).publish(COLLECTION)
    _doubt_the_manifest(sessions)
    slow = Slow(sessions, state)  # it writes the manifest alone

    with ThreadPoolExecutor(1) as threads:
        working = threads.submit(slow.publisher.publish, COLLECTION)
        assert slow.reached.wait(timeout=20)
        add_person(sessions, B)

        def let_the_slow_one_overwrite() -> None:
            if manifest_in(state).version == 2 and not slow.released.is_set():
                slow.released.set()
                working.result(timeout=20)

        overtaken = OneProcess(state, after=let_the_slow_one_overwrite)
        GalleryPublisher(sessions, overtaken).publish(COLLECTION)

    assert manifest_in(state).version == 2
    assert read(state) == enrolled(sessions)


def test_what_a_slow_process_marked_again_is_not_cleared_by_one_that_wrote_before_it(
    sessions: Sessions,
) -> None:
    ada, bob = add_person(sessions, A), add_person(sessions, B)
    state = MemoryStore()
    GalleryPublisher(sessions, state).publish(COLLECTION)
    delete_person(sessions, bob)
    slow = Slow(sessions, state, fails_at=4)  # it overwrites two segments and the manifest, and is down

    with ThreadPoolExecutor(1) as threads:
        working = threads.submit(slow.publisher.publish, COLLECTION)
        assert slow.reached.wait(timeout=20)
        delete_person(sessions, ada)

        def let_the_slow_one_overwrite() -> None:
            if not slow.released.is_set():
                slow.released.set()
                assert isinstance(working.exception(timeout=20), ServiceUnavailable)

        overtaken = OneProcess(state, after=let_the_slow_one_overwrite)
        GalleryPublisher(sessions, overtaken).publish(COLLECTION)

    assert _people_in(state) == set()
    assert stale_rows(sessions) == {}


def test_a_change_while_an_old_segment_is_written_anew_can_wait_too(sessions: Sessions) -> None:
    ada, bob = add_person(sessions, A), add_person(sessions, B)
    state = MemoryStore()
    publisher = GalleryPublisher(sessions, state)
    publisher.publish(COLLECTION)
    change(sessions, ada, suspended=True)
    publisher.publish(COLLECTION)
    slow = Slow(sessions, state)

    with slow.at_work(slow.publisher.step):
        change(sessions, bob, suspended=True)

    assert stale_rows(sessions) == {(1, 2): Staleness.LATER, (4, 4): Staleness.NOW}
    publisher.publish(COLLECTION)
    assert read(state) == {}


def test_a_segment_that_is_merged_while_a_slow_process_writes_it_is_removed(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compaction, "MANY", 1)
    ada = add_person(sessions, A)
    state = MemoryStore()
    swift = GalleryPublisher(sessions, state)
    swift.publish(COLLECTION)
    add_faces(sessions, ada, B)
    slow = Slow(sessions, state)

    with slow.at_work(lambda: slow.publisher.publish(COLLECTION)):
        swift.step()  # merges all

    assert set(state.keys()) == listed(state)
    assert len(segments_in(state)) == 1
    assert read(state) == enrolled(sessions)


def _doubt_the_manifest(sessions: Sessions) -> None:
    with sessions.begin() as session:
        session.get_one(Collection, COLLECTION).published_version = 0


def _people_in(state: MemoryStore) -> set[str]:
    """Return whom any object holds, listed or not."""
    return {person_id for segment in segments_in(state) for person_id in people_of(segment)}
