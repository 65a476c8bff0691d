"""A queue on SQS, or on any server that speaks its protocol."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.aws import translated_errors
from pipeline.errors import ReceiptExpired
from pipeline.provision import queue_url
from pipeline.queue import Delivery, Depth
from pipeline.queues.by_name import QueueByName

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient
    from types_boto3_sqs.type_defs import DeleteMessageBatchRequestEntryTypeDef, MessageTypeDef


def named_queue(client: "SQSClient", name: str) -> QueueByName:
    """Return the queue of that name, looked up at first use and again when it was lost and made anew."""
    return QueueByName(lambda: SqsQueue(client, queue_url(client, name)))


class SqsQueue:
    """One SQS queue by its URL. Safe to share between threads, as boto3 clients are."""

    def __init__(self, client: "SQSClient", url: str) -> None:
        self._client = client
        self._url = url

    def send(self, body: str) -> None:
        """Add a message."""
        with translated_errors():
            self._client.send_message(QueueUrl=self._url, MessageBody=body)

    def receive(self, limit: int, wait_seconds: float) -> list[Delivery]:
        """Long-poll for up to `limit` messages; part seconds are rounded down, as SQS knows none."""
        with translated_errors():
            answer = self._client.receive_message(
                QueueUrl=self._url,
                MaxNumberOfMessages=limit,
                WaitTimeSeconds=int(wait_seconds),
                MessageSystemAttributeNames=["ApproximateReceiveCount", "SentTimestamp"],
            )
        return [_delivery(message) for message in answer.get("Messages", [])]

    def delete(self, delivery: Delivery) -> None:
        """Acknowledge the message."""
        with translated_errors(InvalidParameterValue=ReceiptExpired):
            self._client.delete_message(QueueUrl=self._url, ReceiptHandle=delivery.receipt)

    def delete_all(self, deliveries: Sequence[Delivery]) -> None:
        """Acknowledge up to 10 messages by one call; those that are no longer ours are passed over."""
        entries: list[DeleteMessageBatchRequestEntryTypeDef] = [
            {"Id": str(number), "ReceiptHandle": delivery.receipt}
            for number, delivery in enumerate(deliveries)
        ]
        with translated_errors():
            self._client.delete_message_batch(QueueUrl=self._url, Entries=entries)

    def extend(self, delivery: Delivery, seconds: int) -> None:
        """Keep the message hidden for `seconds` from now."""
        with translated_errors(InvalidParameterValue=ReceiptExpired):
            self._client.change_message_visibility(
                QueueUrl=self._url, ReceiptHandle=delivery.receipt, VisibilityTimeout=seconds
            )

    def depth(self) -> Depth:
        """Return the approximate counts; delayed messages count as visible soon."""
        with translated_errors():
            counts = self._client.get_queue_attributes(
                QueueUrl=self._url,
                AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
            )["Attributes"]
        return Depth(
            visible=int(counts["ApproximateNumberOfMessages"]),
            in_flight=int(counts["ApproximateNumberOfMessagesNotVisible"]),
        )


def _delivery(message: "MessageTypeDef") -> Delivery:
    attributes = message["Attributes"]
    return Delivery(
        message_id=message["MessageId"],
        body=message["Body"],
        receipt=message["ReceiptHandle"],
        receive_count=int(attributes["ApproximateReceiveCount"]),
        sent_at=int(attributes["SentTimestamp"]) / 1000,
    )
