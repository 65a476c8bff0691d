"""What 1,000 pictures cost in steady load, item by item."""

from collections.abc import Iterator

from deploy.cost.breakdown import Breakdown, Item
from deploy.cost.machines import (
    HOURS_PER_MONTH,
    capacity_units,
    database_hour,
    load_balancer_hour,
    machine_hour,
    web_machines_needed,
    worker_hour,
    workers_needed,
)
from deploy.cost.prices import Prices, load_prices
from deploy.cost.requests import per_controller_second, per_image, per_web_machine_second, per_worker_second
from deploy.cost.usage import Usage

#: At most: one picture's log lines of all tiers, its answer's JSON, its result document. A test measures.
LOG_KB_PER_IMAGE, ANSWER_KB, RESULT_KB = 1.0, 2.0, 4.0

_GB_IN_KB = 1024**2


def per_1000_images(usage: Usage, prices: Prices | None = None) -> Breakdown:
    """Return the cost of 1,000 pictures, USD. Raises NoPrice for a machine that the table does not have."""
    prices = prices or load_prices()
    items = (*_requests(usage, prices), *_bytes(usage, prices), *_machines(usage, prices))
    return Breakdown(items=items)


def _requests(usage: Usage, prices: Prices) -> Iterator[Item]:
    requests = per_image(usage.load)
    yield Item(
        name="S3 writes", usd=requests.puts * prices.s3_put * 1000, how=f"{requests.puts:g} PUT a picture"
    )
    yield Item(
        name="S3 reads", usd=requests.gets * prices.s3_get * 1000, how=f"{requests.gets:g} GET a picture"
    )
    yield Item(
        name="SQS",
        usd=requests.messages * prices.sqs_request * 1000,
        how=f"{requests.messages:g} calls a picture",
    )
    workers, webs = workers_needed(usage, prices), web_machines_needed(usage, prices)
    background = (
        per_worker_second().times(workers)
        + per_web_machine_second(usage.load).times(webs)
        + per_controller_second(workers)
    )
    rate = usage.load.images_per_second
    yield Item(
        name="heartbeats and polling",
        usd=background.usd(prices) / rate * 1000,
        how=f"{background.puts:g} PUT, {background.gets:g} GET, {background.messages:g} SQS calls a second",
    )


def _bytes(usage: Usage, prices: Prices) -> Iterator[Item]:
    load, layout = usage.load, usage.layout
    months = layout.images_kept_days * 24 / HOURS_PER_MONTH
    stored_gb = (load.image_kb + RESULT_KB) * 1000 / _GB_IN_KB
    yield Item(
        name="S3 storage",
        usd=stored_gb * months * prices.s3_gb_month,
        how=f"{load.image_kb:g} KB and a result, {layout.images_kept_days} days",
    )
    yield Item(
        name="logs",
        usd=LOG_KB_PER_IMAGE * 1000 / _GB_IN_KB * prices.log_gb,
        how=f"{LOG_KB_PER_IMAGE:g} KB a picture",
    )
    yield Item(
        name="answers sent out",
        usd=ANSWER_KB * 1000 / _GB_IN_KB * prices.transfer_gb,
        how=f"{ANSWER_KB:g} KB a picture",
    )


def _machines(usage: Usage, prices: Prices) -> Iterator[Item]:
    load, layout = usage.load, usage.layout
    thousands_per_hour = load.images_per_second * 3600 / 1000

    def item(name: str, hour: float, how: str) -> Item:
        return Item(name=name, usd=hour / thousands_per_hour, how=how)

    workers, webs = workers_needed(usage, prices), web_machines_needed(usage, prices)
    units = capacity_units(load)
    yield item("workers", workers * worker_hour(layout, prices), f"{workers} x {layout.worker_machine}")
    beyond = f", which takes WebMax={webs}" if webs > layout.most_web_machines else ""
    yield item(
        "web tier",
        webs * machine_hour(layout.web_machine, layout, prices),
        f"{webs} x {layout.web_machine}{beyond}",
    )
    yield item(
        "load balancer",
        load_balancer_hour(layout, prices) + units * prices.lcu_hour,
        f"its hour, and {units:.1f} capacity units",
    )
    if layout.controller_machine is not None:
        hour = machine_hour(layout.controller_machine, layout, prices)
        yield item("controller", hour, f"1 x {layout.controller_machine}")
    if layout.database is not None:
        yield item("database", database_hour(layout, prices), layout.database)
