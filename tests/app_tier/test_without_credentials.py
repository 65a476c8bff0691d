"""A worker that has no credentials yet."""

import pytest

from app_tier.boot import BootTimer
from app_tier.settings import WorkerSettings
from app_tier.worker import run
from tests.without_credentials import forget_credentials


def test_a_worker_without_credentials_ends_and_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    forget_credentials(monkeypatch)

    assert run(WorkerSettings(), engines=(), timer=BootTimer(before={})) == 2

    assert (
        capsys.readouterr().err == "There are no AWS credentials, neither keys nor a role of this machine.\n"
    )
