"""What this controller changed lately, and a reading of the group may not show yet."""

from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import TypeVar

from controller.ec2.group import Group

#: How old a reading may be, seconds: chosen, since AWS says nothing about it. Others met stale capacities:
#: https://github.com/spinnaker/orca/pull/2746
LAG_SECONDS = 15.0

T = TypeVar("T", bound=Hashable)


class Changes:
    """Brings readings up to date.

    A capacity that was the group's until lately is an old reading's. Any other that this controller did not
    set is somebody else's doing, and believed.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._capacity = 0  #: the last that was set
        self._outdated: dict[int, float] = {}  #: capacity → when another took its place
        self._ended: dict[str, float] = {}  #: instance id → when it was ended

    def capacity_set(self, before: int, after: int) -> None:
        """Note that the desired capacity was changed."""
        self._outdated[before] = self._clock()
        self._capacity = after

    def ended(self, instance_id: str) -> None:
        """Note that a machine was ended."""
        self._ended[instance_id] = self._clock()

    def applied_to(self, group: Group) -> Group:
        """Return the group as it is after the changes, whether or not the reading had them."""
        self._outdated, self._ended = self._recent(self._outdated), self._recent(self._ended)
        return replace(
            group,
            desired=self._capacity if group.desired in self._outdated else group.desired,
            machines=tuple(each for each in group.machines if each.instance_id not in self._ended),
        )

    def _recent(self, changed_at: dict[T, float]) -> dict[T, float]:
        first = self._clock() - LAG_SECONDS
        return {each: at for each, at in changed_at.items() if at > first}
