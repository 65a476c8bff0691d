"""The clients of one account and region, each made when it is first used."""

from functools import cached_property
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from pipeline.aws import translated_errors

if TYPE_CHECKING:
    from types_boto3_autoscaling import AutoScalingClient
    from types_boto3_cloudformation import CloudFormationClient
    from types_boto3_ec2 import EC2Client
    from types_boto3_elbv2 import ElasticLoadBalancingv2Client
    from types_boto3_s3 import S3Client
    from types_boto3_sqs import SQSClient
    from types_boto3_ssm import SSMClient

_CONFIG = Config(
    user_agent_extra="facefleet-deploy",
    connect_timeout=5,
    retries={"mode": "standard", "max_attempts": 3},
    s3={"addressing_style": "path"},  # which every S3-like endpoint understands
)


class Account:
    """Credentials come from where AWS programs take them; region and endpoint too, unless they are named."""

    def __init__(self, *, region: str | None = None, endpoint_url: str | None = None) -> None:
        self._session = boto3.Session(region_name=region)
        self._endpoint_url = endpoint_url

    @property
    def region(self) -> str:
        """Return the region's name; empty where none is known."""
        return self._session.region_name or ""

    @cached_property
    def cloudformation(self) -> "CloudFormationClient":
        """Return a client. Raises ServiceUnavailable where no region is known, as do the others."""
        with translated_errors():
            return self._session.client("cloudformation", endpoint_url=self._endpoint_url, config=_CONFIG)

    @cached_property
    def ec2(self) -> "EC2Client":
        """Return a client."""
        with translated_errors():
            return self._session.client("ec2", endpoint_url=self._endpoint_url, config=_CONFIG)

    @cached_property
    def autoscaling(self) -> "AutoScalingClient":
        """Return a client."""
        with translated_errors():
            return self._session.client("autoscaling", endpoint_url=self._endpoint_url, config=_CONFIG)

    @cached_property
    def load_balancing(self) -> "ElasticLoadBalancingv2Client":
        """Return a client."""
        with translated_errors():
            return self._session.client("elbv2", endpoint_url=self._endpoint_url, config=_CONFIG)

    @cached_property
    def s3(self) -> "S3Client":
        """Return a client."""
        with translated_errors():
            return self._session.client("s3", endpoint_url=self._endpoint_url, config=_CONFIG)

    @cached_property
    def sqs(self) -> "SQSClient":
        """Return a client."""
        with translated_errors():
            return self._session.client("sqs", endpoint_url=self._endpoint_url, config=_CONFIG)

    @cached_property
    def ssm(self) -> "SSMClient":
        """Return a client."""
        with translated_errors():
            return self._session.client("ssm", endpoint_url=self._endpoint_url, config=_CONFIG)
