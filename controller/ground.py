"""What the controller looks at and works on: the queue, the state bucket, the fleet."""

from collections.abc import Callable
from dataclasses import dataclass

from controller.fleets import ChosenFleet, chosen_fleet
from controller.settings import ControllerSettings
from pipeline import aws
from pipeline.queue import Depth
from pipeline.queues.sqs import named_queue
from pipeline.store import ObjectStore
from pipeline.stores.s3 import S3Store


@dataclass(frozen=True, kw_only=True)
class Ground:
    """Clients that have called nobody yet."""

    depth: Callable[[], Depth]
    store: ObjectStore  #: the state bucket
    fleet: ChosenFleet


def ground_of(settings: ControllerSettings) -> Ground:
    """Build the clients. Raises ServiceUnavailable where AWS's own settings are wrong: such as no region."""
    with aws.translated_errors():
        store = S3Store(aws.s3_client(), settings.state_bucket)
        return Ground(
            depth=named_queue(aws.sqs_client(), settings.request_queue).depth,
            store=store,
            fleet=chosen_fleet(settings, store),
        )
