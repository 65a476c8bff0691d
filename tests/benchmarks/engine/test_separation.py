"""`face_recognition` changes Pillow wherever it is imported: benchmarks keep it to processes of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_architecture import ROOT, imports, modules

HOST = "benchmarks.engine.arms.face_recognition_arms"
#: imports it when it is measured, in a process that reads no picture
COMPARING = "benchmarks.search.compare_faces"
NAMES = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in modules("benchmarks")]


def test_no_module_but_two_imports_face_recognition() -> None:
    users = [path.relative_to(ROOT) for path in modules("benchmarks") if "face_recognition" in imports(path)]

    assert users == [Path(*name.split(".")).with_suffix(".py") for name in (HOST, COMPARING)]


@pytest.mark.model
def test_no_other_module_imports_that_one() -> None:
    program = f"""
import importlib, sys
for name in {[name for name in NAMES if name != HOST]!r}:
    importlib.import_module(name)
print("face_recognition" in sys.modules)
"""

    finished = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert finished.stdout.strip() == "False", finished.stderr
