"""Reports of workers whose clocks are ahead.

What is dated in the future never becomes old: a worker that seems to be idle since tomorrow would stay. A
report is written before it is heard of; by as much as it is not, its worker's clock is ahead at least.
"""

from dataclasses import replace

from pipeline.heartbeat import Boot, Heartbeat


def dated_by(report: Heartbeat, heard_at: float) -> Heartbeat:
    """Return the report with all its times moved back by what its clock is ahead of ours.

    `heard_at`: when it was first heard of, seconds since the epoch by the controller's own clock.
    """
    ahead = report.reported_at - heard_at
    if ahead <= 0:
        return report
    return replace(
        report,
        busy_since=_back(report.busy_since, ahead),
        idle_since=_back(report.idle_since, ahead),
        cut_off_since=_back(report.cut_off_since, ahead),
        reported_at=heard_at,
        boot=_booted_back(report.boot, ahead),
    )


def _back(at: float | None, seconds: float) -> float | None:
    return None if at is None else at - seconds


def _booted_back(boot: Boot | None, seconds: float) -> Boot | None:
    return None if boot is None else replace(boot, ready_at=boot.ready_at - seconds)
