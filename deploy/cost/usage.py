"""What is asked of the service, and what it is built of: all that a cost depends on beside the prices."""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Load:
    """Pictures that come one after the other at a steady rate."""

    images_per_second: float = 10.0
    image_kb: float = 200.0  #: of 1,024 bytes
    width: int = 853  #: pixels
    height: int = 480
    faces: int = 1  #: in each picture
    remembers: bool = False  #: whether faces become sightings and strangers, with a picture of each


@dataclass(frozen=True, kw_only=True)
class Layout:
    """What the stack is built of; the defaults are those of its parameters."""

    worker_machine: str = "c7a.large"
    spot_percent: int = 0
    web_machine: str = "t3a.small"
    web_machines: int = 1  #: at the least
    most_web_machines: int = 2
    controller_machine: str | None = "t3a.nano"  #: None: it runs beside the web tier
    database: str | None = "db.t4g.micro"  #: an RDS class; None: a database of your own
    database_gb: int = 20
    disk_gb: int = 8  #: of every machine
    zones: int = 2  #: that the load balancer has an address in
    alarms: int = 6
    metrics: int = 4  #: that are made of log lines
    images_kept_days: int = 30


@dataclass(frozen=True, kw_only=True)
class Usage:
    """A load on a layout."""

    load: Load = field(default_factory=Load)
    layout: Layout = field(default_factory=Layout)


def measured_steady_usage() -> Usage:
    """Return what the cost page is about: ten pictures a second, each with one face, 200 KB and 480p.

    What a picture takes of a processor is measured (`effort`), its requests are counted (`requests`).
    """
    return Usage()
