"""What the stack's parameters mean for its cost. Pure."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from deploy.cost import Breakdown, Layout, Prices, Usage, measured_steady_usage, monthly, per_1000_images
from deploy.cost.machines import worker_hour


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """What a stack will cost, USD."""

    monthly: Breakdown  #: while no picture comes
    per_1000_images: Breakdown  #: in the steady load of docs/cost.md
    most_workers: int
    worker_hour: float
    region: str  #: whose prices these are


def layout_of(values: Mapping[str, str]) -> Layout:
    """Return what a stack with these parameters is built of."""
    own_controller = values["ControllerPlacement"] == "own"
    return Layout(
        worker_machine=values["WorkerInstanceType"],
        spot_percent=int(values["SpotPercent"]),
        web_machine=values["WebInstanceType"],
        web_machines=int(values["WebMin"]),
        most_web_machines=int(values["WebMax"]),
        controller_machine=values["ControllerInstanceType"] if own_controller else None,
        database=values["DatabaseInstanceClass"] if values["DatabaseKind"] == "rds" else None,
        zones=len(values["SubnetIds"].split(",")),
        images_kept_days=int(values["ImagesKeptDays"]),
    )


def machine_types(values: Mapping[str, str]) -> set[str]:
    """Return the instance types that a stack with these parameters launches."""
    names = ["WorkerInstanceType", "WorkerSecondType", "WebInstanceType"]
    if values["ControllerPlacement"] == "own":
        names.append("ControllerInstanceType")
    return {values[name] for name in names} - {""}


def estimate(values: Mapping[str, str], prices: Prices) -> Estimate:
    """Return what a stack with these parameters costs. Raises NoPrice."""
    layout = layout_of(values)
    usage = Usage(load=measured_steady_usage().load, layout=layout)
    hour = float(values["WorkerUsdPerHour"])
    affordable = math.floor(float(values["MaxUsdPerHour"]) / hour)
    return Estimate(
        monthly=monthly(layout, prices),
        per_1000_images=per_1000_images(usage, prices),
        most_workers=min(int(values["WorkerMax"]), affordable),
        worker_hour=hour,
        region=prices.region,
    )


def priced_worker(values: Mapping[str, str], prices: Prices) -> str:
    """Return the hour of a worker as these parameters have it, for WorkerUsdPerHour. Raises NoPrice."""
    layout = Layout(worker_machine=values["WorkerInstanceType"], spot_percent=int(values["SpotPercent"]))
    return f"{worker_hour(layout, prices):.5f}"
