"""Nobody is given a client that has no credentials: it would have none for ever."""

from collections.abc import Callable

import pytest

from pipeline import aws
from pipeline.errors import ServiceUnavailable
from tests.ami.metadata_service import Answer, instance_metadata, metadata_service
from tests.without_credentials import forget_credentials


@pytest.fixture(autouse=True)
def nothing_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """No keys in the environment, in files, or remembered from an earlier test."""
    forget_credentials(monkeypatch)


@pytest.mark.parametrize(
    "client", [aws.s3_client, aws.sqs_client, aws.autoscaling_client, aws.ec2_client, aws.session]
)
def test_without_credentials_there_is_no_client(client: Callable[[], object]) -> None:
    with pytest.raises(ServiceUnavailable, match="There are no AWS credentials"):
        client()


def test_a_role_that_comes_late_is_found_by_whoever_asks_again(monkeypatch: pytest.MonkeyPatch) -> None:
    answers: dict[str, Answer] = {}
    with metadata_service(answers) as url:
        monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "false")
        monkeypatch.setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", url)
        with pytest.raises(ServiceUnavailable):
            aws.s3_client()

        answers.update(instance_metadata(None))

        aws.s3_client().close()


def test_half_a_pair_of_keys_is_said_to_be_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")

    with pytest.raises(ServiceUnavailable, match="Partial credentials"):
        aws.s3_client()
