"""The law's constants: for processes of one machine, and for machines that are rented by the second."""

from controller.policies.forecast.rules import FuseRules, Rules

#: Pause between decisions, seconds. What looking costs is small beside a machine: counts, reports, the lease.
PROCESS_TICK_SECONDS = 1.0
MACHINE_TICK_SECONDS = 2.0


def process_rules(
    *, min_workers: int, max_workers: int, limited_by: str = "FACEFLEET_MAX_WORKERS", slots: int = 1
) -> Rules:
    """Return the rules for worker processes: quick to start, paid by nobody, one per core at most."""
    return Rules(
        min_workers=min_workers,
        max_workers=max_workers,
        limited_by=limited_by,
        wait_target=0.2,  # two images of 0.1 s: the third is worth a core, of which there are enough
        steady_share=0.6,
        max_launch_step=8,
        counts_late=0.0,  # the embedded queue counts exactly
        phantom=0,
        idle=15.0,  # near ten times what it takes to load a worker again: gaps in a batch cost no reloads
        last_idle=45.0,  # who tries pictures one by one finds it warm; memory is back within a minute
        hold=0.0,
        boot=1.5,
        billed_boot=1.5,
        billing_minimum=0.0,
        goodbye=5.0,
        service_seconds=0.1,
        slots=slots,
        boot_patience=60.0,  # the very first start converts the models' weights, half a minute of one core
        silence=60.0,
        drain_budget=120.0,
        fuse=FuseRules(longest_pause=60.0),  # a try costs nobody anything, and somebody looks on
    )


def machine_rules(
    *, min_workers: int, max_workers: int, limited_by: str = "FACEFLEET_MAX_WORKERS", slots: int = 2
) -> Rules:
    """Return the rules for machines: slow to start, billed for a minute at least (docs/controller.md)."""
    return Rules(
        min_workers=min_workers,
        max_workers=max_workers,
        limited_by=limited_by,
        wait_target=25.0,
        steady_share=0.6,
        max_launch_step=20,
        counts_late=15.0,
        phantom=1,
        idle=0.0,
        last_idle=8.0,
        hold=5.0,
        boot=45.0,
        billed_boot=35.0,
        billing_minimum=60.0,
        goodbye=5.0,
        service_seconds=0.3,
        slots=slots,
        boot_patience=120.0,
        silence=90.0,
        drain_budget=120.0,
    )
