"""The import rules of docs/design.md: tiers keep apart, and each outside library has its place."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TIERS = ("web_tier", "app_tier", "controller")
#: library → the only places that may import it
PLACES = {
    "boto3": (
        "pipeline/aws.py",
        "pipeline/provision.py",
        "pipeline/queues/sqs.py",
        "pipeline/stores/s3.py",
        "ami/bake/cloud.py",
        "ami/boot/database_secret.py",
        "ami/boot/ship_logs.py",
        "ami/boot/signal_ready.py",
        "deploy/aws/account.py",
    ),
    "botocore": (
        "deploy/aws/account.py",
        "ami/bake/cloud.py",
        "ami/bake/settling.py",
        "ami/boot/database_secret.py",
        "ami/boot/ship_logs.py",
        "ami/boot/signal_ready.py",
        "pipeline/aws.py",
        "pipeline/provision.py",
        "pipeline/queues/sqs.py",
        "pipeline/stores/s3.py",
    ),
    "flask": ("web_tier/",),
    "apiflask": ("web_tier/",),
    "sqlalchemy": ("web_tier/", "scripts/orphans/", "scripts/check_orphans.py"),
    # the web tier names it as SQLAlchemy's driver
    "psycopg": ("app_tier/gallery/pgvector/",),
    "dlib": ("app_tier/engine/",),
    # sets Pillow to accept truncated pictures, and loads every model it has
    "face_recognition": (),
    "cv2": ("scripts/", "app_tier/engine/"),
    "onnxruntime": ("app_tier/engine/runtimes/",),
    # tells Google Analytics of its import, unless it is imported as that module does
    "openvino": ("app_tier/engine/runtimes/",),
    "onnx": ("app_tier/engine/weights/",),
    "joblib": ("app_tier/engine/weights/",),
}


def modules(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def imports(path: Path) -> set[str]:
    """Return the top-level packages that a module imports, type checking aside."""
    tree = ast.parse(path.read_text())
    typing_only = {id(node) for block in _typing_blocks(tree) for node in ast.walk(block)}
    return {
        name.split(".")[0]
        for node in ast.walk(tree)
        if id(node) not in typing_only
        for name in _imported_names(node)
    }


def _typing_blocks(tree: ast.Module) -> Iterator[ast.If]:
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            yield node


def _imported_names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        return [node.module]
    return []


@pytest.mark.parametrize("path", list(modules("pipeline")), ids=lambda path: str(path.relative_to(ROOT)))
def test_the_pipeline_imports_no_tier(path: Path) -> None:
    assert imports(path).isdisjoint({*TIERS, "scripts", "benchmarks", "tests"})


@pytest.mark.parametrize("path", list(modules(*TIERS)), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_tier_imports_no_other_tier(path: Path) -> None:
    own = path.relative_to(ROOT).parts[0]
    assert imports(path).isdisjoint({*TIERS, "scripts", "benchmarks", "tests"} - {own})


def test_only_the_simulator_asks_what_a_deployment_costs() -> None:
    users = [
        str(path.relative_to(ROOT))
        for path in modules("pipeline", *TIERS, "ami")
        if "deploy" in imports(path)
    ]

    assert [user for user in users if not user.startswith("controller/simulator/")] == []


@pytest.mark.parametrize(("library", "places"), PLACES.items())
def test_each_library_has_its_place(library: str, places: tuple[str, ...]) -> None:
    users = [
        str(path.relative_to(ROOT))
        for path in modules("pipeline", *TIERS, "scripts", "ami", "deploy")
        if library in imports(path)
    ]

    assert [user for user in users if not user.startswith(places)] == []
    assert bool(users) == bool(places), f"nothing imports {library}: take it out of the table"


def test_importing_any_module_starts_nothing_and_reads_no_settings() -> None:
    names = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in modules("pipeline", *TIERS, "deploy")
        if path.name not in ("__main__.py", "env.py") and "versions" not in path.parts
    ]
    program = f"""
import importlib, threading
for name in {names!r}:
    importlib.import_module(name)
print([thread.name for thread in threading.enumerate()])
"""
    environment = {"PATH": "", "FACEFLEET_VISIBILITY_SECONDS": "nonsense"}

    finished = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert finished.stdout.strip() == "['MainThread']", finished.stderr
