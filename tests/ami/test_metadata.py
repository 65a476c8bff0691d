"""The metadata service may be late, or fail for a moment: a machine is not given up for that."""

import pytest

from ami.boot.metadata import Metadata, MetadataUnavailable
from tests.ami.metadata_service import Answer, metadata_service


def test_it_is_waited_for_a_minute() -> None:
    waited: list[float] = []
    metadata = Metadata("http://127.0.0.1:9", pause=waited.append)

    with pytest.raises(MetadataUnavailable, match="does not answer"):
        metadata.connect()

    assert sum(waited) == 60


@pytest.mark.parametrize("failure", [429, 500, 503])
def test_a_call_that_fails_is_made_again(failure: int) -> None:
    answers: dict[str, Answer] = {"user-data": failure}

    def pause(_seconds: float) -> None:
        answers["user-data"] = "# facefleet settings"

    with metadata_service(answers) as url:
        metadata = Metadata(url, pause)
        metadata.connect()

        assert metadata.get("user-data") == "# facefleet settings"


def test_all_calls_together_wait_no_longer_than_a_minute() -> None:
    waited: list[float] = []
    with metadata_service({"one": 503, "other": 503}) as url:
        metadata = Metadata(url, waited.append)
        metadata.connect()

        for path in ("one", "other"):
            with pytest.raises(MetadataUnavailable, match="503"):
                metadata.get(path)

    assert sum(waited) == 60


def test_what_is_not_there_is_not_waited_for() -> None:
    waited: list[float] = []
    with metadata_service({}) as url:
        metadata = Metadata(url, waited.append)
        metadata.connect()

        assert metadata.get("user-data") is None

    assert waited == []
