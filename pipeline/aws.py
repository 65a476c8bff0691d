"""boto3 clients, and what botocore's errors mean here."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.handlers import add_expect_header

from pipeline.errors import FacefleetError, ObjectMissing, QueueMissing, ReceiptExpired, ServiceUnavailable

if TYPE_CHECKING:
    from types_boto3_autoscaling import AutoScalingClient
    from types_boto3_ec2 import EC2Client
    from types_boto3_s3 import S3Client
    from types_boto3_sqs import SQSClient

#: S3 answers 403 for a missing key to whoever may not list the bucket; the roles here may.
_MEANINGS: dict[str, type[FacefleetError]] = {
    "NoSuchKey": ObjectMissing,
    "404": ObjectMissing,
    "QueueDoesNotExist": QueueMissing,
    "AWS.SimpleQueueService.NonExistentQueue": QueueMissing,
    "ReceiptHandleIsInvalid": ReceiptExpired,
    "AWS.SimpleQueueService.MessageNotInflight": ReceiptExpired,
    "MessageNotInflight": ReceiptExpired,
}


def session() -> boto3.Session:
    """Return the process's session, which has credentials. Raises ServiceUnavailable where there are none.

    A client keeps for good what was found when it was made, and that is nothing where the machine's role is a
    moment late (botocore's InstanceMetadataProvider). So whoever finds nothing ends, and is started anew.
    """
    shared = boto3.DEFAULT_SESSION or boto3.Session()
    boto3.DEFAULT_SESSION = shared  # which boto3.client would make and keep too
    with translated_errors():
        found = shared.get_credentials()
    if found is None:
        raise ServiceUnavailable("There are no AWS credentials, neither keys nor a role of this machine.")
    return shared


def s3_client(max_connections: int = 32) -> "S3Client":
    """Return an S3 client; region, credentials and endpoint come from the environment, as usual.

    Raises ServiceUnavailable where there are no credentials, as do the others.
    """
    client = session().client("s3", config=_config(max_connections))
    # botocore would ask before every body whether it may be sent: a round trip more, and these are small
    client.meta.events.unregister("before-call.s3", add_expect_header)
    return client


def sqs_client(max_connections: int = 32) -> "SQSClient":
    """Return an SQS client; see `s3_client`."""
    return session().client("sqs", config=_config(max_connections))


def autoscaling_client(max_connections: int = 4) -> "AutoScalingClient":
    """Return a client of EC2 Auto Scaling; see `s3_client`."""
    return session().client("autoscaling", config=_config(max_connections))


def ec2_client(max_connections: int = 4) -> "EC2Client":
    """Return an EC2 client; see `s3_client`."""
    return session().client("ec2", config=_config(max_connections))


def _config(max_connections: int) -> Config:
    return Config(
        max_pool_connections=max_connections,
        connect_timeout=5,
        read_timeout=30,  # longer than the longest long poll, 20 s
        retries={"mode": "standard", "max_attempts": 3},
        # botocore would put its own together anew for every call, a tenth of the call's time
        user_agent="facefleet",
        # images carry their own SHA-256; a second checksum of every body would cost and protect nothing
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        # path style works on every S3-like endpoint, names with dots and bare IP addresses included
        s3={"addressing_style": "path"},
    )


@contextmanager
def translated_errors(**meanings: type[FacefleetError]) -> Iterator[None]:
    """Turn botocore's errors into this project's families, keeping the original as the cause.

    `meanings` names the codes that mean something particular in one call.
    """
    try:
        yield
    except ClientError as error:
        code = error_code(error)
        family = meanings.get(code) or _MEANINGS.get(code, ServiceUnavailable)
        raise family(str(error)) from error
    except BotoCoreError as error:
        raise ServiceUnavailable(str(error)) from error


def error_code(error: ClientError) -> str:
    """Return the AWS code of an error."""
    return str(error.response.get("Error", {}).get("Code", ""))
