"""The arithmetic of the cost page."""

import json
import re
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from controller.lease import Lease
from deploy.__main__ import main
from deploy.cost import (
    Layout,
    Load,
    NoPrice,
    Usage,
    load_prices,
    measured_steady_usage,
    monthly,
    per_1000_images,
    usd_per_1000_images,
)
from deploy.cost.effort import web_seconds, worker_seconds
from deploy.cost.machines import workers_needed
from deploy.cost.prices import TABLE
from deploy.cost.requests import LEASE_SECONDS, TICK_SECONDS, per_controller_second
from pipeline.store import Tagged
from pipeline.stores.memory import MemoryStore
from tests.controller.clock import Clock

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "cost.md").read_text(encoding="utf-8")
STEADY = measured_steady_usage()
PRICES = load_prices()


class CountingStore(MemoryStore):
    """Counts reads and writes."""

    reads = writes = 0

    def get_tagged(self, key: str) -> Tagged:
        self.reads += 1
        return super().get_tagged(key)

    def put_over(self, key: str, data: bytes, tag: str) -> bool:
        self.writes += 1
        return super().put_over(key, data, tag)


def cost(**load: Any) -> float:
    return per_1000_images(Usage(load=replace(STEADY.load, **load), layout=STEADY.layout)).usd


def test_a_thousand_pictures_cost_three_cents_at_the_most() -> None:
    assert usd_per_1000_images() == per_1000_images(STEADY).usd
    assert 0.01 < usd_per_1000_images() <= 0.03


def test_writes_are_two_cents_for_two_thousand_and_what_the_items_say() -> None:
    items = per_1000_images(STEADY)

    assert items.of("S3 writes") == pytest.approx(2000 * 0.000005)
    assert items.of("workers") == pytest.approx((0.10264 + 8 * 0.08 / 730 + 0.005) / 36)
    assert items.usd == pytest.approx(sum(item.usd for item in items.items))


def test_machines_that_stand_anyway_cost_each_picture_less_the_more_there_are() -> None:
    assert cost(images_per_second=1) > 2 * cost(images_per_second=10)
    assert cost(images_per_second=100) < cost(images_per_second=10)


def test_twice_as_much_takes_no_more_than_twice_the_workers() -> None:
    def workers(rate: float) -> int:
        return workers_needed(Usage(load=Load(images_per_second=rate)), PRICES)

    assert (workers(1), workers(40), workers(80), workers(400)) == (1, 1, 2, 9)


def test_a_load_that_takes_more_web_machines_than_the_stack_allows_says_so() -> None:
    def told(rate: float) -> str:
        items = per_1000_images(Usage(load=Load(images_per_second=rate))).items
        return next(item.how for item in items if item.name == "web tier")

    assert (told(10), told(100)) == ("2 x t3a.small", "13 x t3a.small, which takes WebMax=13")


def test_spot_is_cheaper_and_remembering_dearer() -> None:
    spot = Usage(load=STEADY.load, layout=replace(STEADY.layout, spot_percent=100))

    assert per_1000_images(spot).of("workers") < per_1000_images(STEADY).of("workers")
    assert cost(remembers=True) > cost() + 0.01  # two more writes


def test_effort_agrees_with_what_was_measured() -> None:
    supervisor, mirror = 0.0104, 0.002
    measured = {(853, 480): 0.0197, (1920, 1080): 0.067}
    for (width, height), seconds in measured.items():
        reckoned = worker_seconds(Load(width=width, height=height)) - supervisor - mirror
        assert reckoned == pytest.approx(seconds, rel=0.02)
    ten = worker_seconds(Load(faces=10)) - supervisor - 10 * mirror
    assert ten == pytest.approx(0.074, rel=0.02)
    assert worker_seconds(Load(width=8000, height=4000)) == worker_seconds(Load(width=2048, height=1024))
    assert web_seconds(Load(remembers=True)) > web_seconds(Load())


def test_nothing_stands_but_what_the_stack_keeps() -> None:
    small = Layout(controller_machine=None, database=None, alarms=0, metrics=0)

    names = [item.name for item in monthly(small).items]
    assert names == ["load balancer", "web tier", "polling", "alarms and metrics"]


def test_a_machine_without_a_price_is_told() -> None:
    with pytest.raises(NoPrice, match=r"x9\.huge has no price"):
        per_1000_images(Usage(layout=Layout(worker_machine="x9.huge")))
    finished = CliRunner().invoke(main, ["cost", "--instance", "x9.huge"])
    assert (finished.exit_code, "x9.huge" in finished.stderr) == (1, True)


def test_every_price_says_where_it_is_from_and_when_it_was_looked_up() -> None:
    text = TABLE.read_text(encoding="utf-8")
    for name, table in tomllib.loads(text).items():
        if isinstance(table, dict) and name not in ("machines", "databases"):
            assert table["source"], name
    for title in ("On demand", "RDS for PostgreSQL"):  # whose tables are not theirs alone
        assert "# source: " in text.partition(title)[2]
    assert isinstance(PRICES.looked_up, date)


def test_a_minute_of_an_idle_controllers_lease_is_what_is_reckoned() -> None:
    store, clock = CountingStore(), Clock()
    lease = Lease(store=store, me="me", patience_seconds=LEASE_SECONDS, clock=clock)
    for _ in range(int(60 / TICK_SECONDS)):
        lease.hold()
        clock.now += TICK_SECONDS

    reckoned = per_controller_second(workers=0).times(60)
    assert store.reads == reckoned.gets
    assert store.writes == pytest.approx(reckoned.puts, abs=2)  # a tick may come just too early


def page_tables() -> dict[str, float]:
    """Return the page's tables of two columns and more: item → USD."""
    rows = re.findall(r"^\| ([^|]+?) \| \**([0-9.]+)\** \|", PAGE, re.MULTILINE)
    return {name.strip("* "): float(usd) for name, usd in rows}


def test_the_page_says_what_the_command_says() -> None:
    said = page_tables()
    finished = CliRunner().invoke(main, ["cost", "--json"])
    document = json.loads(finished.stdout)

    for name, usd in document["per_1000_images"]["items"].items():
        assert said[name] == pytest.approx(usd, abs=0.000005), name
    assert said["1,000 pictures"] == pytest.approx(document["per_1000_images"]["usd"], abs=0.00005)
    assert said["a month without a picture"] == pytest.approx(document["monthly_standing"]["usd"], abs=0.005)
    assert said["Amazon Rekognition"] == document["rekognition_per_1000_images"]["usd"]


@pytest.mark.parametrize(
    ("row", "arguments"),
    [
        ("one picture a second", ["--rate", "1"]),
        ("a hundred a second", ["--rate", "100"]),
        ("a hundred a second, half the workers on Spot", ["--rate", "100", "--spot-percent", "50"]),
        ("remembering every face", ["--remember"]),
        ("pictures kept for one day", ["--kept-days", "1"]),
        ("1920 by 1080 pixels, 1 MB", ["--width", "1920", "--height", "1080", "--image-kb", "1024"]),
        ("workers of type c7i.large", ["--instance", "c7i.large"]),
        ("workers of type c7g.large", ["--instance", "c7g.large"]),
    ],
)
def test_the_page_says_what_the_command_says_of_other_loads(row: str, arguments: list[str]) -> None:
    finished = CliRunner().invoke(main, ["cost", "--json", *arguments])

    said = json.loads(finished.stdout)["per_1000_images"]["usd"]
    assert page_tables()[row] == pytest.approx(said, abs=0.00005)
