"""What Facefleet costs on AWS: pure arithmetic over measured efforts, counted requests and dated prices."""

from deploy.cost.breakdown import Breakdown, Item
from deploy.cost.per_1000 import per_1000_images
from deploy.cost.prices import NoPrice, Prices, load_prices
from deploy.cost.standing import monthly
from deploy.cost.usage import Layout, Load, Usage, measured_steady_usage

__all__ = [
    "Breakdown",
    "Item",
    "Layout",
    "Load",
    "NoPrice",
    "Prices",
    "Usage",
    "load_prices",
    "measured_steady_usage",
    "monthly",
    "per_1000_images",
    "usd_per_1000_images",
]


def usd_per_1000_images() -> float:
    """Return what 1,000 pictures cost in the steady load that docs/cost.md is about."""
    return per_1000_images(measured_steady_usage()).usd
