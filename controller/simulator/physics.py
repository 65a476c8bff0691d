"""How machines, the queue and the cloud behave, in numbers."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Physics:
    """All times in seconds, all shares from 0 to 1, all rates per machine and hour."""

    # work
    slots: int = 2  #: images at once per machine
    service_seconds: float = 0.3  #: mean per image and slot
    service_cv: float = 0.3  #: standard deviation over mean of the lognormal service time

    # machines
    max_workers: int = 50  #: the group's maximum
    api_seconds: tuple[float, float] = (1.0, 2.0)  #: from asking for a machine to its being pending
    pending_median: float = 10.0  #: pending → running, lognormal; not billed
    pending_sigma: float = 0.3
    boot_median: float = 32.5  #: running → ready, lognormal; billed. All three: p50 45, p95 90
    boot_sigma: float = 0.54
    never_ready: float = 0.02  #: share of machines that run, are billed, and never say a word
    no_capacity: float = 0.0  #: share of launches that the cloud refuses
    replacement_seconds: float = 60.0  #: until the group makes up for what was refused or taken
    billing_minimum: float = 60.0  #: what a machine that ran is billed at least
    grace_seconds: float = 30.0  #: what a terminated machine has to finish what it holds; not billed

    # mishaps
    crashes: float = 0.02  #: the worker dies and systemd starts it again
    restart_seconds: float = 6.0  #: how long that takes
    hangs: float = 0.005  #: the machine falls silent for ever, and is billed
    spot_kills: float = 0.02  #: the cloud takes the machine, two minutes after saying so
    spot_notice: float = 120.0
    throttled: float = 0.01  #: share of launch and terminate calls that are refused
    unread: float = 0.005  #: share of looks at the queue that fail

    # the queue
    visibility_seconds: float = 60.0
    extended_every: float = 20.0  #: how often a worker extends the visibility of what it holds
    extension_lost: float = 0.001  #: share of tries whose visibility is not extended
    duplicates: float = 0.001  #: share of receives after which the message can still be received
    most_receives: int = 5  #: after so many the next receive moves it to the dead-letter queue
    count_lag: float = 10.0  #: counts are renewed after 0 to so many seconds, evenly; 0 is at once
    long_lag_share: float = 0.003  #: share of renewals that take `long_lag`
    long_lag: float = 60.0
    phantoms: float = 0.005  #: share of renewals whose count of visible messages is one too high or too low

    # reports
    heartbeat_seconds: float = 5.0
    drain_look_seconds: float = 2.0  #: how often a worker looks for its drain mark
    poll_seconds: float = (
        2.0  #: a long poll lasts so long; what the last one brings is done before the drain ends
    )
    silent_seconds: float = 30.0  #: a worker whose last report is older is UNKNOWN
    #: Spans (from, until) in which no machine can write its reports, and all work on.
    reports_lost: tuple[tuple[float, float], ...] = ()

    # CloudWatch
    metric_delay: float = 60.0  #: from the end of a one-minute period to its data point
    inactive_after: float = 6 * 3600.0  #: a queue unused for so long has no metrics …
    activation_delay: float = 900.0  #: … until up to so long after its next use
    quiet_before: float = 0.0  #: how long the queue was unused when the run begins

    @classmethod
    def quiet(cls, **changes: float | tuple[tuple[float, float], ...]) -> "Physics":
        """Return a world without mishaps, noise or spread (service times aside): for theory and tests."""
        calm = {name: 0.0 for name in _MISHAPS}
        fixed = {"pending_sigma": 0.0, "boot_sigma": 0.0, "count_lag": 0.0}
        return cls(**{"api_seconds": (1.0, 1.0), **calm, **fixed, **changes})  # type: ignore[arg-type]


_MISHAPS = (
    "never_ready",
    "no_capacity",
    "crashes",
    "hangs",
    "spot_kills",
    "throttled",
    "unread",
    "extension_lost",
    "duplicates",
    "long_lag_share",
    "phantoms",
)
