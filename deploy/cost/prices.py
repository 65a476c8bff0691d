"""What AWS charges: the dated table `deploy/prices.toml`, typed."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.errors import FacefleetError

TABLE = Path(__file__).parents[1] / "prices.toml"


class NoPrice(FacefleetError):
    """The price table does not have this; add a line to deploy/prices.toml."""


@dataclass(frozen=True, kw_only=True)
class Machine:
    """An instance type."""

    hour: float  #: USD
    processors: int  #: virtual ones
    speed: float  #: of one of them, beside a core of the machine that the engine was measured on
    sustained: float = 1.0  #: share of them that may be used for good


@dataclass(frozen=True, kw_only=True)
class Prices:
    """USD: per request, per GB and month, per hour, as the names say."""

    region: str
    looked_up: date
    s3_put: float
    s3_get: float
    s3_gb_month: float
    sqs_request: float
    load_balancer_hour: float
    lcu_hour: float
    disk_gb_month: float
    address_hour: float
    log_gb: float
    alarm_month: float
    metric_month: float
    secret_month: float
    transfer_gb: float
    rekognition_image: float
    spot_share: float  #: of the price on demand
    database_gb_month: float
    machines: Mapping[str, Machine]
    databases: Mapping[str, float]  #: class → hour

    def machine(self, name: str) -> Machine:
        """Return an instance type. Raises NoPrice."""
        if name not in self.machines:
            raise NoPrice(f"{name} has no price in {TABLE.name}, which has {', '.join(self.machines)}.")
        return self.machines[name]

    def database_hour(self, name: str) -> float:
        """Return a database class's hour. Raises NoPrice."""
        if name not in self.databases:
            raise NoPrice(f"{name} has no price in {TABLE.name}, which has {', '.join(self.databases)}.")
        return self.databases[name]


def load_prices(table: Path = TABLE) -> Prices:
    """Read the table."""
    return _prices(tomllib.loads(table.read_text(encoding="utf-8")))


def _prices(table: dict[str, Any]) -> Prices:
    return Prices(
        region=table["region"],
        looked_up=table["looked_up"],
        s3_put=table["s3"]["put"],
        s3_get=table["s3"]["get"],
        s3_gb_month=table["s3"]["gb_month"],
        sqs_request=table["sqs"]["request"],
        load_balancer_hour=table["load_balancer"]["hour"],
        lcu_hour=table["load_balancer"]["lcu_hour"],
        disk_gb_month=table["disk"]["gb_month"],
        address_hour=table["address"]["hour"],
        log_gb=table["logs"]["gb"],
        alarm_month=table["alarms"]["month"],
        metric_month=table["metrics"]["month"],
        secret_month=table["secret"]["month"],
        transfer_gb=table["transfer"]["gb"],
        rekognition_image=table["rekognition"]["image"],
        spot_share=table["spot"]["share"],
        database_gb_month=table["databases"]["gb_month"],
        machines={name: Machine(**machine) for name, machine in table["machines"].items()},
        databases=table["databases"]["classes"],
    )
