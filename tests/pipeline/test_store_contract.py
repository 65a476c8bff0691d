"""What every object store promises, in memory and on S3 alike."""

import pytest

from pipeline.errors import ObjectMissing
from pipeline.store import ObjectStore


def test_an_object_is_read_as_it_was_written(store: ObjectStore) -> None:
    store.put("images/1/0", b"\x00\xffpicture", "image/jpeg")

    assert store.get("images/1/0") == b"\x00\xffpicture"


def test_writing_again_replaces(store: ObjectStore) -> None:
    store.put("a.jpg", b"old")
    store.put("a.jpg", b"new")

    assert store.get("a.jpg") == b"new"


def test_of_two_conditional_writes_the_first_wins(store: ObjectStore) -> None:
    assert store.put_new("results/1.json", b"first") is True
    assert store.put_new("results/1.json", b"second") is False
    assert store.get("results/1.json") == b"first"


def test_the_same_bytes_written_twice_are_written_once(store: ObjectStore) -> None:
    document = b"the same object"
    assert store.put_new("results/1.json", document) is True
    assert store.put_new("results/1.json", document) is False


def test_an_object_that_nobody_wrote_meanwhile_is_written_over(store: ObjectStore) -> None:
    store.put("leases/1", b"first")
    read = store.get_tagged("leases/1")

    assert read.data == b"first"
    assert store.put_over("leases/1", b"second", read.tag) is True
    assert store.get("leases/1") == b"second"


def test_of_two_who_read_the_same_one_alone_writes_over_it(store: ObjectStore) -> None:
    store.put("leases/1", b"first")
    one, other = store.get_tagged("leases/1"), store.get_tagged("leases/1")

    assert store.put_over("leases/1", b"one", one.tag) is True
    assert store.put_over("leases/1", b"other", other.tag) is False
    assert store.get("leases/1") == b"one"


def test_what_is_deleted_meanwhile_is_not_written_over(store: ObjectStore) -> None:
    store.put("leases/1", b"first")
    read = store.get_tagged("leases/1")
    store.delete("leases/1")

    assert store.put_over("leases/1", b"second", read.tag) is False
    with pytest.raises(ObjectMissing):
        store.get_tagged("leases/1")


def test_a_missing_object_is_said_to_be_missing(store: ObjectStore) -> None:
    with pytest.raises(ObjectMissing):
        store.get("images/none/0")


def test_a_deleted_object_is_gone_and_deleting_it_again_is_fine(store: ObjectStore) -> None:
    store.put("a", b"1")
    store.delete("a")
    store.delete("a")

    with pytest.raises(ObjectMissing):
        store.get("a")


def test_keys_are_listed_by_prefix_in_order(store: ObjectStore) -> None:
    for key in ("b/2", "a/1", "b/1", "Ünïcode name (1).jpg"):
        store.put(key, b"x")

    assert list(store.keys("b/")) == ["b/1", "b/2"]
    assert set(store.keys()) == {"b/2", "a/1", "b/1", "Ünïcode name (1).jpg"}
