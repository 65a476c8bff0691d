"""What botocore's errors mean here, and that a dead endpoint is said to be unavailable."""

import socket

import pytest
from botocore.exceptions import ClientError

from pipeline import provision
from pipeline.aws import s3_client, sqs_client, translated_errors
from pipeline.errors import FacefleetError, ObjectMissing, QueueMissing, ReceiptExpired, ServiceUnavailable
from pipeline.settings import PipelineSettings
from pipeline.stores.s3 import S3Store


@pytest.mark.parametrize(
    ("code", "family"),
    [
        ("NoSuchKey", ObjectMissing),
        ("QueueDoesNotExist", QueueMissing),
        ("AWS.SimpleQueueService.NonExistentQueue", QueueMissing),
        ("ReceiptHandleIsInvalid", ReceiptExpired),
        ("SlowDown", ServiceUnavailable),
        ("AccessDenied", ServiceUnavailable),
    ],
)
def test_each_error_code_has_its_family(code: str, family: type[FacefleetError]) -> None:
    original = ClientError({"Error": {"Code": code, "Message": "…"}}, "Operation")

    with pytest.raises(family) as caught, translated_errors():
        raise original

    assert caught.value.__cause__ is original


@pytest.mark.usefixtures("dummy_credentials")
def test_an_endpoint_that_nobody_listens_on_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))  # bound but not listening: connections are refused
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{reserved.getsockname()[1]}")
        client = s3_client()

        with pytest.raises(ServiceUnavailable):
            S3Store(client, "bucket").get("key")

        client.close()


@pytest.mark.usefixtures("dummy_credentials")
def test_a_queue_that_is_gone_is_said_to_be_missing(
    endpoint_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint_url)
    client = sqs_client()
    provision.make_reply_queue(client, "replies-short-lived")
    provision.remove_queue(client, "replies-short-lived")

    with pytest.raises(QueueMissing):
        provision.queue_url(client, "replies-short-lived")

    client.close()


@pytest.mark.usefixtures("dummy_credentials")
def test_provisioning_again_with_other_settings_changes_the_queue(
    endpoint_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint_url)
    client = sqs_client()
    before = PipelineSettings(request_queue="changing", dead_letter_queue="dead", visibility_seconds=30)

    provision.ensure_request_queues(client, before)
    provision.ensure_request_queues(client, before.model_copy(update={"visibility_seconds": 90}))

    url = provision.queue_url(client, "changing")
    attributes = client.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    assert attributes["VisibilityTimeout"] == "90"
    client.close()
