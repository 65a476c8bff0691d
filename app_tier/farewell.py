"""Why a worker may have to go, signals aside."""

from app_tier.activity import Activity
from app_tier.drain_mark import DrainMark
from app_tier.instance_metadata import InstanceMetadata
from app_tier.lookout import Reason
from app_tier.settings import WorkerSettings
from app_tier.stopping import StopRequests
from pipeline.store import ObjectStore

#: How often a Spot interruption is asked for, as AWS recommends, seconds; it comes two minutes ahead.
_SPOT_LOOK_SECONDS = 5.0


def reasons_to_drain(
    settings: WorkerSettings, state: ObjectStore, activity: Activity, stop: StopRequests
) -> list[Reason]:
    """Return the controller's mark, and where the machine is one of EC2's, the cloud's notice."""
    mark = Reason(
        name="drain mark",
        is_there=DrainMark(state, settings.worker_id).is_there,
        every_seconds=settings.drain_look_seconds,
        drain=stop.ask,
    )
    if settings.instance_metadata is None:
        return [mark]

    def interrupted() -> None:
        activity.interrupt()
        stop.ask()

    notice = Reason(
        name="Spot interruption",
        is_there=InstanceMetadata(settings.instance_metadata).announces_end,
        every_seconds=_SPOT_LOOK_SECONDS,
        drain=interrupted,
    )
    return [mark, notice]
