"""What machines cost an hour, with what each of them needs."""

from deploy.cost.effort import machines_needed, web_seconds, worker_seconds
from deploy.cost.prices import Prices
from deploy.cost.usage import Layout, Load, Usage

HOURS_PER_MONTH = 730.0


def workers_needed(usage: Usage, prices: Prices) -> int:
    """Return how many workers a steady load keeps."""
    machine = prices.machine(usage.layout.worker_machine)
    return machines_needed(machine, usage.load, worker_seconds(usage.load))


def web_machines_needed(usage: Usage, prices: Prices) -> int:
    """Return how many web machines a steady load keeps, of which each runs one process."""
    layout = usage.layout
    return machines_needed(
        prices.machine(layout.web_machine), usage.load, web_seconds(usage.load), least=layout.web_machines
    )


def worker_hour(layout: Layout, prices: Prices) -> float:
    """Return a worker's hour, of Spot and on-demand machines as they are mixed."""
    spot = layout.spot_percent / 100
    share = spot * prices.spot_share + (1 - spot)
    return prices.machine(layout.worker_machine).hour * share + _beside(layout, prices)


def machine_hour(name: str, layout: Layout, prices: Prices) -> float:
    """Return the hour of any other machine."""
    return prices.machine(name).hour + _beside(layout, prices)


def load_balancer_hour(layout: Layout, prices: Prices) -> float:
    """Return the load balancer's hour without what goes through it."""
    return prices.load_balancer_hour + layout.zones * prices.address_hour


def capacity_units(load: Load) -> float:
    """Return the load balancer's capacity units: by bytes, or by connections if each picture opens one."""
    gb_per_hour = load.images_per_second * 3600 * load.image_kb / 1024**2
    return max(gb_per_hour, load.images_per_second / 25)


def database_hour(layout: Layout, prices: Prices) -> float:
    """Return the database's hour; 0 where there is none in the stack."""
    if layout.database is None:
        return 0.0
    month = layout.database_gb * prices.database_gb_month + prices.secret_month
    return prices.database_hour(layout.database) + month / HOURS_PER_MONTH


def _beside(layout: Layout, prices: Prices) -> float:
    """Return the hour of a machine's disk and public address."""
    return layout.disk_gb * prices.disk_gb_month / HOURS_PER_MONTH + prices.address_hour
