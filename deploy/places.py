"""Where the parts of a stack are: read from its resources, which are there before its outputs are."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from deploy.failures import Incomplete
from deploy.stack import Resource

#: Field → the name in the template.
_NAMES = {
    "input_bucket": "InputBucket",
    "output_bucket": "OutputBucket",
    "state_bucket": "StateBucket",
    "request_queue": "RequestQueue",
    "dead_letter_queue": "DeadLetterQueue",
    "worker_group": "WorkerGroup",
    "load_balancer": "LoadBalancer",
}


@dataclass(frozen=True, kw_only=True)
class Places:
    """The parts that the commands talk to."""

    input_bucket: str  #: buckets by name
    output_bucket: str
    state_bucket: str
    request_queue: str  #: queues by URL
    dead_letter_queue: str
    worker_group: str  #: by name
    load_balancer: str  #: by ARN

    def document(self) -> dict[str, str]:
        """Return them for programs."""
        return asdict(self)


def places(stack: str, resources: Sequence[Resource]) -> Places:
    """Return where a stack's parts are. Raises Incomplete where some are not there (yet)."""
    ids = {resource.name: resource.id for resource in resources}
    if missing := [name for name in _NAMES.values() if name not in ids]:
        raise Incomplete(stack, missing)
    return Places(**{field: ids[name] for field, name in _NAMES.items()})


def of_kind(resources: Sequence[Resource], kind: str) -> list[str]:
    """Return the ids of all resources of a kind, such as AWS::S3::Bucket."""
    return [resource.id for resource in resources if resource.kind == kind]
