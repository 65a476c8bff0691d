"""Settings come from the environment, and every wrong one is named at once."""

import pytest

from pipeline.errors import InvalidSettings
from pipeline.settings import PipelineSettings, load


def test_the_defaults_need_no_environment() -> None:
    assert load(PipelineSettings).request_queue == "facefleet-requests"


def test_a_variable_overrides_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACEFLEET_VISIBILITY_SECONDS", "90")

    assert load(PipelineSettings).visibility_seconds == 90


def test_every_wrong_variable_is_reported_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACEFLEET_VISIBILITY_SECONDS", "soon")
    monkeypatch.setenv("FACEFLEET_MAX_RECEIVES", "0")
    monkeypatch.setenv("FACEFLEET_REQUEST_QUEUE", "no spaces")

    with pytest.raises(InvalidSettings) as caught:
        load(PipelineSettings)

    assert [problem.split("=")[0] for problem in caught.value.problems] == [
        "FACEFLEET_REQUEST_QUEUE",
        "FACEFLEET_VISIBILITY_SECONDS",
        "FACEFLEET_MAX_RECEIVES",
    ]
