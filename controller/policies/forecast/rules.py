"""The bounds, prices and patience that decisions go by."""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class FuseRules:
    """When launching stops because it makes nothing better."""

    window: float = 600.0  #: how far back failed launches count, seconds
    launch_failures: int = 3  #: so many of them, and no fewer than launches that came up, are an outage
    first_pause: float = 60.0  #: before one machine is tried again, seconds; doubles each time it fails, …
    longest_pause: float = 960.0  #: … up to this
    tries_window: float = 30.0  #: how far back tries of images count, seconds
    tries: int = 20  #: fewer of them say nothing
    failed_share: float = 0.5  #: from this share on something that workers depend on is down


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What the law goes by. All times in seconds."""

    min_workers: int
    max_workers: int
    limited_by: str = "FACEFLEET_MAX_WORKERS"  #: which setting it is that allows no more

    # how much capacity is worth its price
    wait_target: float  #: within this, after a boot, a backlog is to be done
    steady_share: float  #: of the wait target, that a steady flow may take before one more worker is launched
    max_launch_step: int  #: most launches of one decision, unless the fleet is larger than that already

    # how far counts are to be trusted
    counts_late: float  #: for so long a count may tell of what was
    phantom: int  #: from zero, so few waiting may be a miscount

    # how long capacity stays
    idle: float  #: before a worker that is not needed may be drained
    last_idle: float  #: the same for the last one, since the last sign of work
    hold: float  #: how long the highest recent wish keeps what it brought

    # what is known of workers before they tell
    boot: float  #: launch → ready
    billed_boot: float  #: the part of it that is billed
    billing_minimum: float  #: a launch is billed for so long at least
    goodbye: float  #: from the decision to drain an idle worker to its end
    service_seconds: float  #: per image and slot
    slots: int  #: images at once per worker

    # when a worker is given up
    boot_patience: float  #: not ready so long after its launch; longer where others were given up of late
    silence: float  #: not heard of for so long; it is asked to go, and ended like all that drain
    drain_budget: float  #: draining, with nothing done or given back for so long
    fuse: FuseRules = field(default_factory=FuseRules)

    @property
    def steady_wait(self) -> float:
        """How long a steady flow's images may wait before one more worker is worth its launch, seconds."""
        return self.steady_share * self.wait_target

    @property
    def relaunch(self) -> float:
        """What ending a worker costs that is launched again, in seconds of keeping it."""
        return max(self.billing_minimum, self.billed_boot)

    @property
    def unbilled_boot(self) -> float:
        """From launch to the begin of billing."""
        return self.boot - self.billed_boot
