"""Queues that no template knows: each web process makes one for its replies."""

from typing import TYPE_CHECKING

from pipeline.aws import translated_errors
from pipeline.errors import QueueMissing

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient


def queues_named(client: "SQSClient", prefix: str) -> list[str]:
    """Return the URLs of all queues whose name begins so."""
    pages = client.get_paginator("list_queues").paginate(
        QueueNamePrefix=prefix, PaginationConfig={"PageSize": 1000}
    )
    with translated_errors():
        return [url for page in pages for url in page.get("QueueUrls", [])]


def remove_queues(client: "SQSClient", prefix: str) -> int:
    """Remove all queues whose name begins so; return how many. One that its process removed is fine."""
    urls = queues_named(client, prefix)
    for url in urls:
        try:
            with translated_errors():
                client.delete_queue(QueueUrl=url)
        except QueueMissing:
            continue
    return len(urls)
