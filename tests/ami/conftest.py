"""What the image's tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from moto import mock_aws

from tests.ami.moto_gaps import tag_snapshots_with_their_image
from tests.ami.site import Site

REGION = "eu-west-1"


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let boto3 talk to moto, with no keys of anybody's."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Return a folder that passes for the repository."""
    for name in ("LICENSE", "requirements.txt", "worker_requirements.txt"):
        (tmp_path / name).write_text(name)
    return tmp_path


@pytest.fixture
def site(cloud: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A bakery; whatever the test does, nothing may be left behind."""
    tag_snapshots_with_their_image(monkeypatch)
    site = Site()
    yield site
    assert site.instances("running") == site.instances("stopped") == [], "a builder was left behind"
    assert site.objects() == [], "the source was left behind"
    assert site.groups() == [], "a security group was left behind"
