"""The notice that a Spot machine is taken away."""

from collections.abc import Iterator

import pytest

from app_tier.instance_metadata import InstanceMetadata
from tests.app_tier.metadata_service import MetadataService, metadata_service


@pytest.fixture
def service() -> Iterator[MetadataService]:
    with metadata_service() as service:
        yield service


def test_most_of_the_time_nothing_is_announced(service: MetadataService) -> None:
    assert not InstanceMetadata(service.url).announces_end()


def test_an_interruption_is_announced(service: MetadataService) -> None:
    metadata = InstanceMetadata(service.url)
    assert not metadata.announces_end()

    service.announce()

    assert metadata.announces_end()
    assert service.tokens_given == 1


def test_a_token_that_has_run_out_is_replaced(service: MetadataService) -> None:
    metadata = InstanceMetadata(service.url)
    assert not metadata.announces_end()
    service.announce()
    service.token = "another token"

    assert not metadata.announces_end()  # it learns that the token is no good any more
    assert metadata.announces_end()


def test_a_machine_without_the_service_is_an_error_and_no_notice() -> None:
    with metadata_service() as service:
        url = service.url

    with pytest.raises(OSError, match="refused"):
        InstanceMetadata(url).announces_end()


def test_no_proxy_is_asked_for_what_concerns_this_machine(
    service: MetadataService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    service.announce()

    assert InstanceMetadata(service.url).announces_end()
