"""Empties buckets: S3 deletes none that holds anything."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.aws import translated_errors
from pipeline.errors import ServiceUnavailable

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client
    from types_boto3_s3.type_defs import ObjectIdentifierTypeDef


def holds(client: "S3Client", bucket: str, most: int = 1000) -> int:
    """Return how many objects a bucket holds, `most` at the most."""
    with translated_errors():
        return client.list_objects_v2(Bucket=bucket, MaxKeys=most)["KeyCount"]


def empty(client: "S3Client", bucket: str) -> Iterator[int]:
    """Delete everything, with all versions; yield how many were deleted by each call. Again does no harm."""
    for page in _pages(client, bucket):
        with translated_errors():
            answer = client.delete_objects(Bucket=bucket, Delete={"Objects": page, "Quiet": True})
        if errors := answer.get("Errors", []):
            raise ServiceUnavailable(
                f"{bucket} was not emptied: {errors[0].get('Message', 'no reason given')}"
            )
        yield len(page)


def _pages(client: "S3Client", bucket: str) -> "Iterator[list[ObjectIdentifierTypeDef]]":
    with translated_errors():
        for page in client.get_paginator("list_object_versions").paginate(Bucket=bucket):
            found = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
            if found:
                yield [{"Key": each["Key"], "VersionId": each["VersionId"]} for each in found]
