"""When machines were launched, asked for once each."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from pipeline.aws import translated_errors

if TYPE_CHECKING:
    from types_boto3_ec2 import EC2Client

#: How many values a filter of EC2's may have.
#: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html
_MOST_VALUES = 200


class LaunchTimes:
    """Remembers the launch times of a group's machines."""

    def __init__(self, client: "EC2Client", clock: Callable[[], float]) -> None:
        self._client = client
        self._clock = clock  #: seconds since the epoch
        self._known: dict[str, float] = {}
        self._first_seen: dict[str, float] = {}

    def of(self, instance_ids: Sequence[str]) -> dict[str, float]:
        """Return each machine's launch time, seconds since the epoch, and forget all others.

        EC2 may not know a machine yet that its group lists already: until it does, the time is when this
        object was first asked for it. DescribeInstances is called for new machines only.
        Raises ServiceUnavailable.
        """
        now = self._clock()
        unknown = [each for each in instance_ids if each not in self._known]
        self._known |= dict(self._described(unknown))
        times = {**dict.fromkeys(instance_ids, now), **self._first_seen, **self._known}
        self._first_seen = {each: times[each] for each in instance_ids}
        self._known = {each: self._known[each] for each in instance_ids if each in self._known}
        return self._first_seen

    def _described(self, instance_ids: Iterable[str]) -> Iterator[tuple[str, float]]:
        left = iter(instance_ids)
        while some := list(islice(left, _MOST_VALUES)):
            # by filter: naming ids as such fails as a whole where one is not known
            yield from self._found(some)

    def _found(self, instance_ids: list[str]) -> Iterator[tuple[str, float]]:
        pages = self._client.get_paginator("describe_instances").paginate(
            Filters=[{"Name": "instance-id", "Values": instance_ids}]
        )
        with translated_errors():
            for page in pages:
                for reservation in page["Reservations"]:
                    for instance in reservation["Instances"]:
                        yield instance["InstanceId"], instance["LaunchTime"].timestamp()
