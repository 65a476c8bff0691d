"""A gallery in memory: caught up exactly as far as asked, and searched exactly."""

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from app_tier.galleries import Galleries, GalleryUnavailable
from app_tier.gallery_index import GalleryIndex
from pipeline import keys
from pipeline.gallery import SEGMENT_CODEC, EnrolledFace, Segment, embedding_text
from pipeline.stores.memory import MemoryStore


class WatchedStore(MemoryStore):
    """Remembers what was read."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[str] = []

    def get(self, key: str) -> bytes:
        self.read.append(key)
        return super().get(key)


def enrolled(face_id: str, *numbers: float, pack: str = "pack") -> EnrolledFace:
    """Return a face of the person that the id begins with."""
    vector = np.asarray(numbers, dtype=np.float32)
    return EnrolledFace(
        face_id=face_id, person_id=face_id.split("-")[0], model=pack, embedding=embedding_text(vector)
    )


def published(*segments: Segment) -> WatchedStore:
    """Return a state bucket with these segments of the collection `c`."""
    store = WatchedStore()
    for segment in segments:
        store.put(keys.segment_key("c", segment.version), SEGMENT_CODEC.encode(segment))
    return store


ADA = Segment(version=1, added=(enrolled("ada-1", 1, 0),))
GRACE = Segment(version=2, added=(enrolled("grace-1", 0, 1),))
NO_ADA = Segment(version=3, removed=("ada-1",))
EAST, NORTH = np.asarray([1, 0], dtype=np.float32), np.asarray([0, 1], dtype=np.float32)


def people(index: GalleryIndex) -> list[str]:
    return [each.person_id for each in index.nearest(EAST, 10)]


def test_it_catches_up_to_the_version_asked_for_and_no_further() -> None:
    store = published(ADA, GRACE, NO_ADA)
    galleries = Galleries(store, "pack")

    index = galleries.at_least("c", 2)

    assert (index.version, people(index)) == (2, ["ada", "grace"])
    assert sorted(store.read) == [keys.segment_key("c", 1), keys.segment_key("c", 2)]


def test_it_reads_only_what_it_lacks_and_nothing_for_an_older_version() -> None:
    store = published(ADA, GRACE, NO_ADA)
    galleries = Galleries(store, "pack")
    galleries.at_least("c", 2)
    store.read.clear()

    assert galleries.at_least("c", 1).version == 2
    assert galleries.at_least("c", 3).version == 3
    assert store.read == [keys.segment_key("c", 3)]


def test_a_removed_face_is_found_no_more_and_older_snapshots_do_not_change() -> None:
    galleries = Galleries(published(ADA, GRACE, NO_ADA), "pack")
    before = galleries.at_least("c", 2)

    after = galleries.at_least("c", 3)

    assert people(after) == ["grace"]
    assert people(before) == ["ada", "grace"]


def test_a_version_that_nobody_published_costs_one_look() -> None:
    store = published(ADA, GRACE)

    with pytest.raises(GalleryUnavailable):
        Galleries(store, "pack").at_least("c", 10_000)

    assert store.read == [keys.segment_key("c", 10_000)]


def test_a_missing_segment_is_a_passing_trouble_and_leaves_the_gallery_as_it_was() -> None:
    store = published(ADA, NO_ADA)
    galleries = Galleries(store, "pack")
    galleries.at_least("c", 1)

    with pytest.raises(GalleryUnavailable):
        galleries.at_least("c", 3)
    assert galleries.at_least("c", 1).version == 1

    store.put(keys.segment_key("c", 2), SEGMENT_CODEC.encode(GRACE))
    assert people(galleries.at_least("c", 3)) == ["grace"]


def test_an_unreadable_segment_is_no_malformed_request() -> None:
    store = published(ADA)
    store.put(keys.segment_key("c", 2), b"{}")

    with pytest.raises(GalleryUnavailable):
        Galleries(store, "pack").at_least("c", 2)


def test_faces_of_another_model_pack_are_left_out() -> None:
    foreign = Segment(version=1, added=(enrolled("ada-1", 1, 0), enrolled("eve-1", 1, 0, pack="other")))

    index = Galleries(published(foreign), "pack").at_least("c", 1)

    assert people(index) == ["ada"]


def test_collections_are_kept_apart() -> None:
    galleries = Galleries(published(ADA), "pack")
    galleries.at_least("c", 1)

    assert people(galleries.at_least("other", 0)) == []


def test_many_at_once_read_every_segment_once() -> None:
    store = published(ADA, GRACE, NO_ADA)
    galleries, together = Galleries(store, "pack"), threading.Barrier(4)

    def ask() -> int:
        together.wait()
        return galleries.at_least("c", 3).version

    with ThreadPoolExecutor(4) as pool:
        versions = [pool.submit(ask) for _ in range(4)]

    assert [each.result() for each in versions] == [3] * 4
    assert len(store.read) == 3


def test_a_person_is_as_near_as_the_mean_direction_of_their_faces() -> None:
    both = Segment(version=1, added=(enrolled("ada-1", 5, 0), enrolled("ada-2", 0, 1)))
    index = GalleryIndex().after([both], "pack")

    (ada,) = index.nearest(np.asarray([3, 3], dtype=np.float32), 1)

    assert ada.distance == pytest.approx(0, abs=1e-3)
    assert index.nearest(EAST, 1)[0].distance == pytest.approx(index.nearest(NORTH, 1)[0].distance)


def test_a_person_with_many_faces_must_be_nearer_than_one_with_a_single_face() -> None:
    ada = (enrolled("ada-1", 1, 0.5), enrolled("ada-2", 1, 0.5))
    index = GalleryIndex().after([Segment(version=1, added=(*ada, enrolled("grace-1", 1, -0.52)))], "pack")

    plain, handicapped = index.nearest(EAST, 2), index.nearest(EAST, 2, 0.08)

    assert [each.person_id for each in plain] == ["ada", "grace"]
    assert [each.person_id for each in handicapped] == ["grace", "ada"]
    assert [each.distance for each in handicapped] == [each.distance for each in reversed(plain)]
    assert [each.handicapped - each.distance for each in handicapped] == pytest.approx([0, 0.04])


def test_the_search_agrees_with_a_search_by_hand() -> None:
    random = np.random.default_rng(1)
    vectors = random.standard_normal((50, 8)).astype(np.float32)
    faces = tuple(enrolled(f"p{number}-1", *vector) for number, vector in enumerate(vectors))
    probe = random.standard_normal(8).astype(np.float32)

    found = GalleryIndex().after([Segment(version=1, added=faces)], "pack").nearest(probe, 5)

    units = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    distances = np.linalg.norm(units - probe / np.linalg.norm(probe), axis=1)
    assert [each.person_id for each in found] == [f"p{number}" for number in np.argsort(distances)[:5]]
    assert [each.distance for each in found] == pytest.approx(sorted(distances)[:5], abs=1e-5)
