"""The commands that measure activation ranges say what they miss."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import calibrate_int8, calibrate_mmod

pytestmark = pytest.mark.model


@pytest.mark.parametrize("main", [calibrate_int8.main, calibrate_mmod.main])
def test_a_folder_without_pictures_is_named_and_nothing_is_written(
    main: Callable[[], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    ranges = tmp_path / "ranges.json"
    monkeypatch.setattr(sys, "argv", ["benchmark", "--images", str(tmp_path), "--json", str(ranges)])

    with pytest.raises(SystemExit) as ended:
        main()

    assert ended.value.code == 2
    assert f"There is no .jpg below {tmp_path}" in capsys.readouterr().err
    assert not ranges.exists()
