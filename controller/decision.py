"""What a policy decides, whatever its rule."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What to do, and why."""

    wanted: int | None  #: workers there should be; None where a reading is missing
    start: int = 0
    drain: tuple[str, ...] = ()  #: ids of workers that are to finish what they hold and take nothing more
    retire: tuple[str, ...] = ()  #: ids of workers to end now: drained, never ready, silent for too long
    reason: str
    #: What the reason rests on (arrivals per second, forecast backlog, …), for the log and the metrics.
    figures: Mapping[str, float] = field(default_factory=dict)

    @property
    def acts(self) -> bool:
        """Whether anything changes."""
        return bool(self.start or self.drain or self.retire)
