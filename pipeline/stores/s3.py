"""A bucket on S3, or on any server that speaks its protocol."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from pipeline.aws import translated_errors
from pipeline.errors import ObjectMissing
from pipeline.store import Tagged
from pipeline.stores.conditional import written

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


class S3Store:
    """One bucket. Safe to share between threads, as boto3 clients are."""

    def __init__(self, client: "S3Client", bucket: str, pause: Callable[[float], None] = time.sleep) -> None:
        self._client = client
        self._bucket = bucket
        self._pause = pause

    def put(self, key: str, data: bytes, content_type: str = "application/octet-stream") -> None:
        """Write an object, over whatever was there."""
        with translated_errors():
            self._client.put_object(Bucket=self._bucket, Key=key, Body=data, ContentType=content_type)

    def put_new(self, key: str, data: bytes, content_type: str = "application/octet-stream") -> bool:
        """Write an object with `If-None-Match: *`, so that of two writers one alone succeeds."""
        put = partial(
            self._client.put_object,
            Bucket=self._bucket,
            Key=key,
            Body=data,
            ContentType=content_type,
            IfNoneMatch="*",
        )
        return written(put, self._pause)

    def get(self, key: str) -> bytes:
        """Return an object's bytes."""
        with translated_errors():
            return self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read()

    def get_tagged(self, key: str) -> Tagged:
        """Return an object's bytes and its ETag."""
        with translated_errors():
            answer = self._client.get_object(Bucket=self._bucket, Key=key)
            return Tagged(data=answer["Body"].read(), tag=answer["ETag"])

    def put_over(self, key: str, data: bytes, tag: str) -> bool:
        """Write an object with `If-Match`, so that nobody's write in between is lost."""
        put = partial(self._client.put_object, Bucket=self._bucket, Key=key, Body=data, IfMatch=tag)
        try:
            return written(put, self._pause)
        except ObjectMissing:
            return False

    def delete(self, key: str) -> None:
        """Remove an object; S3 does not mind one that is not there."""
        with translated_errors():
            self._client.delete_object(Bucket=self._bucket, Key=key)

    def keys(self, prefix: str = "") -> Iterator[str]:
        """Yield the keys that begin with `prefix`, a page of 1,000 at a time."""
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix)
        with translated_errors():
            for page in pages:
                for entry in page.get("Contents", []):
                    yield entry["Key"]
