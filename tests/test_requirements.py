"""Web tier and workers install separately, from pinned wheels, and neither leans on the other's packages."""

import re
import sys
from functools import cache
from importlib.metadata import distribution, distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.test_architecture import ROOT, imports, modules

OWN = {"pipeline", "web_tier", "app_tier", "controller", "ami", "deploy", "scripts", "benchmarks", "tests"}
#: what each requirements file must suffice for
SIDES = {
    "requirements.txt": ("pipeline", "web_tier", "controller", "scripts", "ami", "deploy"),
    "worker_requirements.txt": ("pipeline", "app_tier"),
}
#: for developers, who have dev_requirements.txt; nothing that runs in production imports it
TOOL = ROOT / "controller" / "simulator"


def requirements(file_name: str) -> list[Requirement]:
    lines = (ROOT / file_name).read_text().splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith(("#", "./"))]


@cache
def distributions_of() -> dict[str, set[str]]:
    """Return which distributions bring each top-level package, by the files they installed."""
    found: dict[str, set[str]] = {}
    for each in distributions():
        for file in each.files or []:
            found.setdefault(file.parts[0].partition(".")[0], set()).add(canonicalize_name(each.name))
    return found


@pytest.mark.parametrize("file_name", [*SIDES, "dev_requirements.txt"])
def test_every_requirement_is_pinned(file_name: str) -> None:
    loose = [
        str(each) for each in requirements(file_name) if not re.fullmatch(r"==[\w.]+", str(each.specifier))
    ]

    assert loose == []


def test_both_sides_pin_what_they_share_alike() -> None:
    web, worker = ({each.name: str(each.specifier) for each in requirements(name)} for name in SIDES)

    assert {name for name in web.keys() & worker.keys() if web[name] != worker[name]} == set()


@pytest.mark.parametrize(("file_name", "folders"), SIDES.items())
def test_each_side_imports_only_what_its_own_file_installs(file_name: str, folders: tuple[str, ...]) -> None:
    installed = {canonicalize_name(each.name) for each in requirements(file_name)}
    foreign = {
        f"{path.relative_to(ROOT)} imports {package}"
        for path in modules(*folders)
        if not path.is_relative_to(TOOL)
        for package in imports(path) - OWN - set(sys.stdlib_module_names)
        if distributions_of().get(package, set()).isdisjoint(installed) and package != "__future__"
    }

    assert foreign == set()


def test_nothing_that_runs_in_production_imports_the_simulator() -> None:
    users = [
        str(path.relative_to(ROOT))
        for path in modules("pipeline", "web_tier", "app_tier", "controller", "scripts")
        if not path.is_relative_to(TOOL) and "controller.simulator" in path.read_text()
    ]

    assert users == []


def test_the_package_named_dlib_brings_the_wheel_of_the_pinned_version() -> None:
    alias = (ROOT / "tests" / "dlib_alias" / "pyproject.toml").read_text()
    [pinned] = [each for each in requirements("worker_requirements.txt") if each.name == "dlib-bin"]

    assert f"dlib-bin{pinned.specifier}" in alias
    assert [name for name in distribution("dlib").requires or []] == [f"dlib-bin{pinned.specifier}"]


def test_no_requirements_file_names_a_place_other_than_the_registry() -> None:
    for path in Path(ROOT).glob("*requirements.txt"):
        assert "://" not in path.read_text(), path.name
