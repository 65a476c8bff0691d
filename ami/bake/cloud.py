"""The clients of AWS that baking needs."""

from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from pipeline.aws import translated_errors

if TYPE_CHECKING:
    from types_boto3_ec2 import EC2Client
    from types_boto3_s3 import S3Client
    from types_boto3_ssm import SSMClient


class Cloud:
    """One account and region, as AWS's own variables and files say unless told otherwise."""

    def __init__(self, *, region: str | None = None, endpoint_url: str | None = None) -> None:
        with translated_errors():  # such as a missing region
            session = boto3.Session(region_name=region)
            # Signed addresses of the older kind are refused by newer regions. With the bucket in the path
            # they name the region's own host: the global one redirects whoever asks for a new bucket,
            # and no builder follows.
            config = Config(
                signature_version="s3v4",
                s3={"addressing_style": "path"},
                retries={"mode": "standard", "max_attempts": 8},
            )
            self.s3: S3Client = session.client("s3", endpoint_url=endpoint_url, config=config)
            retrying = Config(retries={"mode": "standard", "max_attempts": 8})
            self.ec2: EC2Client = session.client("ec2", endpoint_url=endpoint_url, config=retrying)
            self.ssm: SSMClient = session.client("ssm", endpoint_url=endpoint_url, config=retrying)
            self._sts = session.client("sts", endpoint_url=endpoint_url, config=retrying)
        self.region = self.ec2.meta.region_name

    def account(self) -> str:
        """Return the account's number."""
        with translated_errors():
            return self._sts.get_caller_identity()["Account"]
