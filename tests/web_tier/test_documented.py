"""The pages under docs/ name every route, error code and figure that the web tier has."""

import re
from pathlib import Path

from tests.web_tier.world import World

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "api.md").read_text()


def test_every_route_is_documented(world: World) -> None:
    rules = {rule.rule for rule in world.app.url_map.iter_rules() if "static" not in rule.endpoint}
    documented = {re.sub(r"<(?:\w+:)?(\w+)>", "{}", rule) for rule in rules if not rule.startswith("/docs/")}
    said = re.sub(r"\{\w*\}", "{}", PAGE)

    assert {
        rule for rule in documented if not re.search(rf"[ `]{re.escape(rule)}(?=[`?, ]|$)", said)
    } == set()


def test_every_error_code_of_the_code_is_documented() -> None:
    sources = "\n".join(
        path.read_text()
        for tier in ("web_tier", "app_tier", "pipeline")
        for path in (ROOT / tier).rglob("*.py")
    )
    codes = set(re.findall(r"\bcode ?= ?\"(\w+)\"", sources))
    codes |= set(re.findall(r"InvalidImage\(\s*\"(\w+)\"", sources))
    codes |= set(re.findall(r"failed\(request, \"(\w+)\"", sources))

    assert codes >= {"not_an_image", "image_missing", "overloaded"}
    assert {code for code in codes if f"`{code}`" not in PAGE} == set()


def test_every_figure_of_metrics_is_documented(world: World) -> None:
    page = (ROOT / "docs" / "operations.md").read_text()
    exposed = set(re.findall(r"^# HELP (facefleet_\w+)", world.client.get("/metrics").text, re.MULTILINE))

    exposed = {name for name in exposed if not name.endswith("_created")}  # when each began to count
    # the controller's own have a test of their own
    assert exposed == set(re.findall(r"^\| `(facefleet_(?!controller_)\w+)`", page, re.MULTILINE))
