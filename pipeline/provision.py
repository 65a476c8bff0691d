"""Makes the buckets and queues that are not there yet. Doing it again changes nothing."""

import json
from typing import TYPE_CHECKING

from pipeline.aws import translated_errors
from pipeline.settings import PipelineSettings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from types_boto3_s3 import S3Client
    from types_boto3_sqs import SQSClient
    from types_boto3_sqs.literals import QueueAttributeNameType

DAY = 86_400  # seconds
#: A dead letter keeps its first send time: its queue must keep messages longer than the request queue.
REQUEST_RETENTION = 4 * DAY
DEAD_LETTER_RETENTION = 14 * DAY
REPLY_RETENTION = 3600  # seconds; a reply is a wake-up, the result document is the truth


def ensure_buckets(client: "S3Client", settings: PipelineSettings) -> None:
    """Make the three buckets."""
    with translated_errors():
        there = {bucket["Name"] for bucket in client.list_buckets()["Buckets"]}
        for name in (settings.input_bucket, settings.output_bucket, settings.state_bucket):
            if name not in there:
                client.create_bucket(Bucket=name)


def ensure_request_queues(client: "SQSClient", settings: PipelineSettings) -> None:
    """Make the request queue and its dead-letter queue, with the attributes that the settings say."""
    dead = _ensure_queue(
        client, settings.dead_letter_queue, {"MessageRetentionPeriod": str(DEAD_LETTER_RETENTION)}
    )
    with translated_errors():
        arn = client.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"][
            "QueueArn"
        ]
    redrive = {"deadLetterTargetArn": arn, "maxReceiveCount": settings.max_receives}
    attributes: dict[QueueAttributeNameType, str] = {
        "MessageRetentionPeriod": str(REQUEST_RETENTION),
        "VisibilityTimeout": str(settings.visibility_seconds),
        "RedrivePolicy": json.dumps(redrive),
    }
    _ensure_queue(client, settings.request_queue, attributes)


def make_reply_queue(client: "SQSClient", name: str) -> str:
    """Make a web process's response queue, or find it again; return its URL."""
    return _ensure_queue(client, name, {"MessageRetentionPeriod": str(REPLY_RETENTION)})


def _ensure_queue(client: "SQSClient", name: str, attributes: "Mapping[QueueAttributeNameType, str]") -> str:
    # named alone, an existing queue is returned; with attributes, only if they are what it has already
    with translated_errors():
        url = client.create_queue(QueueName=name)["QueueUrl"]
        client.set_queue_attributes(QueueUrl=url, Attributes=attributes)
    return url


def remove_queue(client: "SQSClient", name: str) -> None:
    """Remove a queue. Raises QueueMissing where there is none."""
    with translated_errors():
        client.delete_queue(QueueUrl=client.get_queue_url(QueueName=name)["QueueUrl"])


def queue_url(client: "SQSClient", name: str) -> str:
    """Return a queue's URL. Raises QueueMissing."""
    with translated_errors():
        return client.get_queue_url(QueueName=name)["QueueUrl"]
