"""A bucket on S3, or on any server that speaks its protocol."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.aws import is_write_conflict, translated_errors
from pipeline.errors import ObjectMissing, ServiceUnavailable
from pipeline.store import Tagged

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


class S3Store:
    """One bucket. Safe to share between threads, as boto3 clients are."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def put(self, key: str, data: bytes, content_type: str = "application/octet-stream") -> None:
        """Write an object, over whatever was there."""
        with translated_errors():
            self._client.put_object(Bucket=self._bucket, Key=key, Body=data, ContentType=content_type)

    def put_new(self, key: str, data: bytes, content_type: str = "application/octet-stream") -> bool:
        """Write an object with `If-None-Match: *`, so that of two writers one alone succeeds."""
        try:
            with translated_errors():
                self._client.put_object(
                    Bucket=self._bucket, Key=key, Body=data, ContentType=content_type, IfNoneMatch="*"
                )
        except ServiceUnavailable as error:
            if is_write_conflict(error.__cause__):
                return False
            raise
        return True

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
        try:
            with translated_errors():
                self._client.put_object(Bucket=self._bucket, Key=key, Body=data, IfMatch=tag)
        except ObjectMissing:
            return False
        except ServiceUnavailable as error:
            if is_write_conflict(error.__cause__):
                return False
            raise
        return True

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
