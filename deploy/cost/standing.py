"""What the stack costs while no picture comes."""

from collections.abc import Iterator

from deploy.cost.breakdown import Breakdown, Item
from deploy.cost.machines import HOURS_PER_MONTH, database_hour, load_balancer_hour, machine_hour
from deploy.cost.prices import Prices, load_prices
from deploy.cost.requests import per_controller_second, per_web_machine_second
from deploy.cost.usage import Layout, Load

_SECONDS_PER_MONTH = HOURS_PER_MONTH * 3600
_NO_LOAD = Load(images_per_second=0.0)


def monthly(layout: Layout, prices: Prices | None = None) -> Breakdown:
    """Return the cost of one month without a picture, USD: no worker runs. Raises NoPrice."""
    return Breakdown(items=tuple(_items(layout, prices or load_prices())))


def _items(layout: Layout, prices: Prices) -> Iterator[Item]:
    yield _hourly("load balancer", load_balancer_hour(layout, prices), f"with {layout.zones} addresses")
    web = layout.web_machines * machine_hour(layout.web_machine, layout, prices)
    yield _hourly("web tier", web, f"{layout.web_machines} x {layout.web_machine}")
    if layout.controller_machine is not None:
        controller = machine_hour(layout.controller_machine, layout, prices)
        yield _hourly("controller", controller, f"1 x {layout.controller_machine}")
    if layout.database is not None:
        yield _hourly("database", database_hour(layout, prices), layout.database)
    asked = per_web_machine_second(_NO_LOAD).times(layout.web_machines) + per_controller_second(workers=0)
    polling = asked.times(_SECONDS_PER_MONTH).usd(prices)
    yield Item(name="polling", usd=polling, how="S3 and SQS, asked by web tier and controller")
    alarms = layout.alarms * prices.alarm_month
    alarms += layout.metrics * prices.metric_month
    yield Item(name="alarms and metrics", usd=alarms, how=f"{layout.alarms} and {layout.metrics} of them")


def _hourly(name: str, hour: float, how: str) -> Item:
    return Item(name=name, usd=hour * HOURS_PER_MONTH, how=how)
