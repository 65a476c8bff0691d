"""The private bucket where the builder fetches the source and leaves its report."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from ami.bake.settling import cleared_away
from pipeline.aws import translated_errors
from pipeline.errors import ObjectMissing

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

PREFIX = "ami-builds/"


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """What one build has in the bucket. Either address is of no use for anything else, and not for long."""

    archive_url: str
    report_url: str
    key: str


class Depot:
    """Keeps a build's source and report while it lasts."""

    def __init__(self, s3: "S3Client", bucket: str, tell: Callable[[str], None]) -> None:
        self._s3 = s3
        self.bucket = bucket
        self._tell = tell

    def ensure_bucket(self, region: str) -> None:
        """Make the bucket, unless it is there. New buckets are private and encrypted."""
        with translated_errors():
            if self.bucket in {bucket["Name"] for bucket in self._s3.list_buckets()["Buckets"]}:
                return
            if region == "us-east-1":  # the one region that must not be named
                self._s3.create_bucket(Bucket=self.bucket)
            else:
                place: Any = {"LocationConstraint": region}
                self._s3.create_bucket(Bucket=self.bucket, CreateBucketConfiguration=place)

    @contextmanager
    def holding(self, archive: bytes, *, build: str, seconds: float) -> Iterator[Parcel]:
        """Keep the archive inside the block; its addresses are good for `seconds`."""
        key = f"{PREFIX}{build}"
        names = (f"{key}/source.tar.gz", f"{key}/report.json")
        try:
            with translated_errors():
                self._s3.put_object(Bucket=self.bucket, Key=names[0], Body=archive)
            yield Parcel(
                archive_url=self._address("get_object", names[0], seconds),
                report_url=self._address("put_object", names[1], seconds),
                key=key,
            )
        finally:
            for name in names:
                delete = partial(self._s3.delete_object, Bucket=self.bucket, Key=name)
                cleared_away(f"{self.bucket}/{name}", delete, self._tell)

    def report(self, parcel: Parcel) -> dict[str, Any]:
        """Return what the builder said last; nothing so far is an empty report."""
        try:
            with translated_errors():
                body = self._s3.get_object(Bucket=self.bucket, Key=f"{parcel.key}/report.json")["Body"].read()
        except ObjectMissing:
            return {}
        said: dict[str, Any] = json.loads(body)
        return said

    def _address(self, call: str, key: str, seconds: float) -> str:
        return self._s3.generate_presigned_url(
            call, Params={"Bucket": self.bucket, "Key": key}, ExpiresIn=round(seconds)
        )
