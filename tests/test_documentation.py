"""The documentation says what is so: settings with their defaults, routes, commands, recipes."""

import re
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest
from pydantic.fields import FieldInfo

from app_tier.settings import WorkerSettings
from controller.settings import ControllerSettings
from pipeline.settings import PREFIX, PipelineSettings
from scripts.local.settings import LocalSettings
from web_tier.settings import WebSettings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMANDS = {name for page in PAGES for name in re.findall(r"python -m ([\w.]+)", page.read_text())} - {
    "pytest"
}
ALL_SETTINGS = (PipelineSettings, WebSettings, WorkerSettings, ControllerSettings)
FIELDS = {name: field for settings in ALL_SETTINGS for name, field in settings.model_fields.items()}
#: what `make run` decides otherwise than the part alone does, as the table says in words
IN_WORDS = {"database_url"}


def documented() -> dict[str, str]:
    """Return the README's table: variable → default."""
    rows = re.findall(rf"^\| `{PREFIX}(\w+)`(?: ¹)? \| (.*?) \|", README, re.MULTILINE)
    return {name.lower(): default.strip("`") for name, default in rows}


def test_every_setting_is_in_the_table_and_nothing_else() -> None:
    assert documented().keys() == FIELDS.keys() | LocalSettings.model_fields.keys()


@pytest.mark.parametrize(("name", "field"), FIELDS.items())
def test_the_table_says_the_default(name: str, field: FieldInfo) -> None:
    if field.default_factory is None and name not in IN_WORDS and get_args(field.annotation) == ():
        assert documented()[name] == str(field.default)


def test_the_parts_and_the_clients_are_among_the_commands() -> None:
    assert {"web_tier", "app_tier", "controller", "scripts.batch_upload"} <= COMMANDS


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_in_the_documentation_has_help_with_its_name(name: str) -> None:
    finished = subprocess.run(
        [sys.executable, "-m", name, "--help"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert finished.returncode == 0, finished.stderr
    assert name in finished.stdout


def test_every_recipe_in_the_documentation_is_in_the_makefile() -> None:
    named = {
        recipe for page in PAGES for recipe in re.findall(r"(?m)(?:^|`)make ([a-z-]+)", page.read_text())
    }
    made = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    assert {"run", "test", "check"} <= named
    assert named <= made


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_page_leads_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?://)([^)#]+)", page.read_text())

    assert [target for target in targets if not (page.parent / target).exists()] == []
