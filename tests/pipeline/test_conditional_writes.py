"""S3 says of a write on a condition: 412, it does not hold; 409, that cannot be told yet."""

from collections.abc import Callable, Iterator

import pytest
from botocore.stub import Stubber

from pipeline.aws import s3_client
from pipeline.errors import ServiceUnavailable
from pipeline.stores.s3 import S3Store
from tests.pipeline.conftest import dummy_credentials

__all__ = ["dummy_credentials"]  # a fixture

Write = Callable[[S3Store], bool]


def new(store: S3Store) -> bool:
    return store.put_new("results/1.json", b"mine")


def over(store: S3Store) -> bool:
    return store.put_over("leases/1", b"mine", '"as it was read"')


each_kind_of_write = pytest.mark.parametrize("write", [new, over])


class Bucket:
    """A store on an S3 that says what it was told to, and the pauses that were made."""

    def __init__(self) -> None:
        self._client = s3_client()
        self.s3 = Stubber(self._client)
        self.pauses: list[float] = []
        self.store = S3Store(self._client, "state", pause=self.pauses.append)

    def is_in_conflict(self, times: int) -> None:
        for _ in range(times):
            self._refuses("ConditionalRequestConflict", 409)

    def has_another(self) -> None:
        self._refuses("PreconditionFailed", 412)

    def _refuses(self, code: str, status: int) -> None:
        self.s3.add_client_error("put_object", code, http_status_code=status)

    def takes_it(self) -> None:
        self.s3.add_response("put_object", {"ETag": '"new"'})


@pytest.fixture
def bucket(dummy_credentials: None) -> Iterator[Bucket]:
    bucket = Bucket()
    with bucket.s3:
        yield bucket
        bucket.s3.assert_no_pending_responses()


@each_kind_of_write
def test_where_the_write_in_between_failed_ours_stands(bucket: Bucket, write: Write) -> None:
    bucket.is_in_conflict(times=2)
    bucket.takes_it()

    assert write(bucket.store) is True
    assert len(bucket.pauses) == 2


@each_kind_of_write
def test_where_the_write_in_between_stands_ours_is_lost(bucket: Bucket, write: Write) -> None:
    bucket.is_in_conflict(times=1)
    bucket.has_another()

    assert write(bucket.store) is False


@each_kind_of_write
def test_a_conflict_that_does_not_end_says_nothing_of_who_won(bucket: Bucket, write: Write) -> None:
    bucket.is_in_conflict(times=4)

    with pytest.raises(ServiceUnavailable):
        write(bucket.store)

    assert sum(bucket.pauses) < 1


@each_kind_of_write
def test_a_condition_that_does_not_hold_is_not_tried_again(bucket: Bucket, write: Write) -> None:
    bucket.has_another()

    assert write(bucket.store) is False
    assert bucket.pauses == []


def test_an_object_that_is_gone_is_not_written_over(bucket: Bucket) -> None:
    bucket.s3.add_client_error("put_object", "NoSuchKey", http_status_code=404)

    assert over(bucket.store) is False
