"""Galleries follow what the web tier publishes: as far as a request needs, whole, and never half."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from structlog.testing import capture_logs

from app_tier.gallery.catching_up import Galleries, GalleryUnavailable
from app_tier.gallery.gallery import Gallery
from app_tier.gallery.refreshing import Refresher
from app_tier.gallery.shelves import MemoryShelf
from pipeline import keys
from pipeline.errors import ServiceUnavailable
from pipeline.gallery import encode_segment
from tests.app_tier.gallery.publishing import (
    ADA,
    GRACE,
    MODEL,
    SOMEBODY,
    Bucket,
    Person,
    id_of,
    looking,
    segment,
)
from tests.app_tier.world import SECONDS
from tests.waiting import wait_until

FIRST, SECOND = segment(1, ADA), segment(2, GRACE)
NO_ADA = segment(3, removed=["ada"])
MANIFEST = keys.manifest_key("c")


@pytest.fixture
def bucket() -> Bucket:
    return Bucket()


@pytest.fixture
def galleries(bucket: Bucket) -> Galleries:
    return Galleries(store=bucket, shelf=MemoryShelf(), embeddings=MODEL)


def names(gallery: Gallery) -> list[str]:
    """Return whom a search finds, of the people these tests know."""
    known = {id_of(name): name for name in ("ada", "grace", "linus", "somebody")}
    face = looking(0)[None]
    found = gallery.nearest_people(face, 9, 0.0)[0] + gallery.nearest_strangers(face, 9, 0.0)[0]
    return [known[each.person_id] for each in found]


def test_a_collection_that_was_never_changed_is_empty_and_costs_no_look(
    bucket: Bucket, galleries: Galleries
) -> None:
    gallery = galleries.at_least("c", 0)

    assert (gallery.version, gallery.people, names(gallery)) == (0, 0, [])
    assert bucket.read == []


def test_it_catches_up_to_all_that_is_published_at_once(bucket: Bucket, galleries: Galleries) -> None:
    bucket.publish(FIRST, SECOND, NO_ADA)

    gallery = galleries.at_least("c", 2)

    assert (gallery.version, names(gallery)) == (3, ["grace"])


def test_what_is_there_already_is_returned_without_a_look(bucket: Bucket, galleries: Galleries) -> None:
    bucket.publish(FIRST, SECOND)
    newest = galleries.at_least("c", 2)
    bucket.read.clear()

    assert galleries.at_least("c", 1) is galleries.at_least("c", 2) is newest
    assert bucket.read == []


def test_it_reads_only_the_segments_it_lacks(bucket: Bucket, galleries: Galleries) -> None:
    bucket.publish(FIRST)
    galleries.at_least("c", 1)
    bucket.publish(FIRST, SECOND, NO_ADA)
    bucket.read.clear()

    assert names(galleries.at_least("c", 3)) == ["grace"]
    assert bucket.read_segments() == [keys.segment_key("c", 2, 2), keys.segment_key("c", 3, 3)]


def test_a_compacted_log_leads_to_the_same_people(bucket: Bucket, galleries: Galleries) -> None:
    bucket.publish(FIRST, SECOND)
    galleries.at_least("c", 2)

    bucket.publish(segment(1, GRACE, last=3), segment(4, SOMEBODY))

    assert names(galleries.at_least("c", 4)) == ["grace", "somebody"]


def test_snapshots_do_not_change(bucket: Bucket, galleries: Galleries) -> None:
    bucket.publish(FIRST, SECOND)
    before = galleries.at_least("c", 2)
    bucket.publish(FIRST, SECOND, NO_ADA)

    after = galleries.at_least("c", 3)

    assert (names(before), names(after)) == (["ada", "grace"], ["grace"])


def test_a_version_that_nobody_published_costs_one_look(bucket: Bucket, galleries: Galleries) -> None:
    bucket.publish(FIRST)

    with pytest.raises(GalleryUnavailable):
        galleries.at_least("c", 2)

    assert bucket.read == [MANIFEST]


def _missing(bucket: Bucket) -> None:
    bucket.delete(keys.segment_key("c", 2, 2))


def _another_gallery(bucket: Bucket) -> None:
    bucket.put(keys.segment_key("c", 2, 2), encode_segment(segment(2, Person(name="eve", degrees=60))))


def _damaged(bucket: Bucket) -> None:
    bucket.put(keys.segment_key("c", 2, 2), encode_segment(SECOND)[:-1] + b"\0")


def _no_manifest(bucket: Bucket) -> None:
    bucket.delete(MANIFEST)


def _unreadable_manifest(bucket: Bucket) -> None:
    bucket.put(MANIFEST, b"{}")


@pytest.mark.parametrize(
    "trouble", [_missing, _another_gallery, _damaged, _no_manifest, _unreadable_manifest]
)
def test_what_cannot_be_read_leaves_the_gallery_as_it_was_until_it_can(
    bucket: Bucket, galleries: Galleries, trouble: Callable[[Bucket], None]
) -> None:
    bucket.publish(FIRST)
    galleries.at_least("c", 1)
    bucket.publish(FIRST, SECOND, NO_ADA)
    trouble(bucket)

    with pytest.raises(GalleryUnavailable):
        galleries.at_least("c", 3)
    assert names(galleries.at_least("c", 1)) == ["ada"]

    bucket.publish(FIRST, SECOND, NO_ADA)
    assert names(galleries.at_least("c", 3)) == ["grace"]


def test_a_publisher_at_work_is_no_trouble() -> None:
    class Published(Bucket):
        """Compacts the log as soon as somebody has read the manifest."""

        def get(self, key: str) -> bytes:
            data = super().get(key)
            if key == MANIFEST and len(self.read) == 1:
                self.publish(segment(1, GRACE, last=3))
                self.delete(keys.segment_key("c", 1, 1))
            return data

    bucket = Published()
    bucket.publish(FIRST, SECOND, NO_ADA)

    gallery = Galleries(store=bucket, shelf=MemoryShelf(), embeddings=MODEL).at_least("c", 3)

    assert names(gallery) == ["grace"]


def test_an_outage_is_an_outage(
    galleries: Galleries, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bucket, "get", _no_answer)

    with pytest.raises(ServiceUnavailable):
        galleries.at_least("c", 1)


def _no_answer(key: str) -> bytes:
    raise ServiceUnavailable


def test_collections_are_kept_apart(bucket: Bucket, galleries: Galleries) -> None:
    bucket.publish(FIRST)
    bucket.publish(segment(1, GRACE), collection="d")

    assert names(galleries.at_least("c", 1)) == ["ada"]
    assert names(galleries.at_least("d", 1)) == ["grace"]


def test_many_threads_at_once_read_every_segment_once(bucket: Bucket, galleries: Galleries) -> None:
    bucket.publish(FIRST, SECOND, NO_ADA)
    together = threading.Barrier(8)

    def ask() -> int:
        together.wait()
        return galleries.at_least("c", 3).version

    with ThreadPoolExecutor(8) as pool:
        versions = [pool.submit(ask) for _ in range(8)]

    assert [each.result() for each in versions] == [3] * 8
    assert sorted(bucket.read) == [MANIFEST, *(keys.segment_key("c", each, each) for each in (1, 2, 3))]


def test_a_catch_up_keeps_nobody_waiting_who_does_not_need_it() -> None:
    class Slow(Bucket):
        def get(self, key: str) -> bytes:
            if "000002" in key:
                reading.set()
                assert may_go_on.wait(SECONDS)
            return super().get(key)

    reading, may_go_on, bucket = threading.Event(), threading.Event(), Slow()
    galleries = Galleries(store=bucket, shelf=MemoryShelf(), embeddings=MODEL)
    bucket.publish(FIRST)
    galleries.at_least("c", 1)
    bucket.publish(FIRST, SECOND)

    with ThreadPoolExecutor(1) as pool:
        catching_up = pool.submit(galleries.at_least, "c", 2)
        assert reading.wait(SECONDS)
        meanwhile = galleries.at_least("c", 1).version
        may_go_on.set()

    assert (meanwhile, catching_up.result().version) == (1, 2)


def test_faces_of_another_model_are_left_out_with_a_warning_each_time_they_become_more(
    bucket: Bucket, galleries: Galleries
) -> None:
    foreign = segment(2, GRACE, Person(name="linus", degrees=0), model="theirs")
    bucket.publish(FIRST, foreign)

    with capture_logs() as logs:
        gallery = galleries.at_least("c", 2)
        bucket.publish(FIRST, foreign, segment(3, SOMEBODY))
        galleries.at_least("c", 3)

    assert names(gallery) == ["ada"]
    (warning,) = [line for line in logs if line["log_level"] == "warning"]
    assert (warning["people"], warning["embeddings"]) == (2, ["theirs"])


def test_a_refresh_takes_deleted_people_out_of_an_idle_workers_memory(
    bucket: Bucket, galleries: Galleries
) -> None:
    bucket.publish(FIRST, SECOND)
    galleries.at_least("c", 2)
    bucket.publish(FIRST, SECOND, NO_ADA)

    galleries.refresh()

    assert names(galleries.at_least("c", 0)) == ["grace"]


def test_a_refresh_of_what_did_not_change_is_one_look_a_collection(
    bucket: Bucket, galleries: Galleries
) -> None:
    for collection in ("c", "d"):
        bucket.publish(FIRST, collection=collection)
        galleries.at_least(collection, 1)
    bucket.read.clear()

    galleries.refresh()

    assert bucket.read == [MANIFEST, keys.manifest_key("d")]


def test_a_refresh_drops_a_deleted_collection(bucket: Bucket, galleries: Galleries) -> None:
    bucket.publish(FIRST)
    galleries.at_least("c", 1)
    for key in list(bucket.keys()):
        bucket.delete(key)

    galleries.refresh()
    bucket.read.clear()
    galleries.refresh()

    assert bucket.read == []  # nothing of it is held any more
    assert names(galleries.at_least("c", 0)) == []


def test_a_refresh_notices_a_collection_that_was_deleted_and_made_anew(
    bucket: Bucket, galleries: Galleries
) -> None:
    bucket.publish(FIRST, SECOND)
    galleries.at_least("c", 2)
    bucket.publish(segment(1, SOMEBODY))

    galleries.refresh()

    assert names(galleries.at_least("c", 1)) == ["somebody"]


def test_one_collections_trouble_is_not_the_others_and_is_logged_once(
    bucket: Bucket, galleries: Galleries
) -> None:
    for collection in ("c", "d"):
        bucket.publish(FIRST, collection=collection)
        galleries.at_least(collection, 1)
        bucket.publish(FIRST, SECOND, collection=collection)
    _missing(bucket)

    with capture_logs() as logs:
        galleries.refresh()
        galleries.refresh()

    assert names(galleries.at_least("d", 0)) == ["ada", "grace"]
    (line,) = logs
    assert "gallery of c" in line["error"]


@pytest.fixture
def stop() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


def test_the_refresher_goes_on_through_an_outage(
    bucket: Bucket, galleries: Galleries, stop: threading.Event
) -> None:
    bucket.publish(FIRST)
    galleries.at_least("c", 1)
    thread = threading.Thread(target=Refresher(galleries, 0.01).run, args=(stop,))
    bucket.delete(keys.segment_key("c", 1, 1))
    bucket.put(MANIFEST, b"{}")

    bucket.read.clear()
    thread.start()
    wait_until(lambda: len(bucket.read) > 1, SECONDS)
    bucket.publish(FIRST, SECOND)
    wait_until(lambda: galleries.at_least("c", 0).version == 2, SECONDS)
    stop.set()
    thread.join()

    assert names(galleries.at_least("c", 0)) == ["ada", "grace"]
