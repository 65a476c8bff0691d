"""`python -m app_tier.self_test`, with the shipped packs for real."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app_tier.engine.manifest import read_manifest
from app_tier.engine.packs import DEFAULT_PACK, EngineChoice, load_engine, shipped_packs
from app_tier.engine.reference import ReferenceEngine
from app_tier.engine.runtimes.capabilities import installed_libraries, processor_capabilities
from app_tier.engine.runtimes.choice import RuntimeName, RuntimeUnavailable, choose
from app_tier.self_test.examination import examine
from app_tier.self_test.expectations import expected_embedding
from pipeline.results import ModelId

ROOT = Path(__file__).parents[3]
MANIFESTS = ROOT / "app_tier" / "engine" / "manifests"
pytestmark = pytest.mark.model
#: The one whose files no package brings.
FOREIGN = {"yunet-mobilefacenet"}


def run(**variables: str) -> tuple[int, dict[str, Any]]:
    finished = subprocess.run(
        [sys.executable, "-m", "app_tier.self_test"],
        cwd=ROOT,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return finished.returncode, json.loads(finished.stdout)


def test_this_machine_passes_and_says_how() -> None:
    code, report = run()

    assert code == 0
    assert report["passed"] is True and report["problem"] is None
    assert report["model"]["pack"] == DEFAULT_PACK
    assert 0 <= report["distance"] <= report["allowed"]
    assert set(report["seconds"]) == {"load", "self_test"}


def test_an_engine_that_cannot_be_loaded_fails_in_its_own_words() -> None:
    code, report = run(FACEFLEET_MODEL_PACK="none-such")

    assert code == 1
    assert report["passed"] is False
    assert "none-such" in report["problem"]


def test_wrong_settings_are_listed_and_the_exit_code_is_two() -> None:
    finished = subprocess.run(
        [sys.executable, "-m", "app_tier.self_test"],
        cwd=ROOT,
        env={**os.environ, "FACEFLEET_SLOTS": "none"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert finished.returncode == 2
    assert "FACEFLEET_SLOTS" in finished.stderr


@pytest.mark.parametrize("pack", sorted(set(shipped_packs()) - FOREIGN))
@pytest.mark.parametrize("runtime", list(RuntimeName))
def test_every_shipped_pack_passes_on_every_runtime(pack: str, runtime: RuntimeName) -> None:
    try:
        choose(runtime, processor_capabilities(), installed_libraries())
    except RuntimeUnavailable as error:
        pytest.skip(str(error))
    engine = load_engine(
        EngineChoice(models=Path(os.environ["FACEFLEET_MODELS"]), pack=pack, runtime=runtime)
    )

    report = examine(engine, engine.model)

    assert report.distance is not None, "there is nothing to compare with"
    assert report.problem is None


def test_every_shipped_pack_has_an_expectation() -> None:
    manifests = [read_manifest(path) for path in MANIFESTS.glob("*.toml")]
    models = [ModelId(pack=each.name, version=each.version) for each in manifests] + [ReferenceEngine.model]

    assert {each.pack for each in models} == set(shipped_packs())
    assert [each.pack for each in models if expected_embedding(each) is None] == []
